"""A small web server on the loopback address for the control page; uvicorn speaks HTTP, this speaks to uvicorn."""

import contextlib
import json
import socket
from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, override
from urllib.parse import parse_qs

import uvicorn

FORM = "application/x-www-form-urlencoded"
HERE = {"127.0.0.1", "localhost", "[::1]"}
SAFE_HEADERS = (
    (b"content-security-policy", b"default-src 'none'; style-src 'self'; form-action 'self'; frame-ancestors 'none'"),
    (b"x-content-type-options", b"nosniff"),
    (b"cache-control", b"no-store"),
)


@dataclass(frozen=True, slots=True)
class Request:
    """One request, its body read.

    `query` holds the first value of each name, `raw_query` all that was sent. `base` is the address below which
    `path` lies, such as "http://127.0.0.1:8080/amazon", without a slash at its end. Header names are in lower case.
    """

    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes
    raw_query: str = ""
    base: str = ""

    @property
    def parts(self) -> list[str]:
        """The path's parts between slashes."""
        return [part for part in self.path.split("/") if part]

    @property
    def queries(self) -> dict[str, list[str]]:
        """All values of each name in the query, empty ones too."""
        return parse_qs(self.raw_query, keep_blank_values=True)

    @property
    def is_form(self) -> bool:
        """Whether a browser's form sent this."""
        return self.headers.get("content-type", "").startswith(FORM)

    @property
    def form(self) -> dict[str, list[str]]:
        """The form's fields, or nothing."""
        return parse_qs(self.body.decode("utf-8", "replace")) if self.is_form else {}


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer."""

    status: HTTPStatus
    content_type: str
    body: bytes = b""
    location: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def json(cls, value: Any, status: HTTPStatus = HTTPStatus.OK, headers: Mapping[str, str] | None = None) -> "Answer":
        """A JSON document."""
        text = json.dumps(value, ensure_ascii=False, indent=1)
        return cls(status, "application/json", text.encode(), headers=headers or {})

    @classmethod
    def html(cls, text: str) -> "Answer":
        """A page."""
        return cls(HTTPStatus.OK, "text/html; charset=utf-8", text.encode())

    @classmethod
    def see(cls, location: str) -> "Answer":
        """Go and look there (303)."""
        return cls(HTTPStatus.SEE_OTHER, "text/plain", b"", location)


class Refused(Exception):
    """A request that is not answered with what it asked for: the status and the reason."""

    def __init__(self, status: HTTPStatus, reason: str) -> None:
        super().__init__(reason)
        self.status = status


class Dropped(Exception):
    """A request whose connection is closed in the middle of the answer."""


class App:
    """The ASGI side: reads requests from this machine's own pages and programs, and writes answers."""

    def __init__(self, answer: Callable[[Request], Awaitable[Answer]]) -> None:
        self._answer = answer

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            return
        request = await _request(scope, receive)
        try:
            _must_be_ours(request)
            answer = await self._answer(request)
        except Refused as refused:
            answer = Answer.json({"error": str(refused)}, refused.status)
        except Dropped:
            await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"2")]})
            return
        headers = [(b"content-type", answer.content_type.encode()), *SAFE_HEADERS]
        if answer.location:
            headers.append((b"location", answer.location.encode()))
        headers += [(name.lower().encode(), value.encode()) for name, value in answer.headers.items()]
        await send({"type": "http.response.start", "status": answer.status.value, "headers": headers})
        await send({"type": "http.response.body", "body": answer.body})


class Server(uvicorn.Server):
    """uvicorn in a loop that others live in too: signals are not its business."""

    @override
    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def server(answer: Callable[[Request], Awaitable[Answer]]) -> Server:
    """A server that answers so; `await serve(sockets=[listening_socket(port)])`."""
    config = uvicorn.Config(App(answer), log_level="warning", access_log=False, lifespan="off", ws="none", http="h11")
    return Server(config)


def listening_socket(port: int) -> socket.socket:
    """A socket on 127.0.0.1 for this port, or any free one for 0. Raises OSError when it is in use."""
    # asyncio switches Nagle's delay off only where the protocol is named; with it, every answer takes 40 ms more.
    taken = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        taken.bind(("127.0.0.1", port))
        taken.listen()
    except OSError:
        taken.close()
        raise
    taken.setblocking(False)
    return taken


async def _request(scope: dict[str, Any], receive: Any) -> Request:
    chunks, more = [], True
    while more:
        event = await receive()
        chunks.append(event.get("body", b""))
        more = event.get("more_body", False)
    query = parse_qs(scope["query_string"].decode("latin-1"))
    return Request(
        scope["method"],
        scope["path"],
        {name: values[0] for name, values in query.items()},
        {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]},
        b"".join(chunks),
        scope["query_string"].decode("latin-1"),
        "",
    )


def _must_be_ours(request: Request) -> None:
    """Refuse pages of other hosts that try to press our buttons, and names that only pretend to be this machine."""
    host = request.headers.get("host", "")
    if host.rsplit(":", 1)[0] not in HERE:
        raise Refused(HTTPStatus.FORBIDDEN, "ask for 127.0.0.1")
    origin = request.headers.get("origin", "")
    if origin and origin.partition("//")[2] != host:
        raise Refused(HTTPStatus.FORBIDDEN, "another page's button")
