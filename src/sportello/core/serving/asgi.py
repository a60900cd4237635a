"""The shapes of ASGI 3 as this package uses them (https://asgi.readthedocs.io/en/latest/specs/www.html)."""

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any, Protocol

type Scope = MutableMapping[str, Any]
type Message = MutableMapping[str, Any]
type Receive = Callable[[], Awaitable[Message]]
type Send = Callable[[Message], Awaitable[None]]


class Application(Protocol):
    """Any ASGI 3 application."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send, /) -> None:
        """Serve one connection."""


class Stream(Application, Protocol):
    """An ASGI application whose responses stay open until it is told to end them."""

    def start(self) -> None:
        """Begin background work in the running event loop; a second call does nothing."""

    def end(self) -> None:
        """End every open response and the background work at once; later requests are refused."""


class Served(Application, Protocol):
    """What a web process serves: an application that can end its open streams before the process exits."""

    def end_streams(self) -> None:
        """End every open stream at once (called in the event loop when the process is told to exit)."""


async def answer(send: Send, status: int, text: str, *headers: tuple[bytes, bytes]) -> None:
    """Send a complete plain-text response."""
    body = text.encode()
    length = str(len(body)).encode()
    head = [(b"content-type", b"text/plain; charset=utf-8"), (b"content-length", length), *headers]
    await send({"type": "http.response.start", "status": status, "headers": head})
    await send({"type": "http.response.body", "body": body, "more_body": False})
