"""Sensible times to put a ticket off to, on the agent's own clock. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum

MORNING = time(9)
EVENING = time(18)
LAST_CALL = timedelta(hours=2)


class When(StrEnum):
    """The names of the choices."""

    IN_TWO_HOURS = "in_two_hours"
    EVENING = "evening"
    TOMORROW = "tomorrow"
    NEXT_WEEK = "next_week"
    IN_A_WEEK = "in_a_week"


@dataclass(frozen=True, slots=True)
class Choice:
    """One time on offer."""

    when: When
    until: datetime


def choices(now: datetime) -> Sequence[Choice]:
    """The times on offer at `now`, which carries the agent's zone: earliest first, none twice.

    Mornings are 9:00, evenings 18:00 as the clock on the wall shows them, also across a change of the clocks.
    """
    today = now.date()
    monday = today + timedelta(days=7 - today.weekday())
    offered = [Choice(When.IN_TWO_HOURS, now.replace(second=0, microsecond=0) + LAST_CALL)]
    if now + LAST_CALL < _at(now, 0, EVENING):
        offered.append(Choice(When.EVENING, _at(now, 0, EVENING)))
    offered.append(Choice(When.TOMORROW, _at(now, 1, MORNING)))
    if (monday - today).days > 1:
        offered.append(Choice(When.NEXT_WEEK, _at(now, (monday - today).days, MORNING)))
    if (monday - today).days < 7:
        offered.append(Choice(When.IN_A_WEEK, _at(now, 7, MORNING)))
    return offered


def _at(now: datetime, days: int, clock: time) -> datetime:
    return datetime.combine(now.date() + timedelta(days=days), clock, tzinfo=now.tzinfo)
