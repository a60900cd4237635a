"""Who looks after the desk now. There is always somebody, also on Sunday and on holidays."""

from collections.abc import Container, Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import TypedDict
from zoneinfo import ZoneInfo

from sportello.accounts.models import Agent
from sportello.accounts.roles import Permission, Role
from sportello.business import duty
from sportello.business.models import Calendar


def on_duty(*, now: datetime, calendar: Calendar | None = None) -> list[Agent]:
    """The agents whose shift holds `now` and who may answer; when nobody's does, the leads and the owners.

    Looks at every calendar's rota, or at one's. Never empty once an owner exists; ordered by name.
    """
    calendars = [calendar] if calendar else Calendar.objects.prefetch_related("own_days", "shifts")
    ids = _planned(now, calendars)
    answering = Agent.objects.active().who_may(Permission.ANSWER).order_by("name", "pk")
    return list(answering.filter(pk__in=ids)) or list(answering.filter(role__in=[Role.LEAD, Role.OWNER]))


def planned(*, now: datetime) -> frozenset[int] | None:
    """The ids of the agents whose shift holds `now`, in any calendar; None when nobody plans a rota at all."""
    found = planned_at([now])
    return None if found is None else found[now]


def planned_at(moments: Sequence[datetime]) -> Mapping[datetime, frozenset[int]] | None:
    """The same for several moments (aware) at once, in a number of queries that does not grow with them."""
    calendars = list(Calendar.objects.prefetch_related("own_days", "shifts", "shift_changes"))
    if not moments or not any([*one.shifts.all(), *one.shift_changes.all()] for one in calendars):
        return None
    plans = [_plan(calendar) for calendar in calendars]
    return {at: frozenset().union(*(duty.on_duty(at, **plan) for plan in plans)) for at in moments}


class _Plan(TypedDict):
    weekly: Sequence[duty.WeeklyShift]
    dated: Sequence[duty.DatedShift]
    holidays: Container[date]
    zone: ZoneInfo


def _plan(calendar: Calendar) -> _Plan:
    return {
        "weekly": [duty.WeeklyShift(row.agent_id, row.weekday, row.interval) for row in calendar.shifts.all()],
        "dated": [duty.DatedShift(row.agent_id, row.day, row.interval) for row in calendar.shift_changes.all()],
        "holidays": calendar.holidays(),
        "zone": calendar.zone,
    }


def _planned(now: datetime, calendars: Iterable[Calendar]) -> set[int]:
    found: set[int] = set()
    for calendar in calendars:
        today = now.astimezone(calendar.zone).date()
        near = calendar.shift_changes.filter(day__range=(today - timedelta(days=1), today))
        found |= duty.on_duty(
            now,
            weekly=[duty.WeeklyShift(row.agent_id, row.weekday, row.interval) for row in calendar.shifts.all()],
            dated=[duty.DatedShift(row.agent_id, row.day, row.interval) for row in near],
            holidays=calendar.holidays(),
            zone=calendar.zone,
        )
    return found
