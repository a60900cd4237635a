"""What somebody wants to see: which days, compared with which, of which channels. Pure.

It is read from an address and written into one, so that what one person sees can be sent to another, and a saved view
is an address. Whatever makes no sense counts as not said.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from urllib.parse import urlencode

DAY = timedelta(days=1)
LONGEST = 731
"""Days at most: two years and the leap day."""

MOST_CHANNELS = 50


class Stretch(StrEnum):
    """Which days, seen from today; `OWN` are days with a beginning and an end of their own."""

    WEEK = "7"
    FOUR_WEEKS = "28"
    QUARTER = "91"
    MONTH = "month"
    LAST_MONTH = "last-month"
    OWN = "own"


class Against(StrEnum):
    """What the days are compared with: as many days right before, the same days a year ago (52 weeks), or nothing."""

    BEFORE = "before"
    YEAR = "year"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Days:
    """Days of the reports' time zone, both ends included."""

    first: date
    last: date

    @property
    def count(self) -> int:
        """How many they are."""
        return (self.last - self.first).days + 1

    def earlier(self, by: timedelta) -> "Days":
        """As many days, so much earlier."""
        return Days(self.first - by, self.last - by)


@dataclass(frozen=True, slots=True)
class Asked:
    """The days with their comparison, and the channels (none named: all of them)."""

    days: Days
    stretch: Stretch = Stretch.FOUR_WEEKS
    against: Against = Against.BEFORE
    channels: tuple[int, ...] = ()

    @property
    def compared(self) -> Days | None:
        """The days that these are compared with."""
        if self.against is Against.NOTHING:
            return None
        # 52 weeks keep the weekdays, which matter more than the date.
        return self.days.earlier(52 * 7 * DAY if self.against is Against.YEAR else self.days.count * DAY)

    @property
    def query(self) -> str:
        """As it stands in an address, without what goes without saying."""
        said: list[tuple[str, str | int]] = []
        if self.stretch is Stretch.OWN:
            said += [("from", self.days.first.isoformat()), ("to", self.days.last.isoformat())]
        elif self.stretch is not Stretch.FOUR_WEEKS:
            said.append(("days", self.stretch.value))
        if self.against is not Against.BEFORE:
            said.append(("against", self.against.value))
        said += [("channel", channel) for channel in self.channels]
        return urlencode(said)

    def on(self, day: date) -> "Asked":
        """The same of one day alone."""
        return self.between(day, day)

    def between(self, first: date, last: date) -> "Asked":
        """The same of other days."""
        return replace(self, days=Days(first, last), stretch=Stretch.OWN)


def asked(said: Mapping[str, Sequence[str]], *, today: date) -> Asked:
    """What an address asks for, its values by name, seen from `today` in the reports' zone. Never raises."""
    stretch, days = _days(said, today)
    against = _one_of(Against, _first(said, "against")) or Against.BEFORE
    return Asked(days, stretch, against, _channels(said.get("channel", [])))


def _days(said: Mapping[str, Sequence[str]], today: date) -> tuple[Stretch, Days]:
    first, last = _day(_first(said, "from")), _day(_first(said, "to"))
    stretch = _one_of(Stretch, _first(said, "days")) or Stretch.OWN
    if stretch is Stretch.OWN and (first or last):
        return stretch, _own(first or last or today, last or today, today)
    stretch = Stretch.FOUR_WEEKS if stretch is Stretch.OWN else stretch
    return stretch, _of(stretch, today)


def _of(stretch: Stretch, today: date) -> Days:
    if stretch is Stretch.MONTH:
        return Days(today.replace(day=1), today)
    if stretch is Stretch.LAST_MONTH:
        last = today.replace(day=1) - DAY
        return Days(last.replace(day=1), last)
    return Days(today - (int(stretch.value) - 1) * DAY, today)


def _own(first: date, last: date, today: date) -> Days:
    """Days as they were typed, the other way round if need be, not after today and not too many."""
    low, high = sorted((min(first, today), min(last, today)))
    return Days(max(low, high - (LONGEST - 1) * DAY), high)


def _channels(said: Sequence[str]) -> tuple[int, ...]:
    numbers = {int(one) for one in said if one.isascii() and one.isdigit() and len(one) < 10}
    return tuple(sorted(numbers))[:MOST_CHANNELS]


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if day.year >= 2000 else None


def _first(said: Mapping[str, Sequence[str]], name: str) -> str:
    values = said.get(name, [])
    return values[0] if values else ""


def _one_of[E: StrEnum](kind: type[E], value: str) -> E | None:
    return kind(value) if value in list(kind) else None
