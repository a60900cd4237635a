"""Counting how a trouble went before and after something was done about it."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from sportello.insights.models import Dimension, Remedy, Trouble

from .cases import Case
from .reading_facts import Stretch, cases_of, longer_than

STILL_CHANGES: Final = timedelta(days=60)
"""So long after its days are over a remedy is counted anew: buyers may write, and events come late."""


@dataclass(slots=True)
class _Count:
    """Cases and hits of what was acted on, and of all others."""

    cases: int = 0
    hits: int = 0
    other_cases: int = 0
    other_hits: int = 0

    @property
    def others(self) -> float | None:
        """The rate of all others; None when there are none."""
        return self.other_hits / self.other_cases if self.other_cases else None


def follow(*, now: datetime) -> int:
    """Count every remedy whose time is not long over; returns how many were counted."""
    counted = 0
    for row in Remedy.objects.order_by("pk"):
        if row.at + timedelta(days=row.days) + STILL_CHANGES >= now:
            count(row, now=now)
            counted += 1
    return counted


def count(row: Remedy, *, now: datetime) -> None:
    """Count the `days` before and after an act, of cases that can be judged by now."""
    length = timedelta(days=row.days)
    before = Stretch(row.at - length, row.at, now, topic=row.topic)
    if row.trouble == Trouble.LONG:
        before = replace(before, longer_than=longer_than(before))
    after = replace(before, since=row.at, until=min(row.at + length, now))
    earlier, later = _counted(row, before), _counted(row, after)
    row.before_cases, row.before_hits, row.others_before = earlier.cases, earlier.hits, earlier.others
    row.after_cases, row.after_hits, row.others_after = later.cases, later.hits, later.others
    row.counted_at = now
    row.save()


def _counted(row: Remedy, stretch: Stretch) -> _Count:
    found = _Count()
    for case in _judgeable(row, stretch):
        if concerns(row, case):
            found.cases += 1
            found.hits += case.hit
        else:
            found.other_cases += 1
            found.other_hits += case.hit
    return found


def _judgeable(row: Remedy, stretch: Stretch) -> Iterator[Case]:
    return (case for case in cases_of(Trouble(row.trouble), stretch) if case.part == 0)


def concerns(row: Remedy, case: Case) -> bool:
    """Whether a case is one that was acted on. Where answers lacked data those on the same topic are, whether they lack
    it or not: afterwards hardly any does."""
    if row.dimension == Dimension.MISSING:
        return row.key.partition(":")[0] in case.values[Dimension.TOPIC]
    return row.key in case.values.get(row.dimension, ())
