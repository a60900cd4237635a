"""The true figures: how many and how much, by measure, local day, channel and breakdown."""

from collections.abc import Collection, Iterable, Iterator
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
    """All true figures, and the single lengths of time that medians are taken of."""

    _sums: dict[tuple[str, str, str], dict[tuple[date, str], Sum]] = field(default_factory=dict)
    _lengths: dict[str, list[tuple[date, str, int]]] = field(default_factory=dict)

    def add(self, measure: str, day: date, channel: str, keys: Iterable[Key], total: int = 0, *, n: int = 1) -> None:
        """Count something under each of these keys, once; keys without a value count nowhere."""
        for by, key in dict.fromkeys(keys):
            if key or not by:
                found = self._sums.setdefault((measure, by, key), {}).setdefault((day, channel), Sum())
                found.n += n
                found.total += total

    def add_length(self, measure: str, day: date, channel: str, keys: Iterable[Key], seconds: int) -> None:
        """The same for a length of time, which is kept for medians too."""
        self.add(measure, day, channel, keys, seconds)
        self._lengths.setdefault(measure, []).append((day, channel, seconds))

    def cells(self) -> Iterator[tuple[Cell, Sum]]:
        """Every figure that is not nothing."""
        for (measure, by, key), places in self._sums.items():
            for (day, channel), value in places.items():
                if value.n or value.total:
                    yield Cell(measure, day, channel, by, key), value

    def whole(
        self,
        measure: str,
        *,
        since: date = date.min,
        until: date,
        by: str = "",
        key: str = "",
        channels: Collection[str] = (),
    ) -> Sum:
        """One measure's figure of a time, both days included, on some channels or (none named) on all."""
        found = Sum()
        for (day, where), value in self._sums.get((measure, by, key), {}).items():
            if since <= day <= until and (not channels or where in channels):
                found.n += value.n
                found.total += value.total
        return found

    def lengths(self, measure: str, *, since: date, until: date, channels: Collection[str] = ()) -> list[int]:
        """The single lengths of time of a measure in a time."""
        every = self._lengths.get(measure, ())
        return [
            seconds for day, where, seconds in every if since <= day <= until and (not channels or where in channels)
        ]

    def keys(self, by: str) -> list[str]:
        """Every value of a breakdown that anything was counted under."""
        return sorted({key for _measure, kind, key in self._sums if kind == by})
