"""How a message stands that was sent by the contact form, for whoever sent it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sportello.channels.models import OutboxState
from sportello.inbox.models import Direction, Holding, Message, MessageKind, Ticket

from .models import Contact


class Stage(StrEnum):
    """How far a message has come."""

    RECEIVED = "received"
    READ = "read"
    ANSWERED = "answered"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Standing:
    """The stage, since when, until when an answer is promised, and whether words can be added now."""

    stage: Stage
    since: datetime
    promised_at: datetime
    may_add: bool


def standing_of(contact: Contact) -> Standing:
    """How a message stands. Our own texts are not repeated here: who finds the link shall not read the answer."""
    message = Message.objects.filter(envelope=contact.envelope_id).first()
    if message is None:
        return Standing(Stage.RECEIVED, contact.sent_at, contact.promised_at, may_add=False)
    ticket = ticket_of(message)
    answers = Message.objects.filter(thread=message.thread_id, direction=Direction.OUT, pk__gt=message.pk)
    gone = answers.exclude(outbox__state__in=[OutboxState.FAILED, OutboxState.BOUNCED, OutboxState.CANCELLED])
    answer = gone.filter(kind__in=[MessageKind.ANSWER, MessageKind.SELLER_COPY]).order_by("-sent_at").first()
    if ticket is not None and ticket.resolved_at:
        return Standing(Stage.CLOSED, ticket.resolved_at, contact.promised_at, may_add=True)
    if answer is not None:
        return Standing(Stage.ANSWERED, answer.sent_at, contact.promised_at, may_add=True)
    return Standing(Stage.READ, message.created_at, contact.promised_at, may_add=True)


def ticket_of(message: Message) -> Ticket | None:
    """The ticket that holds a message now."""
    holdings = Holding.objects.select_related("ticket").filter(thread=message.thread_id, first_id__lte=message.pk)
    return next((one.ticket for one in holdings.order_by("-first_id") if one.covers(message.pk)), None)
