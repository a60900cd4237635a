"""Asking the reader what messages say. Whatever happens to it, mail goes on arriving."""

import json
import logging
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

log = logging.getLogger(__name__)

UNDETERMINED = "und"
SURE_OF_LANGUAGE = 0.6


@dataclass(frozen=True, slots=True)
class Understood:
    """What reading says of a message (the fields of `reading.Reading`, as JSON has them), and its vector (a row of
    float16) for likeness to others."""

    said: Mapping[str, Any]
    embedding: bytes

    @property
    def language(self) -> str:
        """The language the message is written in; "" when that is not sure."""
        found = self.said["language"]
        return str(found["code"]) if found["code"] != UNDETERMINED and found["confidence"] >= SURE_OF_LANGUAGE else ""


def warm() -> bool:
    """Load model and encoder now, so that processes which are forked share them; False when they cannot be had."""
    return understand([("Where is my parcel?", "", "")]) != [None]


def version() -> str:
    """The version by which messages are read now; "" when there is no reader."""
    try:
        return _current()
    except Exception:
        log.exception("the reading model cannot be loaded")
        return ""


def understand(messages: Sequence[tuple[str, str, str]]) -> list[Understood | None]:
    """Read messages (text, subject, kind of channel) together, in their order.

    None stands for one that the reader could not take; its trouble is logged, and the others are read all the same.
    """
    if not messages:
        return []
    try:
        return _together(messages)
    except Exception:  # the reader is an aid: no mistake of it may keep a message from the desk
        if len(messages) == 1:
            log.exception("a message could not be read")
            return [None]
    return [understand([message])[0] for message in messages]


def _current() -> str:
    from sportello.reading.artefact import load

    return load().version


def _together(messages: Sequence[tuple[str, str, str]]) -> list[Understood | None]:
    from sportello.reading import Unread, read_many

    from .vectors import Listening

    listening = Listening()
    readings = read_many([Unread(*message) for message in messages], encoder=listening)
    said = [json.loads(json.dumps(asdict(reading))) for reading in readings]
    vectors = [listening.vector(text, subject) for text, subject, _kind in messages]
    return [Understood(each, vector.tobytes()) for each, vector in zip(said, vectors, strict=True)]
