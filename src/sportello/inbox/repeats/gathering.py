"""What is known of a buyer's tickets, gathered for the scorer in a number of queries that does not grow with them."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from django.db.models import Q

from sportello.customers import linking
from sportello.inbox.models import Direction, Holding, Message, MessageKind, Ticket
from sportello.orders.numbers import plain

from .artefact import Model
from .cases import Fresh, Known, Said, Status, Trace
from .keeping import traces_of
from .scoring import MOST
from .tracing import Text, trace_many

FIRST, LAST = 2, 6
"""Messages of a long ticket that are compared: how it began, and what was said lately."""


def candidates(message: Message, ticket: Ticket, *, now: datetime, days: int) -> list[Ticket]:
    """The buyer's other tickets that the message may repeat: older ones, open or resolved up to `days` ago, newest
    first."""
    mine = Ticket.objects.standing().filter(customer__in=linking.together(message.thread.customer_id))
    recent = Q(resolved_at=None) | Q(resolved_at__gte=now - timedelta(days=days))
    older = mine.filter(recent, pk__lt=ticket.pk).select_related("channel")
    return list(older.order_by("-last_message_at", "-pk")[:MOST])


def gathered(message: Message, tickets: Sequence[Ticket], model: Model) -> tuple[Fresh, list[Known]]:
    """The message and the tickets as the scorer looks at them; tickets without a word in them are left out."""
    said = said_in(tickets)
    chosen = [one for messages in said.values() for one in messages]
    traces = traces_of([message, *chosen], model)
    subjects = trace_many([Text(message.subject), *(Text(str(ticket.subject)) for ticket in tickets)], model.axes)
    fresh = Fresh(
        at=message.sent_at,
        channel=_channel_of(message),
        subject=subjects[0],
        body=traces[message.pk],
        orders=frozenset(plain(number) for number in message.order_ids),
    )
    known = [
        _known(ticket, subject, said[ticket.pk], traces)
        for ticket, subject in zip(tickets, subjects[1:], strict=True)
        if said[ticket.pk]
    ]
    return fresh, known


def said_in(tickets: Sequence[Ticket]) -> Mapping[int, list[Message]]:
    """The messages of each ticket that count, oldest first: the first two and the last six with words in them."""
    holdings = defaultdict[int, list[Holding]](list)
    for holding in Holding.objects.filter(ticket__in=tickets):
        holdings[holding.thread_id].append(holding)
    rows = Message.objects.filter(thread__in=holdings).exclude(kind=MessageKind.AUTO_REPLY).exclude(text="")
    found: dict[int, list[Message]] = {ticket.pk: [] for ticket in tickets}
    for message in rows.only("thread", "direction", "kind", "sent_at", "text", "order_ids").order_by("sent_at", "pk"):
        for holding in holdings[message.thread_id]:
            if holding.covers(message.pk):
                found[holding.ticket_id].append(message)
    return {pk: _short(messages) for pk, messages in found.items()}


def _short(messages: list[Message]) -> list[Message]:
    return messages if len(messages) <= FIRST + LAST else messages[:FIRST] + messages[-LAST:]


def _known(ticket: Ticket, subject: Trace, messages: Sequence[Message], traces: Mapping[int, Trace]) -> Known:
    said = tuple(Said(one.sent_at, one.direction == Direction.IN, traces[one.pk]) for one in messages)
    return Known(
        key=ticket.pk,
        status=_status(ticket, said),
        channel=ticket.channel.kind if ticket.channel else "",
        subject=subject,
        orders=frozenset(plain(number) for one in messages for number in one.order_ids),
        said=said,
    )


def _status(ticket: Ticket, said: Sequence[Said]) -> Status:
    if ticket.resolved_at is not None:
        return Status.RESOLVED
    asked = not said[-1].by_buyer and "?" in said[-1].trace.text
    return Status.WAITING if asked and ticket.due_at is None else Status.OPEN


def _channel_of(message: Message) -> str:
    if message.kind == MessageKind.SERVICE_NOTICE:
        return "form"
    return str(message.thread.channel.kind)
