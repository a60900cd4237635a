"""Publishing: a NOTIFY inside the current transaction, so that nobody hears of what is rolled back."""

import json
import re
from collections.abc import Mapping

from django.db import DEFAULT_DB_ALIAS, connections

CHANNEL = "sportello_live"

# PostgreSQL refuses a payload of 8000 bytes or more (https://www.postgresql.org/docs/current/sql-notify.html).
MOST_BYTES = 7999
# Ids, kinds and states are short; a text that is longer is somebody's text, which has no business here.
MOST_CHARACTERS = 100

_TOPIC = re.compile(r"[a-z][a-z0-9_.-]{0,62}")
_RESERVED = {"resync"}

type Payload = Mapping[str, int | str | bool]


class PayloadError(ValueError):
    """What was to be published is no topic, or is more than ids."""


def publish(topic: str, payload: Payload, *, using: str = DEFAULT_DB_ALIAS) -> None:
    """Tell every open page that may know it, once the current transaction commits (at once outside of one).

    `payload` holds ids and short words, never names or text: it passes through the browsers of everybody who may see
    the topic, and pages fetch the rest under their own rights. Equal messages of one transaction arrive once.
    Commits that publish wait for each other, so publish one message for a bulk change, not one for each row.
    Raises PayloadError for a topic other than `[a-z][a-z0-9_.-]*` (63 characters), a value that is neither int, str
    (100 characters) nor bool, or more than 7999 bytes of JSON.
    """
    with connections[using].cursor() as cursor:
        cursor.execute("SELECT pg_notify(%s, %s)", [CHANNEL, encode(topic, payload)])


def encode(topic: str, payload: Payload) -> str:
    """The JSON that travels for a message. Raises PayloadError."""
    if not _TOPIC.fullmatch(topic) or topic in _RESERVED:
        raise PayloadError(f"{topic!r} cannot be a topic")
    for key, value in payload.items():
        if not isinstance(value, int | str) or (isinstance(value, str) and len(value) > MOST_CHARACTERS):
            raise PayloadError(f"{topic}: {key!r} must be an id, a flag or a word of {MOST_CHARACTERS} characters")
    text = json.dumps({"topic": topic, "detail": dict(payload)}, ensure_ascii=False, separators=(",", ":"))
    if len(text.encode()) > MOST_BYTES:
        raise PayloadError(f"{topic}: {len(text.encode())} bytes are more than the {MOST_BYTES} of a notification")
    return text


def decode(text: str) -> tuple[str, dict[str, int | str | bool]]:
    """The topic and payload of a message. Raises ValueError when `text` is not one of ours."""
    read = json.loads(text)
    if not (isinstance(read, dict) and isinstance(read.get("topic"), str) and isinstance(read.get("detail"), dict)):
        raise ValueError("not a live message")
    return read["topic"], read["detail"]
