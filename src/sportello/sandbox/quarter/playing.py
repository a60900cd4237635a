"""Playing the whole quarter: orders, visits, contacts, the desk, and what became of it all."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil
from random import Random

from .buying import EARLIER, orders
from .catalogue import Person
from .clock import DAY, Days, Office, Quarter, quarter
from .desk import Desk
from .entities import Order, Visit
from .outcomes import close_books
from .past import Past
from .planning import Shelf, contacts
from .staffing import WeeklyHours, duties, rota, staff
from .visiting import Visiting

ORDERS_A_TICKET, VISITS_A_TICKET, USUAL_SHARE = 2.0, 0.3, 0.845


@dataclass(frozen=True, slots=True)
class Played:
    """A quarter that was played: who was there, what there was, and what happened."""

    seed: int
    time: Quarter
    office: Office
    days: Days
    people: list[Person]
    rota: list[WeeklyHours]
    orders: list[Order]
    visits: list[Visit]
    past: Past


def play(*, tickets: int, seed: int, ends: datetime, months: float = 3) -> Played:
    """Play about so many tickets in the time before `ends` (aware). The same arguments give the same quarter."""
    dice = Random(seed)  # noqa: S311 - a game, no secret
    time = quarter(ends=ends, months=months)
    before = time.first - timedelta(days=EARLIER // DAY + 1)
    office = Office(before, time.days[-1] + timedelta(days=30), closed=[time.closed_on])
    people = staff(tickets, time)
    bought = orders(dice, time, ceil(tickets * ORDERS_A_TICKET))
    visiting = Visiting(dice, time, bought)
    visits = visiting.play(round(tickets * VISITS_A_TICKET))
    wanted = contacts(dice, time, Shelf(bought), round(tickets * USUAL_SHARE))
    week = rota(people)
    past = Desk(dice, time, office).play([*wanted, *visiting.contacts], duties(week, time))
    close_books(dice, time, bought, past.tickets)
    return Played(
        seed, time, office, Days(before, time.days[-1] + timedelta(days=60)), people, week, bought, visits, past
    )
