"""The sandbox as a whole: mail servers, control page, and a shop whose buyers write."""

import asyncio
import contextlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from .control import Control
from .feed import Feed
from .mail.account import Account
from .mail.servers import MailServers, Ports
from .shop.casa_lume import NOTE, open_shop
from .shop.origin import Origin, forget_half_a_shop, settle
from .web import Server, listening_socket, server

ACCOUNT = Account("ciao@casalume.example", "sandbox")


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
        self.shop = open_shop(self.origin, self.servers, options.state_dir)
        self.feed = Feed(self.shop, clock, every=options.every, first_after=options.first_after)
        self._control = Control(self.servers, self.feed, clock)
        self._tasks: list[asyncio.Task[None]] = []
        self._web: Server | None = None

    async def start(self) -> Ports:
        """Fill the mailbox when it is new, listen, and say where. Raises OSError when a port is in use."""
        taken = listening_socket(self.options.ports.control)
        ports = await self.servers.start(self.options.ports)
        self._web = server(self._control)
        self._tasks = [
            asyncio.create_task(self._web.serve(sockets=[taken])),
            asyncio.create_task(self.feed.run()),
        ]
        while not self._web.started:
            await asyncio.sleep(0.01)
        return Ports(ports.imap, ports.smtp, int(taken.getsockname()[1]))

    async def stop(self) -> None:
        """Stop everything at once."""
        if self._web is not None:
            self._web.should_exit = self._web.force_exit = True
        self._tasks[1].cancel()
        with contextlib.suppress(asyncio.CancelledError, TimeoutError):
            await asyncio.wait_for(asyncio.gather(*self._tasks, return_exceptions=True), 2)
        await self.servers.stop()


async def run(options: Options, ready: Callable[[Ports], None], stopped: asyncio.Event) -> None:
    """Run a sandbox until `stopped` is set; `ready` is called once with the ports that it took."""
    sandbox = Sandbox(options)
    ready(await sandbox.start())
    try:
        await stopped.wait()
    finally:
        await sandbox.stop()
