"""Which order a conversation is about: the one it names, else the one whose product it speaks of. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from .judging import counter

RECENT = timedelta(days=120)
STEM = 5
ENOUGH = 1 / 3
_WORD = re.compile(r"[^\W\d_]{4,}")


class How(StrEnum):
    """How we know what it is about."""

    NAMED = "named"
    PRODUCT = "product"
    LATEST = "latest"


@dataclass(frozen=True, slots=True)
class Candidate:
    """An order it may be about: `place` in the list of those named (0 is the latest named, None: not named)."""

    key: int
    kind: str
    titles: Sequence[str]
    placed_at: datetime
    place: int | None = None


@dataclass(frozen=True, slots=True)
class Subject:
    """The order it is about, by its key, and how we know."""

    key: int
    how: How


def choose(*, text: str, kind: str, candidates: Sequence[Candidate], now: datetime) -> Subject | None:
    """The order that a message on a channel of `kind` is about.

    One that is named wins, the latest named first; then one whose product's words stand in the text; then the latest
    bought at the same counter, or at any, in the last 120 days. None when there is nothing to go by.
    """
    if named := [one for one in candidates if one.place is not None]:
        return Subject(min(named, key=lambda one: one.place or 0).key, How.NAMED)
    spoken = {stem(word) for word in _WORD.findall(text.casefold())}
    scored = [(_score(one, candidates, spoken), one.placed_at, one.key) for one in candidates]
    if scored and max(scored)[0] > ENOUGH:
        return Subject(max(scored)[2], How.PRODUCT)
    fresh = [one for one in candidates if now - one.placed_at <= RECENT]
    here = [one for one in fresh if counter(one.kind) == counter(kind)]
    if chosen := (here or fresh):
        return Subject(max(chosen, key=lambda one: (one.placed_at, one.key)).key, How.LATEST)
    return None


def stem(word: str) -> str:
    """A word as it is compared: its first letters, so that "lampade" speaks of a "lampada"."""
    return word[:STEM]


def _score(one: Candidate, others: Sequence[Candidate], spoken: set[str]) -> float:
    """Of the words that tell this order's products from the others', the share that is spoken of."""
    words = _words(one)
    common = set.intersection(*(_words(other) for other in others)) if len(others) > 1 else set()
    telling = words - common
    return len(telling & spoken) / len(telling) if telling else 0.0


def _words(one: Candidate) -> set[str]:
    return {stem(word) for title in one.titles for word in _WORD.findall(title.casefold())}
