"""Counting business hours: when a promise falls due, and how much of the opening time went by.

Everything is counted in real time, so the night on which the clocks change is an hour shorter or longer. Opening
hours are wall-clock times of a zone: an opening that the spring change skips begins when the skipped hour ends; of an
hour that autumn repeats, an opening takes the first pass and a closing the second.
"""

from collections.abc import Container, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sportello.business.week import Week

LOOK_AHEAD = timedelta(days=400)
"""How long a calendar may stay closed before we say that it never opens: a year and a month of holidays."""

LONGEST = 10_000.0
"""The largest number of hours that may be asked for: more than a year around the clock."""


class NeverOpenError(ValueError):
    """The calendar has no opening hours, or holidays cover all of them, so that no deadline can be named."""


@dataclass(frozen=True, slots=True)
class WorkingTime:
    """A week, its holidays and its zone: all that is needed to count in business hours. None: around the clock."""

    week: Week | None
    holidays: Container[date]
    zone: ZoneInfo

    def add(self, start: datetime, hours: float) -> datetime:
        """The moment (UTC) at which `hours` of this working time have passed since `start`; see `add_hours`."""
        return add_hours(start, hours, self.week, self.holidays, self.zone)

    def elapsed(self, start: datetime, end: datetime) -> timedelta:
        """The working time between `start` and `end`; see `elapsed`."""
        return elapsed(start, end, self.week, self.holidays, self.zone)


ROUND_THE_CLOCK = WorkingTime(week=None, holidays=(), zone=ZoneInfo("UTC"))
"""The marketplaces' clock: nights, Sundays and holidays count."""


def add_hours(start: datetime, hours: float, week: Week | None, holidays: Container[date], zone: ZoneInfo) -> datetime:
    """Return the first moment (UTC) at which `hours` of opening time have passed since `start`.

    `start` must be aware and may lie outside opening hours; `week=None` counts around the clock and ignores holidays.
    No hours are due at once. Raises ValueError for a naive start or hours that are negative, not a number or above
    LONGEST, and NeverOpenError when nothing opens within LOOK_AHEAD.
    """
    moment = _utc(start)
    if not 0 <= hours <= LONGEST:
        raise ValueError(f"hours must lie between 0 and {LONGEST:.0f}, not {hours}")
    remaining = timedelta(hours=hours)
    if week is None or not remaining:
        return moment + remaining
    for opening, closing in _openings(moment, week, holidays, zone, LOOK_AHEAD):
        begin = max(opening, moment)
        if closing - begin >= remaining:
            return begin + remaining
        remaining -= closing - begin
    raise AssertionError("openings end only by raising")


def elapsed(start: datetime, end: datetime, week: Week | None, holidays: Container[date], zone: ZoneInfo) -> timedelta:
    """Return the opening time between two aware moments; zero where nothing was open.

    `week=None` counts around the clock. Raises ValueError for naive moments or an `end` before `start`.
    """
    begin, stop = _utc(start), _utc(end)
    if stop < begin:
        raise ValueError(f"the end {stop} lies before the start {begin}")
    if week is None:
        return stop - begin
    total = timedelta()
    try:
        for opening, closing in _openings(begin, week, holidays, zone, stop - begin + timedelta(days=4)):
            if opening >= stop:
                break
            total += min(closing, stop) - max(opening, begin)
    except NeverOpenError:
        return total
    return total


def _openings(
    moment: datetime, week: Week, holidays: Container[date], zone: ZoneInfo, patience: timedelta
) -> Iterator[tuple[datetime, datetime]]:
    """Yield openings (UTC) from `moment` on, in order, without overlap; NeverOpenError when none comes for so long."""
    if week.is_closed:
        raise NeverOpenError("the calendar has no opening hours")
    day = moment.astimezone(zone).date() - timedelta(days=2)
    reached, last = moment, day
    while day - last <= patience:
        for interval in () if day in holidays else week.days[day.weekday()]:
            opening = max(opens_at(day, interval.start, zone), reached)
            closing = closes_at(day, interval.end, zone)
            if closing > opening:
                yield opening, closing
                reached, last = closing, day
        day += timedelta(days=1)
    raise NeverOpenError(f"the calendar stays closed for {patience.days} days after {last}")


def opens_at(day: date, minute: int, zone: ZoneInfo) -> datetime:
    """The first moment (UTC) at which the zone's clocks show `minute` minutes past `day`'s midnight, or more."""
    return _instant(day, minute, zone, fold=0)


def closes_at(day: date, minute: int, zone: ZoneInfo) -> datetime:
    """The moment (UTC) from which on the zone's clocks always show `minute` minutes past `day`'s midnight, or more."""
    return _instant(day, minute, zone, fold=1)


def _instant(day: date, minute: int, zone: ZoneInfo, fold: int) -> datetime:
    wall = datetime.combine(day, time.min) + timedelta(minutes=minute)
    moment = wall.replace(tzinfo=zone, fold=fold).astimezone(UTC)
    if moment.astimezone(zone).replace(tzinfo=None) == wall:
        return moment
    return _end_of_gap(wall, zone)


def _end_of_gap(wall: datetime, zone: ZoneInfo) -> datetime:
    """Halve the time around a skipped wall-clock time until the second of the change is found."""
    before = wall.replace(tzinfo=zone, fold=1).astimezone(UTC)
    after = wall.replace(tzinfo=zone, fold=0).astimezone(UTC)
    old_offset = before.astimezone(zone).utcoffset()
    while after - before > timedelta(seconds=1):
        middle = before + timedelta(seconds=int((after - before).total_seconds()) // 2)
        if middle.astimezone(zone).utcoffset() == old_offset:
            before = middle
        else:
            after = middle
    return after


def _utc(moment: datetime) -> datetime:
    if moment.tzinfo is None or moment.utcoffset() is None:
        raise ValueError("a moment needs a time zone")
    return moment.astimezone(UTC)
