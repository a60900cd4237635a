"""Answers given elsewhere: copies from a Sent folder or from Seller Central become outgoing messages and count."""

from datetime import timedelta

from django.db.models import Q, QuerySet

from sportello.channels.models import Outbox, OutboxState
from sportello.core import events

from . import failing, finding, owing, saying, standing, telling, writing
from .context import Arrival
from .models import Direction, Holding, Message, MessageKind, ObligationEnd, Thread, ThreadKey
from .threading import plain_subject

OWN_NOTICE = "our own notice"
SAME_ANSWER_WITHIN = timedelta(days=2)
MOST_THREADS = 20


def own_notice(_arrival: Arrival) -> str:
    """Why no message is made of what the desk itself wrote to its people."""
    return OWN_NOTICE


def take_in(arrival: Arrival) -> str:
    """Take in a copy of an answer; returns "" or why no message was made of it."""
    if _is_ours(arrival):
        return "our own answer"
    if not arrival.inbound.trusted:
        return "a copy of an answer that the marketplace may not have sent"
    thread = thread_of(arrival)
    if thread is None:
        return "an answer in a conversation we do not have"
    if _already_there(arrival, thread):
        return "a copy of our own answer"
    _keep(arrival, standing.locked_thread(thread.pk))
    return ""


def _is_ours(arrival: Arrival) -> bool:
    """Whether our outbox sent this very mail; seeing it in the Sent folder settles an uncertain delivery."""
    rows = Outbox.objects.filter(message_id=arrival.inbound.message_id or "-")
    _settle(rows, arrival, "found in the Sent folder")
    return rows.exists()


def _settle(rows: QuerySet[Outbox], arrival: Arrival, reason: str) -> None:
    """Call those sent of which we were not certain."""
    for row in rows.filter(state=OutboxState.UNCERTAIN).select_for_update(of=("self",)):
        row.state, row.sent_at, row.reason = OutboxState.SENT, arrival.sent_at, reason
        row.save(update_fields=["state", "sent_at", "reason"])
        failing.reached(row, now=arrival.now)


def thread_of(arrival: Arrival) -> Thread | None:
    """The conversation a copy of an answer belongs to: by References, by its recipient, by its order; None without."""
    known = finding.thread_of_references(arrival)
    if known is not None and _is_to_the_buyer(arrival, known):
        return known
    return _by_name(arrival) or _by_recipient(arrival) or _by_order(arrival)


def _is_to_the_buyer(arrival: Arrival, thread: Thread) -> bool:
    """Whether a mail went to who wrote in the thread; passing a buyer's words on to a colleague answers nobody.

    A marketplace's copy of our answer comes to us alone, and counts.
    """
    if not arrival.envelope.outgoing:
        return True
    theirs = Message.objects.filter(thread=thread, direction=Direction.IN).values_list("sender", flat=True)
    buyers = {address.lower() for address in (thread.reply_to, thread.counterpart, *theirs) if address}
    return bool(buyers & {address.lower() for address in arrival.inbound.recipients})


def _by_name(arrival: Arrival) -> Thread | None:
    """The newest thread under the name that the marketplace's copy gives the conversation."""
    if not arrival.inbound.thread_key:
        return None
    named = ThreadKey.objects.filter(channel=arrival.channel, value=finding.names_of(arrival)[0][0])
    key = named.select_related("thread__channel").order_by("-thread__last_message_at").first()
    return key.thread if key else None


def _by_recipient(arrival: Arrival) -> Thread | None:
    """The newest thread of whom the mail went to; in plain mail, where one address has many, of the same subject."""
    recipients = [address.lower() for address in arrival.inbound.recipients]
    here = Q(channel__source=arrival.envelope.source) | Q(channel__account=arrival.envelope.source)
    threads = Thread.objects.select_related("channel").filter(here)
    found = threads.filter(reply_to__in=recipients).order_by("-last_message_at")
    return next((thread for thread in found[:MOST_THREADS] if _is_same_matter(arrival, thread)), None)


def _is_same_matter(arrival: Arrival, thread: Thread) -> bool:
    if thread.channel.kind not in finding.BY_MAIL:
        return True
    return plain_subject(arrival.inbound.subject) == plain_subject(thread.subject)


def _by_order(arrival: Arrival) -> Thread | None:
    inbound = arrival.inbound
    if arrival.envelope.outgoing or not inbound.order_ids:
        return None
    threads = Thread.objects.select_related("channel").filter(channel=arrival.channel, order_id__in=inbound.order_ids)
    return threads.order_by("-last_message_at").first()


def _already_there(arrival: Arrival, thread: Thread) -> bool:
    """Whether the thread holds these words from us already (Seller Central confirms what our mail said)."""
    near = Q(sent_at__range=(arrival.sent_at - SAME_ANSWER_WITHIN, arrival.sent_at + SAME_ANSWER_WITHIN))
    said = Message.objects.filter(near, thread=thread, direction=Direction.OUT)
    words = _folded(arrival.inbound.text)
    same = [message for message in said if _folded(message.text) == words]
    _settle(Outbox.objects.filter(message__in=same), arrival, "found at the marketplace")
    return bool(same)


def _keep(arrival: Arrival, thread: Thread) -> None:
    message = Message(
        thread=thread,
        direction=Direction.OUT,
        kind=MessageKind.SELLER_COPY,
        # A marketplace's copy names the buyer, who did not write it.
        sender_name=arrival.inbound.sender.name[:200] if arrival.envelope.outgoing else "",
        sender=arrival.inbound.sender.value[:320] if arrival.envelope.outgoing else "",
        sent_at=arrival.sent_at,
        created_at=arrival.now,
        language=arrival.channel.language,
    )
    writing.keep(message, arrival)
    holding = Holding.objects.get(thread=thread, until_id=None)
    owing_ones = Holding.objects.filter(thread=thread, obligations__ended_at=None, obligations__isnull=False)
    ids = {holding.ticket_id, *owing_ones.values_list("ticket", flat=True)}
    tickets = [standing.locked(ticket_id) for ticket_id in sorted(ids)]
    owing.answered(thread=thread, answer=message, as_=ObligationEnd.ANSWERED_ELSEWHERE, now=arrival.now)
    for ticket in tickets:
        standing.refresh(ticket, heard=message if ticket.pk == holding.ticket_id else None)
        telling.ticket_changed(ticket_id=ticket.pk, what="message", message_id=message.pk)
    subject, data = ("ticket", holding.ticket_id), saying.of_answer(message, channel=thread.channel_id)
    events.record(kind="message.answered_elsewhere", now=arrival.now, subject=subject, data=data)


def _folded(text: str) -> str:
    return " ".join(text.split()).casefold()
