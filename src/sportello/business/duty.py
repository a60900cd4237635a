"""Who is on duty at a moment: a judgement on planned shifts, without clock and database."""

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sportello.business.hours import closes_at, opens_at
from sportello.business.week import Interval


@dataclass(frozen=True, slots=True)
class WeeklyShift:
    """An agent works in this interval on this weekday (0 is Monday), holidays excepted."""

    agent: int
    weekday: int
    interval: Interval


@dataclass(frozen=True, slots=True)
class DatedShift:
    """On this day the agent works in this interval instead of the weekly ones; None: is away."""

    agent: int
    day: date
    interval: Interval | None


def on_duty(
    now: datetime,
    *,
    weekly: Iterable[WeeklyShift],
    dated: Iterable[DatedShift],
    holidays: Container[date],
    zone: ZoneInfo,
) -> frozenset[int]:
    """The ids of the agents whose shift holds `now` (aware); a shift past midnight belongs to the day it begins.

    What is planned for a date replaces the agent's weekly shifts of that date, also on a holiday.
    """
    weekly, dated = tuple(weekly), tuple(dated)
    today = now.astimezone(zone).date()
    found: set[int] = set()
    for day in (today - timedelta(days=1), today):
        for agent, intervals in _plan(day, weekly, dated, rests=day in holidays).items():
            if any(opens_at(day, one.start, zone) <= now < closes_at(day, one.end, zone) for one in intervals):
                found.add(agent)
    return frozenset(found)


def _plan(
    day: date, weekly: Iterable[WeeklyShift], dated: Iterable[DatedShift], *, rests: bool
) -> Mapping[int, list[Interval]]:
    plan: dict[int, list[Interval]] = {}
    for change in dated:
        if change.day == day:
            plan.setdefault(change.agent, []).extend([change.interval] if change.interval else [])
    changed = set(plan)
    for shift in weekly:
        if shift.weekday == day.weekday() and shift.agent not in changed and not rests:
            plan.setdefault(shift.agent, []).append(shift.interval)
    return plan
