"""Server-sent events as bytes (https://html.spec.whatwg.org/multipage/server-sent-events.html)."""

import json
from collections.abc import Mapping

HEARTBEAT = b":\n\n"


def opening(number: int, *, retry: int) -> bytes:
    """The first frame: after a loss the browser waits `retry` ms, then says that it has heard up to `number`."""
    return f"retry: {retry}\nid: {number}\n\n".encode()


def message(number: int, topic: str, detail: Mapping[str, object]) -> bytes:
    """A message of `topic`; all travel as the unnamed event, because a browser hears only names it has asked for."""
    # JSON escapes line breaks, so the data is one line.
    data = json.dumps({"topic": topic, "detail": detail}, separators=(",", ":"))
    return f"id: {number}\ndata: {data}\n\n".encode()


def resync(number: int) -> bytes:
    """Tells the page that it may have missed messages and must fetch anew what it shows."""
    return message(number, "resync", {})
