"""Webhooks on their way: sent in the background, again when they fail, doubled or out of order when a fault says so."""

import asyncio
import contextlib
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

import httpx

from .world import World

HERE = {"127.0.0.1", "localhost", "::1"}
AGAIN_AFTER = (1.0, 5.0, 30.0)
SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Push:
    """One request to somebody who asked to be told."""

    vendor: str
    url: str
    body: bytes
    headers: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Pushed:
    """How one push went: `status` is 0 when nobody answered."""

    push: Push
    attempt: int
    status: int


class Pushes:
    """Sends pushes one after the other; give it some from any thread."""

    def __init__(self, world: World, *, again_after: tuple[float, ...] = AGAIN_AFTER) -> None:
        self.done: list[Pushed] = []
        self._world, self._again_after = world, again_after
        self._queue: asyncio.Queue[tuple[Push, int]] = asyncio.Queue()
        self._held: dict[str, Push] = {}
        self._loop: asyncio.AbstractEventLoop | None = None

    def push(self, push: Push) -> None:
        """Send it soon. Raises ValueError for an address that is not of this machine."""
        if urlsplit(push.url).hostname not in HERE:
            raise ValueError("webhooks go to this machine only")
        if self._loop is not None:
            self._loop.call_soon_threadsafe(self._take, push)

    async def run(self) -> None:
        """Send for ever."""
        self._loop = asyncio.get_running_loop()
        # Nobody on this machine speaks TLS; an empty list of authorities is read 45 ms faster than the usual one.
        nobody = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        async with httpx.AsyncClient(timeout=SECONDS, trust_env=False, verify=nobody) as client:
            while True:
                push, attempt = await self._queue.get()
                await self._send(client, push, attempt)

    def _take(self, push: Push) -> None:
        faults = self._world.faults(push.vendor)
        if faults.reorder_pushes and push.vendor not in self._held:
            self._held[push.vendor] = push
            return
        sent = [push, *filter(None, [self._held.pop(push.vendor, None)])]
        for one in sent * 2 if faults.double_pushes else sent:
            self._queue.put_nowait((one, 1))

    async def _send(self, client: httpx.AsyncClient, push: Push, attempt: int) -> None:
        status = 0
        with contextlib.suppress(httpx.HTTPError):
            status = (await client.post(push.url, content=push.body, headers=dict(push.headers))).status_code
        self.done.append(Pushed(push, attempt, status))
        if not 200 <= status < 300 and attempt <= len(self._again_after):
            asyncio.get_running_loop().call_later(
                self._again_after[attempt - 1], self._queue.put_nowait, (push, attempt + 1)
            )
