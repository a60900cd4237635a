"""An ASGI application that runs a WSGI application in one thread hop and leaves the event streams to the loop.

Django's WSGI handler behind this bridge serves more than twice the pages of Django's ASGI handler, on the same port as
the streams (docs/decisions/0003-own-supervisor.md has the arrangement).
"""

import asyncio
import contextvars
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from sportello.core.serving.asgi import Receive, Scope, Send, Stream, answer
from sportello.core.serving.body import Body, GoneError, TooLargeError, take
from sportello.core.serving.environ import environ
from sportello.core.serving.exchange import Exchange, WSGIApplication

_CLOSE = (b"connection", b"close")


class Bridge:
    """Serves `wsgi` from a pool of threads, and each path of `streams` by its own ASGI application.

    `max_body` is in bytes, `stall` in seconds without progress of a client; beyond `waiting` requests that have no
    thread yet, the answer is 503. Streams are started with the server and ended by `end_streams`.
    """

    def __init__(
        self,
        wsgi: WSGIApplication,
        *,
        streams: Mapping[str, Stream] | None = None,
        threads: int = 4,
        waiting: int = 256,
        max_body: int = 64 * 1024 * 1024,
        stall: float = 30.0,
    ) -> None:
        self._wsgi, self._streams = wsgi, dict(streams or {})
        self._max_body, self._stall = max_body, stall
        self._room = threads + waiting
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="page")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one ASGI connection."""
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif scope["type"] == "websocket":
            await receive()
            await send({"type": "websocket.close", "code": 1008, "reason": "no WebSocket here"})
        elif scope["path"] in self._streams:
            await self._streams[scope["path"]](scope, receive, send)
        else:
            await self._page(scope, receive, send)

    def end_streams(self) -> None:
        """End every open stream at once."""
        for stream in self._streams.values():
            stream.end()

    async def _live(self, receive: Receive, send: Send) -> None:
        while (message := await receive())["type"] == "lifespan.startup":
            for stream in self._streams.values():
                stream.start()
            await send({"type": "lifespan.startup.complete"})
        self.end_streams()
        self._pool.shutdown(wait=False, cancel_futures=True)
        await send({"type": f"{message['type']}.complete"})

    async def _page(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            body = await take(scope, receive, limit=self._max_body, stall=self._stall)
        except TooLargeError:
            await answer(send, 413, f"This is larger than {self._max_body // 1024**2} MB.", _CLOSE)
        except GoneError:
            await answer(send, 408, "The request did not arrive in time.", _CLOSE)
        else:
            with body.file:
                await self._hop(scope, body, Exchange(receive, send, stall=self._stall), send)

    async def _hop(self, scope: Scope, body: Body, exchange: Exchange, send: Send) -> None:
        if not self._room:
            return await answer(send, 503, "Too busy just now.", (b"retry-after", b"2"))
        self._room -= 1
        context = contextvars.copy_context()
        work = asyncio.get_running_loop().run_in_executor(self._pool, context.run, self._run, scope, body, exchange)
        work.add_done_callback(self._leave)
        try:
            await exchange.finish(await work)
        finally:
            exchange.stop_watching()

    def _run(self, scope: Scope, body: Body, exchange: Exchange) -> list[Any]:
        return exchange.run(self._wsgi, environ(scope, body.file, body.length))

    def _leave(self, _work: object) -> None:
        self._room += 1
