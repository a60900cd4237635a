"""One call of a WSGI application in a pool thread, and the way its answer takes back to the event loop."""

import asyncio
from collections.abc import Callable, Iterable
from concurrent.futures import Future
from contextlib import suppress
from types import TracebackType
from typing import Any

from sportello.core.serving.asgi import Message, Receive, Send

type ExcInfo = tuple[type[BaseException], BaseException, TracebackType] | tuple[None, None, None]
type StartResponse = Callable[..., Callable[[bytes], object]]
type WSGIApplication = Callable[[dict[str, Any], StartResponse], Iterable[bytes]]

BLOCK = 64 * 1024


class Exchange:
    """Runs the application in a thread; sends from the event loop.

    A complete page comes back as the value of `run`, so that it costs a single change of threads. What is streamed is
    handed over piece by piece (by blocks of 64 kB where its length is known), each when the client has taken the last
    one; a client that takes nothing for `stall` seconds, or leaves, ends the iteration.
    """

    def __init__(self, receive: Receive, send: Send, *, stall: float) -> None:
        self._receive, self._send, self._stall = receive, send, stall
        self._loop = asyncio.get_running_loop()
        self._watch: asyncio.Task[None] | None = None
        self._gone = False
        self._start: Message | None = None
        self._started = False
        self._held: list[bytes] = []

    def run(self, wsgi: WSGIApplication, env: dict[str, Any]) -> list[Message]:
        """Call the application (in a pool thread) and return the messages that are still to be sent."""
        result = wsgi(env, self._start_response)
        try:
            # Nobody reads the body of a HEAD; a generator, though, says its headers only when it is asked for more.
            if env["REQUEST_METHOD"] != "HEAD" or self._start is None:
                self._take(result)
        finally:
            close = getattr(result, "close", None)
            if close is not None:
                close()
        return self._rest(b"".join(self._held), more=False)

    async def finish(self, rest: list[Message]) -> None:
        """Send what `run` returned, unless the client left or stopped taking what is sent."""
        for message in rest if not self._gone else ():
            await self._send(message)

    def stop_watching(self) -> None:
        """Forget the watch for the client's leaving, if streaming began one."""
        if self._watch is not None:
            self._watch.cancel()

    def _start_response(
        self, status: str, headers: list[tuple[str, str]], exc_info: ExcInfo | None = None
    ) -> Callable[[bytes], object]:
        if exc_info is not None and self._started and exc_info[1] is not None:
            raise exc_info[1]
        head = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers]
        self._start = {"type": "http.response.start", "status": int(status.split(" ", 1)[0]), "headers": head}
        return self._held.append

    def _take(self, result: Iterable[bytes]) -> None:
        for chunk in result:
            if self._gone:
                return
            if self._held and sum(map(len, self._held)) >= BLOCK:
                self._hand_over()
            if chunk:
                self._held.append(chunk)
            if self._held and not self._is_whole(result):
                self._hand_over()

    def _is_whole(self, result: Iterable[bytes]) -> bool:
        """Whether nobody waits for the pieces: a list is there at once, and a known length is no live stream."""
        if isinstance(result, list | tuple):
            return True
        return self._start is not None and any(name == b"content-length" for name, _ in self._start["headers"])

    def _rest(self, body: bytes, *, more: bool) -> list[Message]:
        self._held.clear()
        if self._start is None:
            raise RuntimeError("the WSGI application did not call start_response")
        head = [] if self._started else [self._start]
        self._started = True
        return [*head, {"type": "http.response.body", "body": body, "more_body": more}]

    def _hand_over(self) -> None:
        messages = self._rest(b"".join(self._held), more=True)
        sent: Future[None] = asyncio.run_coroutine_threadsafe(self._deliver(messages), self._loop)
        # The margin frees the thread even when the loop has stopped and nothing will be sent any more.
        sent.result(self._stall + 5)

    async def _deliver(self, messages: list[Message]) -> None:
        self._watch = self._watch or self._loop.create_task(self._wait_until_gone())
        with suppress(OSError):
            async with asyncio.timeout(self._stall):
                await self.finish(messages)
            return
        self._gone = True

    async def _wait_until_gone(self) -> None:
        while (await self._receive())["type"] != "http.disconnect":
            pass
        self._gone = True
