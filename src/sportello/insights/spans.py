"""Days that a figure is asked for, and what it is asked of. Pure."""

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
