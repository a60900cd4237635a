"""The event stream: an ASGI application for the path that browsers listen on."""

import asyncio
import logging
import math
import random
import time
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from typing import Any, Protocol
from urllib.parse import parse_qs

from sportello.core.live import frames
from sportello.core.live.hub import Allowed, Hub
from sportello.core.live.listener import django_connection, listen
from sportello.core.live.subscription import Subscription
from sportello.core.serving.asgi import Receive, Scope, Send, answer

log = logging.getLogger(__name__)

_HEAD = [
    (b"content-type", b"text/event-stream"),
    (b"cache-control", b"no-store"),
    (b"x-accel-buffering", b"no"),
    (b"x-content-type-options", b"nosniff"),
]


class Viewer(Protocol):
    """Who listens; `session` is the same for all streams of one browser."""

    @property
    def session(self) -> str:
        """A key of the signed-in session."""


class LiveStream[V: Viewer]:
    """Streams what is published to everybody who is signed in and may know it.

    `authenticate` says who asks (None: nobody who may); it is asked again every `recheck` seconds, and its None or its
    failure ends the stream. `allowed(viewer, topic, payload)` is asked for each message and must not wait.
    A session has at most `per_session` streams in one process; `heartbeat` is in seconds, and so is `stall`, the time
    that a client may take nothing. `slack` (s) is allowed for the way of a request when missed messages are looked up.
    `connection` gives psycopg's parameters.
    """

    def __init__(
        self,
        *,
        authenticate: Callable[[Scope], Awaitable[V | None]],
        allowed: Allowed[V],
        connection: Callable[[], Mapping[str, Any]] = django_connection,
        per_session: int = 4,
        heartbeat: float = 15.0,
        recheck: float = 60.0,
        stall: float = 30.0,
        slack: float = 1.0,
    ) -> None:
        self._authenticate, self._connection = authenticate, connection
        self._per_session, self._heartbeat, self._recheck, self._stall = per_session, heartbeat, recheck, stall
        # Numbers grow over restarts, so that a browser never takes an old message for a newer one.
        self.hub: Hub[V] = Hub(allowed, slack=slack, first_number=time.time_ns() // 1_000_000)
        self._listening: asyncio.Task[None] | None = None
        self._ended = False

    def start(self) -> None:
        """Begin to listen to the database; a second call does nothing."""
        if self._listening is None and not self._ended:
            self._listening = asyncio.get_running_loop().create_task(listen(self.hub, self._connection))
            self._listening.add_done_callback(_say_why)

    def end(self) -> None:
        """End all streams and stop listening."""
        self._ended = True
        self.hub.end()
        if self._listening is not None:
            self._listening.cancel()

    async def __call__(self, scope: Scope, receive: Receive, send: Send, /) -> None:
        """Serve one listener."""
        if scope["method"] != "GET":
            await answer(send, 405, "Only GET.", (b"allow", b"GET"))
        elif self._ended:
            await answer(send, 503, "Ending.", (b"retry-after", b"2"))
        elif (viewer := await self._viewer(scope)) is None:
            await answer(send, 401, "Sign in first.")
        elif self._streams_of(viewer) >= self._per_session:
            await answer(send, 429, "Too many streams.", (b"retry-after", b"60"))
        else:
            await self._stream(viewer, scope, receive, send)

    async def _stream(self, viewer: V, scope: Scope, receive: Receive, send: Send) -> None:
        self.start()
        joined = self.hub.join(viewer, knows=_knows(scope))
        gone = asyncio.create_task(_until_gone(receive, joined))
        try:
            await send({"type": "http.response.start", "status": 200, "headers": _HEAD})
            # After a restart the browsers come back one by one, not all in the same moment.
            await self._send(send, frames.opening(self.hub.number, retry=1000 + random.randrange(2000)))  # noqa: S311
            await self._relay(joined, scope, send)
        finally:
            gone.cancel()
            self.hub.leave(joined)
        with suppress(TimeoutError):
            async with asyncio.timeout(1):
                await send({"type": "http.response.body", "body": b"", "more_body": False})

    async def _relay(self, joined: Subscription[V], scope: Scope, send: Send) -> None:
        loop = asyncio.get_running_loop()
        checked = loop.time()
        with suppress(TimeoutError, OSError):
            while (news := await joined.take(self._heartbeat)) is not None:
                if loop.time() - checked >= self._recheck:
                    viewer = await self._viewer(scope)
                    if viewer is None:
                        return
                    joined.viewer, checked = viewer, loop.time()
                await self._send(send, news or frames.HEARTBEAT)

    async def _send(self, send: Send, body: bytes) -> None:
        async with asyncio.timeout(self._stall):
            await send({"type": "http.response.body", "body": body, "more_body": True})

    async def _viewer(self, scope: Scope) -> V | None:
        try:
            return await self._authenticate(scope)
        except Exception:
            log.exception("Who listens could not be told; the stream is refused")
            return None

    def _streams_of(self, viewer: V) -> int:
        return sum(each.viewer.session == viewer.session for each in self.hub.subscriptions)


def _knows(scope: Scope) -> float | None:
    """When the page was true, by the loop's clock: `?age=` says how many ms ago. None where only fetching anew helps:
    after a reconnection, which sends Last-Event-ID, and without a usable age.
    """
    headers = dict(scope["headers"])
    ages = parse_qs(scope["query_string"].decode("latin-1")).get("age", [])
    with suppress(ValueError, IndexError):
        age = float(ages[0])
        if b"last-event-id" not in headers and math.isfinite(age) and age >= 0:
            return asyncio.get_running_loop().time() - age / 1000
    return None


async def _until_gone(receive: Receive, joined: Subscription[Any]) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
    joined.end()


def _say_why(task: asyncio.Task[None]) -> None:
    if not task.cancelled() and (error := task.exception()) is not None:
        log.error("Live updates have stopped in this process", exc_info=error)
