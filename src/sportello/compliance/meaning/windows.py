"""The stretches of a text that are judged: each sentence, and two and three of them together. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sportello.compliance.written import Written

MOST_TOGETHER: Final = 3
MOST_SENTENCES: Final = 120


@dataclass(frozen=True, slots=True)
class Window:
    """Sentences `first` up to `last` (inclusive); `start` and `end` are their place in the plain text."""

    first: int
    last: int
    start: int
    end: int


def said_in(written: Written) -> list[str]:
    """The sentences of a text, without what they quote of the buyer's words."""
    plain = written.plain
    for quoted in written.quoted:
        plain = plain[: quoted.start] + " " * (quoted.end - quoted.start) + plain[quoted.end :]
    return [" ".join(plain[each.start : each.end].split()) for each in written.sentences[:MOST_SENTENCES]]


def windows(written: Written, said: Sequence[str]) -> list[Window]:
    """All windows of a text, sentences first; those of which nothing is left to judge are not among them."""
    places = written.sentences
    found = []
    for size in range(1, MOST_TOGETHER + 1):
        for first in range(len(said) - size + 1):
            last = first + size - 1
            if said[first] and said[last]:
                found.append(Window(first, last, places[first].start, places[last].end))
    return found
