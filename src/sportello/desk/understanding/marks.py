"""A text in pieces, some of them marked. Pure."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import pairwise

MOST_MARKS = 60


@dataclass(frozen=True, slots=True)
class Mark:
    """Something that `text[start:end]` says; where marks lie on each other, the one with the higher `weight` shows."""

    start: int
    end: int
    kind: str
    title: str
    weight: int = 0


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text, under a mark or under none."""

    text: str
    mark: Mark | None


def pieces(text: str, marks: Collection[Mark]) -> list[Piece]:
    """The text cut at its marks; joined, the pieces are the text again. Marks that lie outside of it are left out."""
    fit = [mark for mark in marks if 0 <= mark.start < mark.end <= len(text)][:MOST_MARKS]
    return list(_joined(text, fit))


def _joined(text: str, marks: Collection[Mark]) -> Iterator[Piece]:
    edges = sorted({0, len(text), *(mark.start for mark in marks), *(mark.end for mark in marks)})
    begin, above = 0, _above(0, marks)
    for start, _end in pairwise(edges):
        mark = _above(start, marks)
        if mark is not above:
            yield Piece(text[begin:start], above)
            begin, above = start, mark
    if begin < len(text):
        yield Piece(text[begin:], above)


def _above(place: int, marks: Collection[Mark]) -> Mark | None:
    there = [mark for mark in marks if mark.start <= place < mark.end]
    return max(there, key=lambda mark: mark.weight) if there else None
