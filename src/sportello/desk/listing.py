"""The rows of the queue and of a search: tickets with the marks that only their messages and readers can give."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from django.db import connection
from django.db.models import Max

from sportello.accounts.models import Agent, AuditEntry
from sportello.channels.models import OutboxState
from sportello.inbox import queue, search
from sportello.inbox.models import Ticket

from .place import Place
from .repeating import repeated_by

LOOKED_AT = "ticket.looked_at"
MOST_ROWS = 500
LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)

TROUBLE = (OutboxState.FAILED, OutboxState.UNCERTAIN, OutboxState.BOUNCED)

_TROUBLES = """
SELECT holding.ticket_id, outbox.state
FROM inbox_holding AS holding
JOIN LATERAL (
    SELECT outbox_id FROM inbox_message
    WHERE thread_id = holding.thread_id AND id >= holding.first_id AND direction = 'out'
    ORDER BY id DESC LIMIT 1
) AS latest ON true
JOIN channels_outbox AS outbox ON outbox.id = latest.outbox_id
WHERE holding.ticket_id = ANY(%(ids)s) AND holding.until_id IS NULL AND outbox.state = ANY(%(trouble)s)
"""


class Why(StrEnum):
    """Why a row stands where it stands: the clock that runs for it."""

    HOURS = "hours"
    OFFICE = "office"
    NONE = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A ticket as a list shows it.

    Unread means open, and something was said since this agent last looked. `trouble` is the state of its latest
    answer when that did not safely leave ("failed", "uncertain", "bounced"), else "".
    `repeat_of` is the ticket whose issue it seems to repeat.
    """

    ticket: Ticket
    unread: bool
    trouble: str
    repeat_of: int | None = None

    @property
    def why(self) -> Why:
        """The clock behind the deadline."""
        channel = self.ticket.channel
        if self.ticket.due_at is None or channel is None:
            return Why.NONE
        return Why.HOURS if channel.round_the_clock else Why.OFFICE


@dataclass(frozen=True, slots=True)
class Listing:
    """Rows in their order, and the cursor of the rows behind them ("" when these are all)."""

    rows: Sequence[Row]
    after: str


def listing(*, agent: Agent, place: Place, now: datetime, after: str = "", most: int = queue.PAGE) -> Listing:
    """The rows of a place, beginning after a cursor, in a number of queries that does not grow with them."""
    if place.query is not None:
        return Listing(_rows(agent, search.search(agent=agent, query=place.query)), "")
    page = queue.page(agent=agent, view=place.view, now=now, only=place.only, after=after, most=min(most, MOST_ROWS))
    return Listing(_rows(agent, page.tickets), page.after)


def _rows(agent: Agent, tickets: Sequence[Ticket]) -> list[Row]:
    ids = [ticket.pk for ticket in tickets]
    looked, trouble, repeats = _last_looks(agent, ids), _troubles(ids), repeated_by(ids)
    return [
        Row(
            ticket=ticket,
            unread=ticket.resolved_at is None and looked.get(ticket.pk, LONG_AGO) < ticket.last_message_at,
            trouble=trouble.get(ticket.pk, ""),
            repeat_of=repeats.get(ticket.pk),
        )
        for ticket in tickets
    ]


def _last_looks(agent: Agent, ids: Collection[int]) -> Mapping[int, datetime]:
    looks = AuditEntry.objects.filter(agent=agent, act=LOOKED_AT, subject_kind="ticket", subject_id__in=ids)
    return dict(looks.values_list("subject_id").annotate(last=Max("at")))


def _troubles(ids: Collection[int]) -> Mapping[int, str]:
    """Tickets whose latest answer in a thread failed, came back, or may or may not have left."""
    with connection.cursor() as cursor:
        cursor.execute(_TROUBLES, {"ids": list(ids), "trouble": [state.value for state in TROUBLE]})
        return dict(cursor.fetchall())
