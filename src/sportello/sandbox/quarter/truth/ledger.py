"""The true figures: how many and how much, by measure, local day, channel and breakdown."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

type Key = tuple[str, str]

WHOLE: Key = ("", "")


class Cell(NamedTuple):
    """Where a figure stands: `by` names a breakdown ("" for none), `key` its value, in the game's own words."""

    measure: str
    day: date
    channel: str
    by: str
    key: str


@dataclass(slots=True)
class Sum:
    """How many, and what they come to together."""

    n: int = 0
    total: int = 0


@dataclass(frozen=True, slots=True)
class Ledger:
    """All true figures."""

    cells: dict[Cell, Sum] = field(default_factory=dict)

    def add(self, measure: str, day: date, channel: str, keys: Iterable[Key], total: int = 0, *, n: int = 1) -> None:
        """Count something under each of these keys, once; keys without a value count nowhere."""
        for by, key in dict.fromkeys(keys):
            if key or not by:
                found = self.cells.setdefault(Cell(measure, day, channel, by, key), Sum())
                found.n += n
                found.total += total

    def of(self, measure: str, *, by: str = "") -> dict[tuple[date, str, str], Sum]:
        """One measure's figures that are not nothing, by day, channel and key."""
        found = {(cell.day, cell.channel, cell.key): value for cell, value in self._all(measure, by)}
        return {place: value for place, value in found.items() if value.n or value.total}

    def whole(self, measure: str, *, by: str = "", key: str = "", since: date, until: date) -> Sum:
        """One measure's figure of a time, both days included."""
        found = Sum()
        for cell, value in self._all(measure, by):
            if cell.key == key and since <= cell.day <= until:
                found.n += value.n
                found.total += value.total
        return found

    def _all(self, measure: str, by: str) -> Iterator[tuple[Cell, Sum]]:
        return ((cell, value) for cell, value in self.cells.items() if cell.measure == measure and cell.by == by)
