"""The order in which what waits for us is dealt with: overdue, due within four hours, at risk, by deadline."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db.models import F, Q, QuerySet

from .models import Ticket
from .models.ticket import SOON, TicketQuerySet

NEVER = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page ended: in which stretch of the order, as it was at `as_of`, behind which ticket."""

    stretch: int
    as_of: datetime
    due_at: datetime | None
    last: datetime
    pk: int


def page(
    rows: TicketQuerySet, *, now: datetime, after: str, most: int, owed_only: bool
) -> tuple[Sequence[Ticket], str]:
    """The next `most` of these tickets behind a cursor, and the cursor behind them ("" at the end), in three queries.

    A cursor remembers the moment at which the first page was asked for, so that no ticket changes its place between
    two pages. `owed_only` says that every row has a deadline. Each stretch of the order is found by an index of its
    own: one condition for all of them could not use any.
    """
    place = _place(after)
    as_of = place.as_of if place else now
    parts = [
        _behind(stretch, number, place)
        for number, stretch in enumerate(_stretches(rows, as_of, owed_only=owed_only))
        if place is None or number >= place.stretch
    ]
    found = _found([_first(part, most + 1) for part in parts], as_of)
    more = len(found) > most
    return found[:most], _cursor(found[most - 1], as_of) if more else ""


def moment_of(text: str) -> datetime:
    """A moment as a cursor carries it. Raises ValueError when it is none, or names no zone."""
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError(text)
    return moment


def _stretches(rows: TicketQuerySet, as_of: datetime, *, owed_only: bool) -> list[TicketQuerySet]:
    soon = as_of + SOON
    later = rows.filter(due_at__gt=soon)
    found = [rows.filter(due_at__lte=soon), later.filter(at_risk=True), later.filter(at_risk=False)]
    return found if owed_only else [*found, rows.filter(due_at=None)]


def _stretch_of(ticket: Ticket, as_of: datetime) -> int:
    if ticket.due_at is None:
        return 3
    if ticket.due_at <= as_of + SOON:
        return 0
    return 1 if ticket.at_risk else 2


def _behind(rows: TicketQuerySet, number: int, place: Place | None) -> TicketQuerySet:
    if place is None or number != place.stretch:
        return rows
    tie = Q(last_message_at__lt=place.last) | Q(last_message_at=place.last, pk__lt=place.pk)
    if place.due_at is None:
        return rows.filter(tie)
    return rows.filter(Q(due_at__gt=place.due_at) | (Q(due_at=place.due_at) & tie))


def _first(rows: TicketQuerySet, most: int) -> "QuerySet[Any, Any]":
    ordered = rows.order_by(F("due_at").asc(nulls_last=True), "-last_message_at", "-id")
    return ordered.values_list("pk", flat=True)[:most]


def _found(parts: "Sequence[QuerySet[Any, Any]]", as_of: datetime) -> list[Ticket]:
    if not parts:
        return []
    ids = parts[0].union(*parts[1:], all=True) if len(parts) > 1 else parts[0]
    rows = Ticket.objects.filter(pk__in=[*ids]).select_related("customer", "assignee", "channel")
    return sorted(rows.prefetch_related("tags"), key=lambda ticket: _order(ticket, as_of))


def _order(ticket: Ticket, as_of: datetime) -> tuple[int, datetime, float, int]:
    due_at = ticket.due_at or NEVER
    return _stretch_of(ticket, as_of), due_at, -ticket.last_message_at.timestamp(), -ticket.pk


def _cursor(ticket: Ticket, as_of: datetime) -> str:
    due_at = ticket.due_at.isoformat() if ticket.due_at else ""
    last = ticket.last_message_at.isoformat()
    return f"{_stretch_of(ticket, as_of)}_{as_of.isoformat()}_{due_at}_{last}_{ticket.pk}"


def _place(cursor: str) -> Place | None:
    try:
        stretch, as_of, due_at, last, pk = cursor.split("_")
        due = moment_of(due_at) if due_at else None
        place = Place(int(stretch), moment_of(as_of), due, moment_of(last), int(pk))
        return place if place.as_of < NEVER - SOON else None
    except ValueError:
        return None
