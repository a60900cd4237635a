"""Who is at work when: enough agents for the work there is, on two shifts, and a few at the weekend."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from math import ceil
from typing import Final

from .catalogue import Person, people
from .clock import ZONE, Quarter

FEWEST: Final = 4
SHIFTS: Final = ((8, 16), (10, 18))
WEEKEND: Final = (9, 15)
ANSWERS_A_TICKET, MINUTES_AN_ANSWER, HOURS_A_WEEK, BUSY = 1.2, 5.6, 40, 0.74


@dataclass(frozen=True, slots=True)
class Duty:
    """Somebody's hours of one day, as moments."""

    by: Person
    begins: int
    ends: int


@dataclass(frozen=True, slots=True)
class WeeklyHours:
    """Somebody's hours on a weekday (0 is Monday), by the shop's clocks."""

    by: Person
    weekday: int
    begins: int
    ends: int


def staff(tickets: int, time_: Quarter) -> list[Person]:
    """The people it takes for so many tickets."""
    weeks = (time_.ends - time_.begins) / (7 * 86400)
    hours = tickets * ANSWERS_A_TICKET * MINUTES_AN_ANSWER / 60
    return people(max(FEWEST, ceil(hours / weeks / HOURS_A_WEEK / BUSY)))


def rota(persons: list[Person]) -> list[WeeklyHours]:
    """Everybody's week; every third also works at the weekend and rests on Monday and Tuesday."""
    week = []
    for person in (one for one in persons if one.role == "agent"):
        begins, ends = SHIFTS[person.place % 2]
        weekend = person.place % 3 == 0
        week += [WeeklyHours(person, day, begins, ends) for day in range(2 if weekend else 0, 5)]
        week += [WeeklyHours(person, day, *WEEKEND) for day in (5, 6) if weekend]
    return week


def duties(week: list[WeeklyHours], time_: Quarter) -> Iterator[Duty]:
    """All hours of the quarter, in the order in which they begin."""
    for day in time_.days:
        today = [row for row in week if row.weekday == day.weekday()]
        for row in sorted(today, key=lambda row: (row.begins, row.by.place)):
            yield Duty(row.by, _at(day, row.begins), _at(day, row.ends))


def _at(day: date, hour: int) -> int:
    return int(datetime.combine(day, time(hour), ZONE).timestamp())


def years_before(time_: Quarter) -> date:
    """A day long before the quarter, on which everything was set up."""
    return time_.first - timedelta(days=400)
