"""Days that a figure is asked for, and what it is asked of. Pure."""

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

ONE_DAY = timedelta(days=1)


class Step(StrEnum):
    """How a series is cut; weeks begin on Monday."""

    DAY = "day"
    WEEK = "week"


DAY, WEEK = Step.DAY, Step.WEEK


@dataclass(frozen=True, slots=True)
class Span:
    """Local days, both included. Raises ValueError when the last lies before the first."""

    first: date
    last: date

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise ValueError(f"{self.last} lies before {self.first}")

    @property
    def length(self) -> int:
        """How many days it has."""
        return (self.last - self.first).days + 1

    def before(self) -> "Span":
        """As many days right before it."""
        return Span(self.first - timedelta(days=self.length), self.first - ONE_DAY)

    def moments(self, zone: ZoneInfo) -> tuple[datetime, datetime]:
        """When it begins and ends (the end excluded) in a zone, also where the clocks change."""
        begins = datetime.combine(self.first, time(), zone)
        return begins, datetime.combine(self.last + ONE_DAY, time(), zone)

    def steps(self, step: Step) -> list["Span"]:
        """The span in steps; the first and last week may be shorter."""
        found, day = [], self.first
        while day <= self.last:
            end = day if step is Step.DAY else day + timedelta(days=6 - day.weekday())
            found.append(Span(day, min(end, self.last)))
            day = end + ONE_DAY
        return found


@dataclass(frozen=True, slots=True)
class Pieces:
    """Days cut into pieces, so that every span that is asked for is made of whole ones.

    `firsts` are the first day of each piece in order, and at the end the day after the last. Pieces are numbered from
    1; what lies before the first day is number 0.
    """

    firsts: tuple[date, ...]

    @classmethod
    def of(cls, spans: Iterable[Span], more: Iterable[date] = ()) -> "Pieces":
        """The fewest pieces that all of these spans are made of, cut on `more` days too."""
        edges = {edge for span in spans for edge in (span.first, span.last + ONE_DAY)}
        within = {day for day in more if min(edges) < day < max(edges)} if edges else set()
        return cls(tuple(sorted(edges | within)))

    def within(self, span: Span) -> range:
        """The numbers of a span's pieces. Raises ValueError for a span that is not made of whole pieces."""
        after = span.last + ONE_DAY
        if span.first not in self.firsts or after not in self.firsts:
            raise ValueError(f"{span} was not asked for")
        return range(bisect_right(self.firsts, span.first), bisect_right(self.firsts, after))


def joined(spans: Iterable[Span]) -> list[Span]:
    """Spans that touch or overlap as one, in order."""
    found: list[Span] = []
    for span in sorted(spans, key=lambda one: one.first):
        if found and span.first <= found[-1].last + ONE_DAY:
            found[-1] = Span(found[-1].first, max(found[-1].last, span.last))
        else:
            found.append(span)
    return found
