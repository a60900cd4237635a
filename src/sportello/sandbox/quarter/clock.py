"""When the quarter is, which local day a moment belongs to, and how long the shop is open. Moments are whole seconds
since 1970 in UTC."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import accumulate
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Europe/Rome")
HOUR, DAY = 3600, 86400
WORKDAYS = 5
OPENINGS = ((9, 13), (14, 18))
DAYS_A_MONTH = 365.25 / 12
STOCKTAKING_AFTER = 38
"""On this day of the quarter, if it is a workday, the shop is closed."""


@dataclass(frozen=True, slots=True)
class Quarter:
    """The time that is played: from the first midnight (in the shop's zone) up to `ends`, which it does not reach."""

    first: date
    begins: int
    ends: int

    @property
    def days(self) -> list[date]:
        """Its local days, the last one too if it has only begun."""
        last = datetime.fromtimestamp(self.ends - 1, ZONE).date()
        return [self.first + timedelta(days=step) for step in range((last - self.first).days + 1)]

    @property
    def closed_on(self) -> date:
        """The day of its stocktaking."""
        return self.first + timedelta(days=STOCKTAKING_AFTER)


def quarter(*, ends: datetime, months: float) -> Quarter:
    """The time of so many months up to `ends` (aware), begun at a local midnight."""
    whole = int(ends.timestamp())
    first = datetime.fromtimestamp(whole, ZONE).date() - timedelta(days=round(months * DAYS_A_MONTH))
    return Quarter(first, midnight(first), whole)


def midnight(day: date) -> int:
    """The first moment of a local day."""
    return _at(day, 0)


def _at(day: date, hour: int) -> int:
    return int(datetime.combine(day, time(hour), ZONE).astimezone(UTC).timestamp())


class Days:
    """Which local day a moment belongs to."""

    def __init__(self, first: date, last: date) -> None:
        self._days = list(_each(first, last))
        self._begin = [midnight(day) for day in self._days]

    def of(self, moment: int) -> date:
        """The local day. Raises ValueError for a moment before the first."""
        place = bisect_right(self._begin, moment) - 1
        if place < 0:
            raise ValueError(f"{moment} lies before {self._days[0]}")
        return self._days[place]


class Office:
    """The shop's opening hours, as moments."""

    def __init__(self, first: date, last: date, *, closed: Sequence[date] = ()) -> None:
        spans = [
            (_at(day, opens), _at(day, closes))
            for day in _each(first, last)
            if day.weekday() < WORKDAYS and day not in closed
            for opens, closes in OPENINGS
        ]
        self._opens, self._closes = [span[0] for span in spans], [span[1] for span in spans]
        self._worked = [0, *accumulate(closes - opens for opens, closes in spans)]

    def worked_until(self, moment: int) -> int:
        """For how many seconds the shop was open before this moment, since the first day."""
        place = bisect_right(self._opens, moment)
        if not place:
            return 0
        over = max(0, self._closes[place - 1] - moment)
        return self._worked[place] - over

    def worked(self, since: int, until: int) -> int:
        """For how many seconds the shop was open in between."""
        return self.worked_until(until) - self.worked_until(since)

    def after(self, moment: int, seconds: int) -> int:
        """The first moment at which the shop was open for so long since `moment`."""
        wanted = self.worked_until(moment) + seconds
        place = bisect_left(self._worked, wanted) - 1
        return self._opens[place] + wanted - self._worked[place]


def _each(first: date, last: date) -> Iterator[date]:
    return (first + timedelta(days=step) for step in range((last - first).days + 1))
