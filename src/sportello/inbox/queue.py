"""The queue: which tickets a view shows, in which order, and how many wait in each."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.db import connection
from django.db.models import Count, Q, QuerySet

from sportello.accounts.models import Agent
from sportello.channels.models import Channel

from . import urgency as by_urgency
from .access import tickets_for
from .models import Ticket
from .models.ticket import SOON, TicketQuerySet

PAGE = 50
COUNT_UP_TO = 1000
ANY = "any"
UNKNOWN = "unknown"


class View(StrEnum):
    """The views of the queue."""

    OWED = "owed"
    LATE_SOON = "late-soon"
    MINE = "mine"
    UNASSIGNED = "unassigned"
    WAITING = "waiting"
    SNOOZED = "snoozed"
    RESOLVED = "resolved"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class Only:
    """What a view is narrowed to; what is not said narrows nothing.

    `topic` may be `UNKNOWN` (none found), `risk` may be `ANY`.
    """

    channel: int | None = None
    tag: str = ""
    topic: str = ""
    risk: str = ""
    language: str = ""

    def of(self, rows: TicketQuerySet) -> TicketQuerySet:
        """The rows that fit."""
        if self.channel is not None:
            rows = rows.filter(channel=self.channel)
        if self.tag:
            rows = rows.filter(tags__name=self.tag)
        if self.topic:
            rows = rows.filter(topics=[]) if self.topic == UNKNOWN else rows.filter(topics__contains=[self.topic])
        if self.risk:
            rows = rows.filter(at_risk=True) if self.risk == ANY else rows.filter(risks__contains=[self.risk])
        return rows.filter(language=self.language) if self.language else rows


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a view: its rows, and the cursor of the next page ("" on the last)."""

    tickets: Sequence[Ticket]
    after: str


def page(*, agent: Agent, view: View, now: datetime, only: Only = Only(), after: str = "", most: int = PAGE) -> Page:
    """The next `most` tickets of a view, beginning after a cursor. A cursor that makes no sense begins at the start.

    What waits for us comes overdue first, then due within four hours, then at risk, then by deadline. A page costs the
    same wherever it lies: rows are found by their place in the order, never by counting.
    """
    rows = tickets_of(agent=agent, view=view, now=now, only=only)
    if _by_deadline(view):
        return Page(*by_urgency.page(rows, now=now, after=after, most=most, owed_only=view in _OWED_ONLY))
    rows = _ordered(_after(rows, view, after), view)
    found = list(rows.select_related("customer", "assignee", "channel").prefetch_related("tags")[: most + 1])
    more = len(found) > most
    return Page(found[:most], _cursor(found[most - 1], view) if more else "")


def tickets_of(*, agent: Agent, view: View, now: datetime, only: Only = Only()) -> TicketQuerySet:
    """The tickets of a view, unordered."""
    mine = tickets_for(agent)
    choices: dict[View, Callable[[], TicketQuerySet]] = {
        View.OWED: lambda: mine.owed_an_answer(now),
        View.LATE_SOON: lambda: mine.late_soon(now),
        View.MINE: lambda: mine.unresolved().filter(assignee=agent),
        View.UNASSIGNED: lambda: mine.unresolved().filter(assignee=None),
        View.WAITING: lambda: mine.waiting(now),
        View.SNOOZED: lambda: mine.snoozed(now),
        View.RESOLVED: mine.resolved,
        View.ALL: lambda: mine,
    }
    return only.of(choices[view]())


def counts(*, agent: Agent, now: datetime) -> dict[str, int]:
    """How many tickets each working view holds, counted up to a thousand in one query (resolved ones are not)."""
    views = (View.OWED, View.LATE_SOON, View.MINE, View.UNASSIGNED, View.WAITING, View.SNOOZED)
    parts = [
        tickets_of(agent=agent, view=view, now=now).order_by().values_list("pk", flat=True)[:COUNT_UP_TO]
        for view in views
    ]
    return dict(zip([view.value for view in views], _count_each(parts), strict=True))


def counts_by_channel(*, agent: Agent, now: datetime) -> list[tuple[Channel, int]]:
    """Every channel with how many of its tickets are owed an answer (up to a thousand), the fullest first."""
    owed = tickets_of(agent=agent, view=View.OWED, now=now).order_by().values_list("channel").annotate(Count("pk"))
    counted: dict[int | None, int] = dict(owed)
    pairs = [(channel, min(counted.get(channel.pk, 0), COUNT_UP_TO)) for channel in Channel.objects.all()]
    return sorted(pairs, key=lambda pair: (-pair[1], pair[0].name))


def _count_each(parts: Sequence[QuerySet[Ticket, int]]) -> list[int]:
    """The sizes of several sets in one round trip."""
    if not parts:
        return []
    compiled = [part.query.sql_with_params() for part in parts]
    # The statements come from the ORM with their values apart; nothing typed by anybody stands in the text.
    columns = ", ".join(f"(SELECT count(*) FROM ({statement}) AS part)" for statement, _ in compiled)  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {columns}", [value for _, values in compiled for value in values])
        row = cursor.fetchone()
    return [int(value) for value in row or ()]


_OWED_ONLY = frozenset({View.OWED, View.LATE_SOON})


def _by_deadline(view: View) -> bool:
    return view in {View.OWED, View.LATE_SOON, View.MINE, View.UNASSIGNED}


def _ordered(rows: TicketQuerySet, view: View) -> TicketQuerySet:
    first = {View.SNOOZED: "snoozed_until", View.RESOLVED: "-resolved_at"}.get(view, "-last_message_at")
    return rows.order_by(first, "-id")


def _cursor(ticket: Ticket, view: View) -> str:
    moments = {View.SNOOZED: ticket.snoozed_until, View.RESOLVED: ticket.resolved_at}
    moment = moments.get(view, ticket.last_message_at)
    return f"{moment.isoformat() if moment else ''}_{ticket.pk}"


def _after(rows: TicketQuerySet, view: View, cursor: str) -> TicketQuerySet:
    place = _place(cursor)
    if place is None:
        return rows
    moment, pk = place
    if view is View.SNOOZED:
        return rows.filter(Q(snoozed_until__gt=moment) | Q(snoozed_until=moment, pk__lt=pk))
    field = "resolved_at" if view is View.RESOLVED else "last_message_at"
    return rows.filter(Q(**{f"{field}__lt": moment}) | Q(**{field: moment, "pk__lt": pk}))


def _place(cursor: str) -> tuple[datetime, int] | None:
    try:
        moment, pk = cursor.split("_")
        return by_urgency.moment_of(moment), int(pk)
    except ValueError:
        return None


def urgency(ticket: Ticket, now: datetime) -> str:
    """How near a ticket's deadline is: "late", "soon" (within four hours), "later", or "" without one."""
    if ticket.due_at is None:
        return ""
    if ticket.due_at <= now:
        return "late"
    return "soon" if ticket.due_at <= now + SOON else "later"
