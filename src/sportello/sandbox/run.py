"""The sandbox as a whole: mail servers, control page, and a shop whose buyers write."""

import asyncio
import contextlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from .control import Control
from .feed import Feed
from .hosting import Hosting
from .live import LiveShop
from .mail.account import Account
from .mail.servers import MailServers, Ports
from .shop.casa_lume import NOTE, open_shop
from .shop.origin import Origin, forget_half_a_shop, settle, write_whole
from .vendors import all_vendors
from .web import Server, listening_socket, server
from .world import reopen

ACCOUNT = Account("ciao@casalume.example", "sandbox")
KEPT = "interfaces.json"
JOURNAL = "world.jsonl"
TICK = 1.0


@dataclass(frozen=True, slots=True)
class Options:
    """How a sandbox starts.

    `ports` on 127.0.0.1, 0 for any free one. `seed` and `now` (time zone aware) decide every byte of the 60 days;
    with `state_dir` they are kept, and a second start goes on from there whatever it is told. `every` and
    `first_after` are seconds between and before new mail (0: none comes by itself). `empty` starts without a shop:
    mailboxes with nothing in them. `copies_sent`: the provider fills Sent by itself.
    """

    ports: Ports = Ports()  # noqa: RUF009 - frozen
    seed: int = 1
    now: datetime | None = None
    state_dir: Path | None = None
    every: float = 40.0
    first_after: float = 20.0
    empty: bool = False
    copies_sent: bool = False


def clock() -> datetime:
    """The time it is."""
    return datetime.now(UTC)


class Sandbox:
    """Everything that runs; all of it in the loop that `start` was called in."""

    def __init__(self, options: Options, clock: Callable[[], datetime] = clock) -> None:
        self.options = options
        self.origin = settle(options.state_dir, Origin(options.seed, options.now or clock(), options.empty))
        if not self.origin.empty:
            forget_half_a_shop(options.state_dir, NOTE)
        self.servers = MailServers(
            ACCOUNT,
            options.state_dir and options.state_dir / "mail",
            uid_validity=int(self.origin.now.timestamp()),
            copies_sent=options.copies_sent,
        )
        folder = options.state_dir
        self.world = reopen(
            self.origin.seed, self.origin.now, folder and folder / JOURNAL, clock, empty=self.origin.empty
        )
        self.hosting = Hosting(self.world, all_vendors(), _kept(folder))
        self.shop = LiveShop(open_shop(self.origin, self.servers, folder), self.world, self.servers, clock)
        self.feed = Feed(self.shop, clock, every=options.every, first_after=options.first_after)
        self._control = Control(self.servers, self.feed, clock, self.hosting, self.shop)
        self._tasks: list[asyncio.Task[None]] = []
        self._webs: list[Server] = []
        self._last_kept = ""

    async def start(self) -> Ports:
        """Fill the mailbox when it is new, listen, and say where. Raises OSError when a port is in use."""
        taken = [listening_socket(port) for port in (self.options.ports.control, self.options.ports.api)]
        ports = await self.servers.start(self.options.ports)
        self._webs = [server(self._control), server(self.hosting)]
        serving = [web.serve(sockets=[at]) for web, at in zip(self._webs, taken, strict=True)]
        self._tasks = [
            asyncio.create_task(run) for run in (self.feed.run(), self.hosting.pushes.run(), self._live(), *serving)
        ]
        while not all(web.started for web in self._webs):
            await asyncio.sleep(0.01)
        control, api = (int(at.getsockname()[1]) for at in taken)
        return Ports(ports.imap, ports.smtp, control, api)

    async def stop(self) -> None:
        """Stop everything at once."""
        for web in self._webs:
            web.should_exit = web.force_exit = True
        for task in self._tasks[: -len(self._webs)]:
            task.cancel()
        with contextlib.suppress(asyncio.CancelledError, TimeoutError):
            await asyncio.wait_for(asyncio.gather(*self._tasks, return_exceptions=True), 2)
        self._keep()
        await self.servers.stop()

    async def _live(self) -> None:
        """Let what falls due happen though nobody asks, and keep what the stand-ins remember."""
        while True:
            await asyncio.sleep(TICK)
            self.world.settle()
            self._keep()

    def _keep(self) -> None:
        kept = self.hosting.kept()
        text = json.dumps(kept)
        if self.options.state_dir is not None and text != self._last_kept:
            write_whole(self.options.state_dir / KEPT, kept)
            self._last_kept = text


def _kept(folder: Path | None) -> dict[str, Any]:
    """What the stand-ins remembered before the last stop."""
    if folder is None or not (folder / KEPT).exists():
        return {}
    kept: dict[str, Any] = json.loads((folder / KEPT).read_text(encoding="utf-8"))
    return kept


async def run(options: Options, ready: Callable[[Ports], None], stopped: asyncio.Event) -> None:
    """Run a sandbox until `stopped` is set; `ready` is called once with the ports that it took."""
    sandbox = Sandbox(options)
    ready(await sandbox.start())
    try:
        await stopped.wait()
    finally:
        await sandbox.stop()
