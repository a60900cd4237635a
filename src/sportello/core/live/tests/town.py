"""A page and an event stream on one port, for the tests: who listens is said by the cookie `who`."""

import json
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any, Self

import httpx
import psycopg

from sportello import core
from sportello.core.live.hub import Detail
from sportello.core.live.publishing import CHANNEL, encode
from sportello.core.live.stream import LiveStream
from sportello.core.serving.asgi import Scope
from sportello.core.serving.bridge import Bridge
from sportello.core.serving.exchange import StartResponse
from sportello.core.serving.tests.served import Running, served

STATIC = Path(core.__path__[0]) / "static" / "core"
POLICY = "default-src 'none'; script-src 'self'; worker-src 'self'; connect-src 'self'"
PAGE = """<!doctype html><html lang="en"><head><title>Desk</title>
<meta name="live" content="/live" data-worker="/static/live-worker.js" data-viewer="ada">
<script type="module" src="/static/record.js"></script><script type="module" src="/static/live.js"></script>
</head><body></body></html>"""
# What the page has heard, for the test to read.
RECORD = """const heard = [];
for (const topic of ["ticket.changed", "resync"])
  document.addEventListener(`live:${topic}`, (event) => {
    heard.push(event.detail.ticket ?? topic);
    document.documentElement.dataset.heard = heard.join(" ");
  });"""


@dataclass(frozen=True)
class Someone:
    """A viewer; only Ada may know of ticket 13."""

    name: str

    @property
    def session(self) -> str:
        """One session for each person."""
        return self.name


@dataclass
class Town:
    """What runs, and what the tests change about it."""

    database: dict[str, Any]
    stream: LiveStream[Someone]
    signed_in: set[str]
    running: Running = field(init=False)

    @classmethod
    @contextmanager
    def built(cls, database: dict[str, Any], **options: Any) -> Iterator[Self]:
        """Serve until the end of the block."""
        signed_in = {"ada", "ben"}

        async def authenticate(scope: Scope) -> Someone | None:
            who = SimpleCookie(dict(scope["headers"]).get(b"cookie", b"").decode()).get("who")
            return Someone(who.value) if who is not None and who.value in signed_in else None

        options = {"slack": 0.0, **options}
        stream = LiveStream(authenticate=authenticate, allowed=may_know, connection=lambda: town.database, **options)
        town = cls(database, stream, signed_in)
        with served(Bridge(page, streams={"/live": stream})) as running:
            town.running = running
            until(town.is_listening)
            yield town

    def is_listening(self) -> bool:
        """Whether the process hears PostgreSQL."""
        return len(self.backends()) == 1

    def backends(self) -> list[int]:
        """The process ids of the connections that listen."""
        query = "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND query ~ '^(LISTEN|SELECT 1$)'"
        with psycopg.connect(**self.database) as database:
            return [row[0] for row in database.execute(query)]

    def publish(self, **detail: int) -> None:
        """Publish `ticket.changed`."""
        with psycopg.connect(**self.database) as database:
            database.execute("SELECT pg_notify(%s, %s)", [CHANNEL, encode("ticket.changed", detail)])

    @contextmanager
    def listening(self, who: str = "ada", *, age: int | None = 0, **headers: str) -> Iterator["Ear"]:
        """An open stream of somebody."""
        query = "" if age is None else f"?age={age}"
        cookie = {"Cookie": f"who={who}", **headers}
        with httpx.stream("GET", f"{self.running.url}/live{query}", headers=cookie, timeout=60) as answer:
            yield Ear(answer)


class Ear:
    """One open stream, read as the test goes on."""

    def __init__(self, answer: httpx.Response) -> None:
        self.answer = answer
        self._lines = answer.iter_lines() if answer.status_code == 200 else iter(())
        self.heartbeats = 0

    def __iter__(self) -> Iterator[tuple[str, dict[str, Any]]]:
        """The messages, waiting for each; ends with the stream."""
        for line in self._lines:
            self.heartbeats += line == ":"
            if line.startswith("data: "):
                message = json.loads(line.removeprefix("data: "))
                yield message["topic"], message["detail"]

    def next(self) -> tuple[str, dict[str, Any]]:
        """The next message."""
        return next(iter(self))

    def opened(self) -> Self:
        """Wait until the stream has said how it begins."""
        assert next(line for line in self._lines if line.startswith("id: "))
        return self


def may_know(viewer: Someone, _topic: str, detail: Detail) -> bool:
    """Whom the tests let know what."""
    return viewer.name == "ada" or detail.get("ticket") != 13


def page(environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
    """The page and its scripts, under the policy that the real pages have."""
    path = environ["PATH_INFO"]
    if path.startswith("/static/"):
        name = path.removeprefix("/static/")
        body = RECORD.encode() if name == "record.js" else (STATIC / name).read_bytes()
        kind = "text/javascript"
    else:
        body, kind = PAGE.encode(), "text/html; charset=utf-8"
    head = [("Content-Type", kind), ("Content-Length", str(len(body))), ("Content-Security-Policy", POLICY)]
    start_response("200 OK", head)
    return [body]


def until(condition: Callable[[], bool], seconds: float = 60.0) -> None:
    """Wait for `condition`, asking anew a few times a second."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.05)
