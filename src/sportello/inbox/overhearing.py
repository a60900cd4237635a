"""Answers given elsewhere: copies from a Sent folder or from Seller Central become outgoing messages and count."""

from datetime import timedelta

from django.db.models import Q

from sportello.channels.models import Outbox, OutboxState
from sportello.core import events

from . import finding, owing, standing, telling, writing
from .context import Arrival
from .models import Direction, Holding, Message, MessageKind, ObligationEnd, Thread

SAME_ANSWER_WITHIN = timedelta(days=2)


def take_in(arrival: Arrival) -> str:
    """Take in a copy of an answer; returns "" or why no message was made of it."""
    if _is_ours(arrival):
        return "our own answer"
    thread = thread_of(arrival)
    if thread is None:
        return "an answer in a conversation we do not have"
    if _already_there(arrival, thread):
        return "a copy of our own answer"
    _keep(arrival, thread)
    return ""


def _is_ours(arrival: Arrival) -> bool:
    """Whether our outbox sent this very mail; seeing it in the Sent folder settles an uncertain delivery."""
    rows = Outbox.objects.filter(message_id=arrival.inbound.message_id or "-")
    rows.filter(state=OutboxState.UNCERTAIN).update(
        state=OutboxState.SENT, sent_at=arrival.sent_at, reason="found in the Sent folder"
    )
    return rows.exists()


def thread_of(arrival: Arrival) -> Thread | None:
    """The conversation a copy of an answer belongs to: by References, by its recipient, by its order; None without."""
    known = finding.thread_of_references(arrival)
    return known or _by_recipient(arrival) or _by_order(arrival)


def _by_recipient(arrival: Arrival) -> Thread | None:
    recipients = [address.lower() for address in arrival.inbound.recipients]
    threads = Thread.objects.select_related("channel").filter(channel__source=arrival.envelope.source)
    return threads.filter(reply_to__in=recipients).order_by("-last_message_at").first()


def _by_order(arrival: Arrival) -> Thread | None:
    inbound = arrival.inbound
    threads = Thread.objects.select_related("channel").filter(channel=arrival.channel, order_id__in=inbound.order_ids)
    return threads.order_by("-last_message_at").first()


def _already_there(arrival: Arrival, thread: Thread) -> bool:
    """Whether the thread holds these words from us already (Seller Central confirms what our mail said)."""
    near = Q(sent_at__range=(arrival.sent_at - SAME_ANSWER_WITHIN, arrival.sent_at + SAME_ANSWER_WITHIN))
    said = Message.objects.filter(near, thread=thread, direction=Direction.OUT).values_list("text", flat=True)
    words = _folded(arrival.inbound.text)
    return any(_folded(text) == words for text in said)


def _keep(arrival: Arrival, thread: Thread) -> None:
    message = Message(
        thread=thread,
        direction=Direction.OUT,
        kind=MessageKind.SELLER_COPY,
        sender_name=arrival.inbound.sender.name[:200],
        sender=arrival.inbound.sender.value[:320],
        sent_at=arrival.sent_at,
        created_at=arrival.now,
        language=arrival.channel.language,
    )
    writing.keep(message, arrival)
    holding = Holding.objects.select_related("thread__channel").get(thread=thread, until_id=None)
    ticket = standing.locked(holding.ticket_id)
    _answered_elsewhere(arrival, holding, message)
    standing.refresh(ticket, heard=message)
    events.record(
        kind="message.answered_elsewhere", now=arrival.now, subject=("ticket", ticket.pk), data={"message": message.pk}
    )
    telling.ticket_changed(ticket_id=ticket.pk, what="message", message_id=message.pk)


def _answered_elsewhere(arrival: Arrival, holding: Holding, answer: Message) -> None:
    """The answer ends what was owed when it was written; what the buyer wrote after it is owed anew."""
    standing_one = holding.obligations.filter(ended_at=None).select_related("first_message").first()
    if standing_one is None or standing_one.first_message.sent_at > answer.sent_at:
        return
    owing.end(holding=holding, as_=ObligationEnd.ANSWERED_ELSEWHERE, now=arrival.sent_at, answer=answer)
    later = Message.objects.filter(
        thread=holding.thread_id,
        direction=Direction.IN,
        history=False,
        sent_at__gt=answer.sent_at,
        id__gte=holding.first_id,
    ).exclude(kind=MessageKind.AUTO_REPLY)
    if first := later.order_by("sent_at", "id").first():
        owing.open_for(holding=holding, message=first, now=arrival.now)


def _folded(text: str) -> str:
    return " ".join(text.split()).casefold()
