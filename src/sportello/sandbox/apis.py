"""The stand-ins alone, in a thread of this process: a world, a clock that stands still, one HTTP port. For tests."""

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from socket import socket

from .hosting import Asked, Hosting
from .loops import LoopThread
from .pushes import Pushed
from .vendors import NAMES, vendor
from .web import Server, listening_socket, server
from .world import World, open_world

NOW = datetime(2026, 11, 21, 14, 10, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Apis:
    """Stand-ins that run: `url` is what the vendors' prefixes follow, `world` may be read and changed from the test."""

    url: str
    world: World
    hosting: Hosting

    def base(self, vendor: str) -> str:
        """The base URL of one vendor, such as "http://127.0.0.1:40123/amazon"."""
        return f"{self.url}/{vendor}"

    def faults(self, vendor: str, **changes: object) -> None:
        """Let this vendor behave well again, then change these fields of `world.Faults`. Raises ValueError."""
        self.world.set_faults(vendor, type(self.world.faults(vendor))().changed(changes))

    def asked(self, vendor: str = "") -> list[Asked]:
        """The requests so far, oldest first."""
        return [asked for asked in self.hosting.asked if vendor in {"", asked.vendor}]

    def pushed(self) -> list[Pushed]:
        """The webhooks sent so far, every attempt."""
        return list(self.hosting.pushes.done)


@contextmanager
def apis(
    *,
    seed: int = 1,
    now: datetime = NOW,
    vendors: Sequence[str] = NAMES,
    quiet_orders: int = 40,
    stories: bool = True,
) -> Iterator[Apis]:
    """Stand-ins of these vendors over a world whose time stands at `now` until `apis.world.advance(days)`.

    `stories=False, quiet_orders=0` is a world without orders; fill it with `world.place`.
    """
    world = open_world(seed, now, quiet_orders=quiet_orders, stories=stories)
    loop = LoopThread()
    hosting = Hosting(world, [vendor(name) for name in vendors])
    taken = listening_socket(0)
    web = server(hosting)
    tasks = loop.call(_start(web, hosting, taken))
    try:
        yield Apis(f"http://127.0.0.1:{taken.getsockname()[1]}", world, hosting)
    finally:
        loop.call(_stop(web, tasks))
        loop.close()


async def _start(web: Server, hosting: Hosting, taken: socket) -> list[asyncio.Task[None]]:
    tasks = [asyncio.create_task(web.serve(sockets=[taken])), asyncio.create_task(hosting.pushes.run())]
    while not web.started:
        await asyncio.sleep(0.002)
    return tasks


async def _stop(web: Server, tasks: list[asyncio.Task[None]]) -> None:
    web.should_exit = web.force_exit = True
    tasks[1].cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
