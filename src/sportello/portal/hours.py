"""Opening hours as buyers read them, and whether somebody is there now."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import formats

from sportello.business.defaults import default_calendar

from .models import HelpCentre

MONDAY = date(2024, 1, 1)


@dataclass(frozen=True, slots=True)
class Day:
    """A weekday with its hours; no hours: closed."""

    name: str
    hours: Sequence[str]
    is_today: bool


@dataclass(frozen=True, slots=True)
class Hours:
    """The week, its zone, and whether it is open now."""

    days: Sequence[Day]
    zone: str
    is_open: bool


def opening_hours(centre: HelpCentre, now: datetime) -> Hours:
    """The week of a help centre's calendar as it stands at `now`."""
    calendar = centre.calendar or default_calendar()
    today = now.astimezone(calendar.zone).date()
    days = [
        Day(
            formats.date_format(MONDAY + timedelta(days=number), "l"),
            [str(one) for one in day],
            today.weekday() == number,
        )
        for number, day in enumerate(calendar.hours.days)
    ]
    soon = calendar.working_time().elapsed(now, now + timedelta(minutes=1))
    return Hours(days, calendar.time_zone, is_open=soon > timedelta(0))
