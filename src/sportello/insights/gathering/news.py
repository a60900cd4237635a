"""What is new since events were last gathered, and what became due by the clock alone.

The ids of events are given before their transactions commit, so an event may appear below one that was seen already. A
mark is set at the last id given so far; once nobody who was writing at that time still writes, every event up to it is
there for good. Until then what lies above is read again each time, which changes nothing: facts are made from all
events of their subject, not added up.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from json import loads

from django.db import connection

from sportello.inbox.models import Attention
from sportello.insights.facts.circles import LINKS
from sportello.insights.models import AnswerFact, Gathered, IssueFact, ObligationFact, OrderFact
from sportello.insights.vocabulary import KINDS

STILL_GROWING = timedelta(minutes=10)
"""A stretch of attention that ended longer ago than this grows no more."""

_KINDS = sorted(KINDS)
_SUBJECTS = "SELECT DISTINCT subject_kind, subject_id FROM core_event WHERE id > %s AND kind = ANY(%s)"
_LINKED = "SELECT kind, subject_id, data FROM core_event WHERE id > %s AND kind = ANY(%s)"
_LAST_GIVEN = "SELECT CASE WHEN is_called THEN last_value ELSE 0 END, clock_timestamp() FROM core_event_id_seq"
_OLDEST_WRITER = (
    "SELECT min(xact_start) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
)


@dataclass(slots=True)
class News:
    """The subjects to look at again, and the ties between tickets that new events tell of."""

    tickets: set[int] = field(default_factory=set)
    visits: set[int] = field(default_factory=set)
    orders: set[int] = field(default_factory=set)
    links: list[tuple[int, int]] = field(default_factory=list)


def mark(state: Gathered) -> None:
    """Set the mark when there is none, and move the cursor to it when nothing below it can appear any more."""
    with connection.cursor() as cursor:
        cursor.execute(_OLDEST_WRITER)
        (oldest,) = cursor.fetchone() or (None,)
        if state.marked_at is not None and (oldest is None or oldest > state.marked_at):
            state.event, state.marked_at = state.mark, None
        if state.marked_at is None:
            cursor.execute(_LAST_GIVEN)
            state.mark, state.marked_at = cursor.fetchone() or (0, None)


def news(state: Gathered, *, now: datetime) -> News:
    """What is to be looked at again. `state.attention` is moved behind the stretches that grow no more."""
    found = News()
    kinds = {"ticket": found.tickets, "visit": found.visits, "order": found.orders}
    with connection.cursor() as cursor:
        cursor.execute(_SUBJECTS, [state.event, _KINDS])
        for kind, subject in cursor.fetchall():
            if kind in kinds:
                kinds[kind].add(subject)
        cursor.execute(_LINKED, [state.event, sorted(LINKS)])
        found.links = list(_links(cursor.fetchall()))
    found.tickets.update(_attended(state, now))
    found.tickets.update(_ripe(now))
    found.orders.update(_late_to_ship(now))
    return found


def _links(rows: "list[tuple[str, int, str]]") -> Iterator[tuple[int, int]]:
    for kind, subject, text in rows:
        other = loads(text).get(LINKS[kind])
        if other:
            yield subject, other


def _attended(state: Gathered, now: datetime) -> Iterator[int]:
    """Tickets with attention that is new or may have grown since."""
    growing: int | None = None
    rows = Attention.objects.filter(pk__gt=state.attention).order_by("pk")
    last = state.attention
    for pk, until, ticket in rows.values_list("pk", "until", "holding__ticket").iterator(chunk_size=5000):
        if growing is None and until > now - STILL_GROWING:
            growing = last
        last = pk
        yield ticket
    state.attention = last if growing is None else growing


def _ripe(now: datetime) -> Iterator[int]:
    """Tickets of which something is known now only because time went by."""
    late = ObligationFact.objects.filter(ended_at=None, hit=None, due_at__lt=now)
    yield from late.values_list("root", flat=True)
    decided = IssueFact.objects.filter(solved_at_first=None, window_ends_at__lte=now)
    yield from decided.values_list("ticket", flat=True)
    yield from AnswerFact.objects.filter(settled=False, settles_at__lte=now).values_list("root", flat=True)


def _late_to_ship(now: datetime) -> Iterator[int]:
    open_ones = OrderFact.objects.filter(shipped_at=None, cancelled=False, is_late=False, ship_by__lt=now)
    yield from open_ones.values_list("order", flat=True)
