"""An HTTP server that answers as a test says, and an account that calls it."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from sportello.channels.contract import Account

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
_SOURCES = count(1_000_000)


@dataclass(frozen=True, slots=True)
class Asked:
    """A request as it came: `query` holds each parameter's text, `body` the JSON or the form, `raw` the octets."""

    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: Any
    raw: bytes = b""


@dataclass(frozen=True, slots=True)
class Said:
    """An answer; `body` is sent as JSON unless it is bytes."""

    status: int = 200
    body: Any = None
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def octets(self) -> bytes:
        """The body as it is sent."""
        if isinstance(self.body, bytes):
            return self.body
        return b"" if self.body is None else json.dumps(self.body).encode()


type Answers = Callable[[Asked], Said]
TOKEN = Said(200, {"access_token": "Atza|one", "token_type": "bearer", "expires_in": 3600})


@dataclass
class Api:
    """The running server: what it was asked, except for tokens unless it answers those too."""

    url: str
    asked: list[Asked]

    def paths(self) -> list[str]:
        """The paths asked for, in order."""
        return [one.path for one in self.asked]


@contextmanager
def answering(answers: Answers, *, tokens: bool = True) -> Iterator[Api]:
    """A server that answers by `answers`; with `tokens` it gives tokens itself."""
    asked: list[Asked] = []

    class Handler(BaseHTTPRequestHandler):
        def _serve(self) -> None:
            raw = self.rfile.read(int(self.headers.get("content-length") or 0))
            request = _asked(self.command, self.path, {k.lower(): v for k, v in self.headers.items()}, raw)
            if tokens and request.path == "/auth/o2/token":
                said = TOKEN
            else:
                asked.append(request)
                said = answers(request)
            self.send_response(said.status)
            for name, value in {"Content-Length": str(len(said.octets)), **said.headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(said.octets)

        def do_GET(self) -> None:
            self._serve()

        def do_POST(self) -> None:
            self._serve()

        def do_PUT(self) -> None:
            self._serve()

        def do_DELETE(self) -> None:
            self._serve()

        def log_message(self, *args: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    try:
        yield Api(f"http://127.0.0.1:{server.server_port}", asked)
    finally:
        server.shutdown()
        server.server_close()


def _asked(method: str, target: str, headers: dict[str, str], raw: bytes) -> Asked:
    parts = urlsplit(target)
    query = {name: values[-1] for name, values in parse_qs(parts.query, keep_blank_values=True).items()}
    if headers.get("content-type", "").startswith("application/x-www-form-urlencoded"):
        body: Any = {name: values[0] for name, values in parse_qs(raw.decode()).items()}
    else:
        try:
            body = json.loads(raw) if raw else None
        except ValueError:
            body = None
    return Asked(method, unquote(parts.path), query, headers, body, raw)


def account(url: str, **config: str) -> Account:
    """An account at `url` that was never used before; renewed secrets are kept in `account.secrets`."""
    secrets = {"client_id": "amzn1.application-oa2-client.x", "client_secret": "s", "refresh_token": "Atzr|r"}
    secrets |= {"aws_access_key_id": "AKIDEXAMPLE", "aws_secret_access_key": "aws"}
    return Account(next(_SOURCES), {"base_url": url, "region": "eu", **config}, secrets, secrets.update)
