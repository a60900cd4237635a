"""Two versions of a text side by side: what stayed, what came, what went. Pure."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

type Change = Literal["same", "added", "removed"]

_WORDS = re.compile(r"\w+|\s+|[^\w\s]")
_MOST_WORDS = 3_000


@dataclass(frozen=True, slots=True)
class Piece:
    """Words that stayed, came or went."""

    change: Change
    text: str


def differences(older: str, newer: str) -> list[Piece]:
    """The newer text with what went from the older one: lines first, and words within lines that changed.

    Joining what stayed and came gives the newer text, joining what stayed and went the older.
    """
    old, new = older.splitlines(keepends=True), newer.splitlines(keepends=True)
    pieces: list[Piece] = []
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        before, after = "".join(old[i1:i2]), "".join(new[j1:j2])
        pieces += [Piece("same", before)] if tag == "equal" else _words(before, after)
    return list(_joined(pieces))


def _words(before: str, after: str) -> list[Piece]:
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    if len(old) + len(new) > _MOST_WORDS:
        return [Piece("removed", before), Piece("added", after)]
    pieces = []
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            pieces.append(Piece("same", "".join(old[i1:i2])))
            continue
        pieces += [Piece("removed", "".join(old[i1:i2])), Piece("added", "".join(new[j1:j2]))]
    return pieces


def _joined(pieces: Sequence[Piece]) -> Iterator[Piece]:
    """Neighbours of one kind as one piece, empty ones left out."""
    kept: Piece | None = None
    for piece in pieces:
        if not piece.text:
            continue
        if kept and kept.change == piece.change:
            kept = Piece(kept.change, kept.text + piece.text)
            continue
        if kept:
            yield kept
        kept = piece
    if kept:
        yield kept
