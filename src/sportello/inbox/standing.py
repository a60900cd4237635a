"""Where a ticket stands: the columns of the queue, recomputed from the rows that say so. Nothing else writes them.

Locks are taken in one order everywhere, so that two acts never wait for each other: customer, thread, ticket. Who
holds a thread's lock may rely on its holdings. All are NO KEY locks: a row that merely refers to a locked one is no
reason to wait.
"""

from collections.abc import Collection
from typing import Any

from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Greatest, Least

from .models import (
    Direction,
    Holding,
    Merge,
    Message,
    MessageKind,
    Obligation,
    Promise,
    Resolution,
    Snooze,
    Thread,
    Ticket,
)

PREVIEW = 160


def locked(ticket_id: int) -> Ticket:
    """The ticket, locked until the transaction ends, so that two acts on it follow one another.

    Raises `Ticket.DoesNotExist`.
    """
    return Ticket.objects.select_for_update(of=("self",), no_key=True).get(pk=ticket_id)


def locked_thread(thread_id: int) -> Thread:
    """The thread with its channel, locked until the transaction ends; taken before its ticket's lock.

    Raises `Thread.DoesNotExist`.
    """
    threads = Thread.objects.select_related("channel").select_for_update(of=("self",), no_key=True)
    return threads.get(pk=thread_id)


def refresh(ticket: Ticket, *, heard: Message | None = None) -> None:
    """Bring a ticket's queue columns up to its obligations, resolution, snooze and primary thread, in one statement.

    `heard` is a message that was just said in it: its time and, of a buyer's, the first words are noted too.
    """
    columns = _columns()
    if heard is not None:
        columns |= _said(heard)
    Ticket.objects.filter(pk=ticket.pk).update(**columns)


def refresh_all(ticket_ids: Collection[int]) -> None:
    """The same for many tickets at once, whose locks the caller holds."""
    Ticket.objects.filter(pk__in=ticket_ids).update(**_columns())


def hear_again(ticket: Ticket) -> None:
    """Let a ticket's row speak of the messages that it holds now, after it gave some away or got some."""
    messages = held_by(ticket).exclude(kind=MessageKind.AUTO_REPLY).order_by("sent_at", "id")
    if newest := messages.last():
        Ticket.objects.filter(pk=ticket.pk).update(last_message_at=newest.sent_at)
    refresh(ticket, heard=messages.filter(direction=Direction.IN).exclude(text="").last())


def held_by(ticket: Ticket) -> QuerySet[Message]:
    """The messages that a ticket holds now."""
    held = Q(pk=None)
    for holding in Holding.objects.filter(ticket=ticket):
        until = Q(id__lt=holding.until_id) if holding.until_id else Q()
        held |= Q(thread=holding.thread_id, id__gte=holding.first_id) & until
    return Message.objects.filter(held)


def _columns() -> dict[str, object]:
    open_ones = Obligation.objects.filter(holding__ticket=OuterRef("pk"), ended_at=None)
    promised = Promise.objects.come_back().filter(holding__ticket=OuterRef("pk"))
    return {
        "due_at": Least(_first_due(open_ones), _first_due(promised)),
        "resolved_at": Subquery(Resolution.objects.filter(ticket=OuterRef("pk"), ended_at=None).values("at")[:1]),
        "snoozed_until": Subquery(Snooze.objects.filter(ticket=OuterRef("pk"), ended_at=None).values("until")[:1]),
        "merged_into": Subquery(Merge.objects.filter(ticket=OuterRef("pk"), undone_at=None).values("into")[:1]),
        "channel": Subquery(Thread.objects.filter(pk=OuterRef("primary")).values("channel")[:1]),
    }


def _first_due(rows: QuerySet[Any]) -> Subquery:
    """PostgreSQL's LEAST takes the one there is."""
    return Subquery(rows.order_by("due_at").values("due_at")[:1])


def _said(message: Message) -> dict[str, object]:
    columns: dict[str, object] = {"last_message_at": Greatest(F("last_message_at"), message.sent_at)}
    if message.direction == Direction.IN and message.text.strip():
        columns["preview"] = " ".join(message.text.split())[:PREVIEW]
    return columns
