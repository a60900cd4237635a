"""A server on the loopback address that answers what a test says, for answers the stand-in would never give."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any


@dataclass(slots=True)
class Answers:
    """What to answer in turn (the last one again and again): status, headers, body; and what was asked."""

    url: str
    waiting: list[tuple[int, dict[str, str], bytes]] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    def say(self, status: int, body: Any, **headers: str) -> None:
        """Add an answer; a `str` or `bytes` body is sent as it is, everything else as JSON."""
        raw = body if isinstance(body, bytes) else body.encode() if isinstance(body, str) else json.dumps(body).encode()
        self.waiting.append((status, {name.replace("_", "-"): value for name, value in headers.items()}, raw))


@contextmanager
def answering() -> Iterator[Answers]:
    """The server, with a path in its address as a stand-in has."""
    answers = Answers("")

    class Handler(BaseHTTPRequestHandler):
        def _answer(self) -> None:
            answers.asked.append(f"{self.command} {self.path}")
            self.rfile.read(int(self.headers.get("content-length") or 0))
            status, headers, body = answers.waiting.pop(0) if len(answers.waiting) > 1 else answers.waiting[0]
            self.send_response(status)
            for name, value in {**headers, "content-length": str(len(body))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        do_GET = do_POST = _answer  # noqa: N815 - the names are http.server's

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    answers.url = f"http://127.0.0.1:{server.server_address[1]}/aftership"
    try:
        yield answers
    finally:
        server.shutdown()
        server.server_close()
        thread.join(60)
