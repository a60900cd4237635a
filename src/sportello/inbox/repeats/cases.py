"""What a judgement of repeats looks at; frozen, free of Django and of the database."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sportello.reading.encoder import Matrix


class Status(StrEnum):
    """Where a ticket stands, as far as a judgement of repeats is concerned."""

    OPEN = "open"
    WAITING = "waiting_for_buyer"
    RESOLVED = "resolved"


@dataclass(frozen=True, slots=True)
class Trace:
    """What one text left behind.

    `sentences` and `words` are unit rows along the model's axes, `weights` says how rare each word is, `stems` does so
    for the beginnings of all words. `topics` and `risks` are reading's probabilities by slug (empty for our own texts).
    """

    text: str
    sentences: Matrix
    words: Matrix
    weights: Matrix
    stems: Mapping[str, float]
    topics: Mapping[str, float]
    risks: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Said:
    """One message of a ticket; `at` as all times here is aware."""

    at: datetime
    by_buyer: bool
    trace: Trace


@dataclass(frozen=True, slots=True)
class Known:
    """A ticket of the same buyer: its messages from oldest to newest (at least one), and the orders it is about."""

    key: int
    status: Status
    channel: str
    subject: Trace
    orders: frozenset[str]
    said: tuple[Said, ...]


@dataclass(frozen=True, slots=True)
class Fresh:
    """The first message of a new conversation. `orders` are the order numbers it names, as `inbox` compares them."""

    at: datetime
    channel: str
    subject: Trace
    body: Trace
    orders: frozenset[str]
