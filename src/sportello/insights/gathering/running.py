"""Gathering: what happened since the last time becomes facts, and facts become tallies.

The facts of a subject are always made from all of its events. What its former facts had added to the tallies is taken
off and what its new ones come to is added, in the transaction that writes them; so an event may come late, twice, or
in any order, and counts where it belongs.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Final
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Model

from sportello.business.models import Settings
from sportello.core import events
from sportello.core.epoch import epoch
from sportello.insights.facts.around import visited
from sportello.insights.facts.circles import joined
from sportello.insights.facts.folding import fold
from sportello.insights.facts.tallying import Adding
from sportello.insights.facts.values import Circle, Happened
from sportello.insights.models import Gathered, HourTally, IssueFact, Tally

from . import orders, reading, sums, tables
from .news import News, mark, news

VERSION: Final = 1
"""Counted up when facts are made in another way, or add to tallies differently: everything is then made anew."""

TOGETHER: Final = 1000
# The key of our advisory lock: one process at a time gathers.
GATHERING: Final = 0x53504749

type Progress = Callable[[int, int], None]
"""Told how many subjects are done, and of how many."""


def gather(*, now: datetime, progress: Progress | None = None) -> int:
    """Bring facts and tallies up to what happened; returns how many subjects were looked at, 0 when somebody else is at
    it. Each batch is a transaction of its own: a run that is broken off goes on next time, and nothing counts twice."""
    with _alone(wait=False) as free:
        return _gather(now, progress) if free else 0


def rebuild(*, now: datetime, progress: Progress | None = None) -> int:
    """Forget all facts and tallies, and make them anew from the events; returns how many subjects there were. Until it
    is done figures are incomplete."""
    with _alone(wait=True):
        _forget()
        return _gather(now, progress)


def zone_name() -> str:
    """The time zone of the days in reports: that of the default calendar."""
    named = Settings.objects.filter(pk=1, default_calendar__isnull=False)
    return named.values_list("default_calendar__time_zone", flat=True).first() or settings.TIME_ZONE


@dataclass(frozen=True, slots=True)
class _alone:  # noqa: N801 - reads as a word in `with`
    wait: bool

    def __enter__(self) -> bool:
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT pg_{'' if self.wait else 'try_'}advisory_lock(%s, 0)", [GATHERING])
            (got,) = cursor.fetchone() or (False,)
        return self.wait or bool(got)

    def __exit__(self, *_raised: object) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s, 0)", [GATHERING])


def _gather(now: datetime, progress: Progress | None) -> int:
    state = _state()
    mark(state)
    found, since = news(state, now=now), state.event
    found.tickets.update(orders.tickets_about(found.orders) if since else ())
    batch = _Batch(now, ZoneInfo(state.zone))
    circles = _circles(found)
    total, done = len(circles) + len(found.visits) + len(found.orders), 0
    for some in _batches(sorted(circles)):
        batch.circles({number: circles[number] for number in some})
        done = _tell(progress, done + len(some), total)
    for subjects, one_batch in ((found.visits, batch.visits), (found.orders, batch.orders)):
        for some in _batches(sorted(subjects)):
            one_batch(some)
            done = _tell(progress, done + len(some), total)
    mark(state)
    state.at = now
    state.save()
    return total


def _tell(progress: Progress | None, done: int, total: int) -> int:
    if progress is not None:
        progress(done, total)
    return done


def _batches(subjects: Iterable[int]) -> Iterator[list[int]]:
    rest = iter(subjects)
    while some := list(islice(rest, TOGETHER)):
        yield some


def _state() -> Gathered:
    """How far events were gathered; where days or facts mean something else by now, everything begins anew."""
    state, _made = Gathered.objects.get_or_create(pk=1, defaults={"zone": zone_name(), "version": VERSION})
    if (state.zone, state.version) != (zone_name(), VERSION):
        _forget()
        state = Gathered.objects.create(pk=1, zone=zone_name(), version=VERSION)
    return state


def _forget() -> None:
    models: list[type[Model]] = [Tally, HourTally, *(table.model for table in tables.ALL)]
    names = ", ".join(f'"{model._meta.db_table}"' for model in models)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {names}")
        Gathered.objects.all().delete()
        Gathered.objects.create(pk=1, zone=zone_name(), version=VERSION)


def _circles(found: News) -> dict[int, set[int]]:
    """The circles of the tickets to look at, each with all of its tickets."""
    named = {*found.tickets, *(ticket for link in found.links for ticket in link)}
    known: dict[int, int] = {}
    for some in _batches(named):
        known.update(IssueFact.objects.filter(ticket__in=some).values_list("ticket", "circle"))
    circles = joined(found.tickets, found.links, known)
    by_former = {ticket: number for number, members in circles.items() for ticket in members}
    for some in _batches({*known.values()}):
        rows = IssueFact.objects.filter(circle__in=some).values_list("ticket", "circle")
        for ticket, circle in rows:
            circles[by_former[circle]].add(ticket)
    return circles


@dataclass(frozen=True, slots=True)
class _Batch:
    """Making facts of some subjects, as of a moment; days are local days of the zone."""

    now: datetime
    zone: ZoneInfo

    @transaction.atomic
    def circles(self, wanted: dict[int, set[int]]) -> None:
        tickets = {ticket for members in wanted.values() for ticket in members}
        told = reading.events_of("ticket", tickets)
        spent = reading.attention_to(tickets, self.zone)
        now = epoch(self.now)

        def made(members: Collection[int]) -> Circle:
            stretches = [one for ticket in members for one in spent.get(ticket, ())]
            return fold(reading.in_order(told[ticket] for ticket in members), stretches, now=now)

        fresh = {number: made(members) for number, members in wanted.items()}
        noted = self._note_orders(fresh, told)
        fresh |= {number: made(wanted[number]) for number in noted}
        self._exchange(fresh, tables.circles(tickets))

    def _note_orders(self, fresh: dict[int, Circle], told: dict[int, list[Happened]]) -> set[int]:
        """Record which order issues are about, where that is news; returns the circles concerned."""
        whole = {
            one.ticket: (number, one.about) for number, each in fresh.items() for one in each.issues if one.is_whole
        }
        noted = set()
        for ticket, data in orders.about(whole).items():
            number, known = whole[ticket]
            if any(getattr(known, name) != value for name, value in data.items()):
                event = events.record(kind="ticket.about", now=self.now, subject=("ticket", ticket), data=data)
                told[ticket].append(Happened(event.pk, epoch(self.now), event.kind, 0, ticket, data))
                noted.add(number)
        return noted

    def _exchange(self, fresh: dict[int, Circle], known: dict[int, Circle]) -> None:
        same = {number for number, circle in fresh.items() if known.get(number) == circle}
        gone = {number: circle for number, circle in known.items() if number not in same}
        come = {number: circle for number, circle in fresh.items() if number not in same}
        adding = Adding(self.zone)
        for circle in come.values():
            adding.circle(circle)
        adding.sign = -1
        for circle in gone.values():
            adding.circle(circle)
        if gone:
            tables.forget_circles(gone)
        tables.keep_circles(come)
        sums.keep(adding)

    @transaction.atomic
    def visits(self, wanted: Sequence[int]) -> None:
        told = reading.events_of("visit", wanted)
        found = (visited(each) for each in told.values())
        self._exchange_singles(tables.VISITS, {one.visit: one for one in found if one is not None}, Adding.visit)

    @transaction.atomic
    def orders(self, wanted: Sequence[int]) -> None:
        told = reading.events_of("order", wanted)
        found = orders.placed(wanted, told, now=self.now)
        self._exchange_singles(tables.ORDERS, found, Adding.order)

    def _exchange_singles[Fact](
        self, table: tables.Table, fresh: dict[int, Fact], add: Callable[[Adding, Fact], None]
    ) -> None:
        known: dict[int, Fact] = tables.singles(table, fresh)
        changed = [pk for pk, fact in fresh.items() if known.get(pk) != fact]
        adding = Adding(self.zone)
        for pk in changed:
            add(adding, fresh[pk])
        adding.sign = -1
        for pk in changed:
            if pk in known:
                add(adding, known[pk])
        tables.forget(table, [pk for pk in changed if pk in known])
        tables.keep(table, [fresh[pk] for pk in changed])
        sums.keep(adding)
