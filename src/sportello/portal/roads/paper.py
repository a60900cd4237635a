"""Sheets that a printer knows, and where the words of an insert go on them. Pure."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

POINTS_A_MM: Final = 72 / 25.4
LEADING: Final = 1.2

type Measure = Callable[[str, float], float]
"""How wide a text is at a size, both in points."""


class Sheet(StrEnum):
    """The sizes: a card, and two labels."""

    A6 = "a6"
    LARGE_LABEL = "62x100"
    SMALL_LABEL = "50x30"


@dataclass(frozen=True, slots=True)
class Form:
    """A sheet's measures in millimetres; `beside`: the words stand right of the code, else below it.

    Sizes of letters are points, the largest and the smallest that can still be read on paper.
    """

    width: float
    height: float
    margin: float
    code: float
    headline: tuple[float, float]
    words: tuple[float, float]
    address: tuple[float, float]
    beside: bool = False


FORMS: Final[Mapping[Sheet, Form]] = {
    Sheet.A6: Form(105, 148, 9, 62, (26, 14), (14, 9), (11, 7)),
    Sheet.LARGE_LABEL: Form(62, 100, 4, 44, (17, 9), (10, 7), (8, 5)),
    Sheet.SMALL_LABEL: Form(50, 30, 2, 22, (11, 6), (7, 5), (6.5, 4.5), beside=True),
}


class TooLongError(ValueError):
    """A text does not fit on a sheet even in the smallest letters: `part` is headline, words or address."""

    def __init__(self, part: str) -> None:
        super().__init__(part)
        self.part = part


@dataclass(frozen=True, slots=True)
class Block:
    """Lines of one size."""

    lines: Sequence[str]
    size: float

    @property
    def height(self) -> float:
        """In points."""
        return len(self.lines) * self.size * LEADING


def fitted(text: str, part: str, *, width: float, height: float, sizes: tuple[float, float], wide: Measure) -> Block:
    """A text in the largest letters in which it fits into a box (points). Raises `TooLongError`."""
    size, least = sizes
    while size >= least:
        lines = wrapped(text, width, lambda each, size=size: wide(each, size))  # type: ignore[misc]
        if lines is not None and len(lines) * size * LEADING <= height:
            return Block(lines, size)
        size -= 0.5
    raise TooLongError(part)


def wrapped(text: str, width: float, wide: Callable[[str], float]) -> list[str] | None:
    """A text in lines no wider than `width`, broken at blanks alone; None when a word is wider than a line."""
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and wide(longer) <= width:
            lines[-1] = longer
        elif wide(word) <= width:
            lines.append(word)
        else:
            return None
    return lines
