"""Calls to an API, against a real HTTP server on this machine."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import pytest

from sportello.channels.calling import Caller
from sportello.channels.contract import ApiTrouble, TroubleKind

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


class Api(BaseHTTPRequestHandler):
    """Answers `/<status>` with that status; `/token` only to the renewed token; `/cut` with half a body."""

    def do_GET(self) -> None:
        name = self.path.strip("/")
        if name == "token":
            self._say(200 if self.headers["X-Token"] == "new" else 401, b'{"ok": true}')
        elif name == "cut":
            self.send_response(200)
            self.send_header("Content-Length", "100")
            self.end_headers()
            self.wfile.write(b'{"or')
        elif name == "words":
            self._say(200, b"<html>maintenance</html>")
        else:
            self._say(int(name), b"no, said the server")

    def _say(self, status: int, body: bytes) -> None:
        self.send_response(status)
        if status == 429:
            self.send_header("Retry-After", "7")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: Any) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Api)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("401", TroubleKind.CREDENTIALS),
        ("403", TroubleKind.PERMISSION),
        ("404", TroubleKind.NOT_FOUND),
        ("422", TroubleKind.REFUSED),
        ("429", TroubleKind.THROTTLED),
        ("301", TroubleKind.REFUSED),
        ("503", TroubleKind.SERVER),
        ("cut", TroubleKind.LOST),
        ("words", TroubleKind.NONSENSE),
    ],
)
def test_it_says_what_kind_of_trouble_it_is(url: str, path: str, kind: TroubleKind) -> None:
    with Caller(url) as caller, pytest.raises(ApiTrouble) as caught:
        caller.json("GET", path, now=NOW)
    assert caught.value.kind is kind
    assert caught.value.retry_after == (timedelta(seconds=7) if path == "429" else None)


def test_it_calls_a_dead_port_lost() -> None:
    with Caller("http://127.0.0.1:9") as caller, pytest.raises(ApiTrouble) as caught:
        caller.json("GET", "/", now=NOW)
    assert caught.value.kind is TroubleKind.LOST


def test_it_renews_a_token_once_and_repeats_the_call(url: str) -> None:
    token = ["old"]
    renewed: list[str] = []

    def renew() -> None:
        renewed.append(token[0])
        token[0] = "new"

    with Caller(url, authorise=lambda: {"X-Token": token[0]}, renew=renew) as caller:
        assert caller.json("GET", "token", now=NOW) == {"ok": True}
        assert caller.json("GET", "token", now=NOW) == {"ok": True}
    assert renewed == ["old"]
