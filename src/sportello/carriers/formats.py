"""How a carrier writes its numbers: one frozen value per format."""

import re
from dataclasses import dataclass
from enum import IntEnum

from .checks import Check


class Shape(IntEnum):
    """How much the shape alone says. It decides how much must stand around a number in running text."""

    COMMON = 1
    """Other things look like this too: phone numbers, articles, invoices. Needs a word of parcels or the carrier."""

    LIKELY = 2
    """Rarely anything else, but not never. Needs nothing that speaks against it."""

    DISTINCT = 3
    """Nothing else looks like this."""


@dataclass(frozen=True, slots=True)
class Format:
    """One way a carrier writes its numbers.

    `pattern` matches the whole number without blanks or hyphens, in capitals. `check` looks at its group `checked`
    (at the whole number when there is none). `lengths` are all lengths that the pattern can match. `only_hinted`
    formats count only when somebody names the carrier: their shape belongs to too many. `refuse` are numbers that
    fit and are none.
    """

    code: str
    carrier: str
    pattern: re.Pattern[str]
    lengths: frozenset[int]
    shape: Shape
    check: Check | None = None
    only_hinted: bool = False
    rank: int = 0
    """Among formats that fit equally well the higher rank goes first: how common the format is."""

    def fits(self, number: str) -> re.Match[str] | None:
        """The match of the whole number, or None."""
        return self.pattern.fullmatch(number)

    def is_right(self, match: re.Match[str]) -> bool:
        """Whether the check digit is right; true where the format has none."""
        if self.check is None:
            return True
        return self.check(match["checked"] if "checked" in self.pattern.groupindex else match.group())


def make(
    code: str,
    carrier: str,
    pattern: str,
    lengths: int | tuple[int, ...] | range,
    shape: Shape,
    check: Check | None = None,
    *,
    only_hinted: bool = False,
    rank: int = 0,
) -> Format:
    """A format as the tables write it: the pattern as text, one length or several."""
    every = frozenset((lengths,) if isinstance(lengths, int) else lengths)
    return Format(code, carrier, re.compile(pattern, re.ASCII), every, shape, check, only_hinted, rank)
