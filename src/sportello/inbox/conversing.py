"""A buyer's words become a message of a thread, the thread is held by a ticket, and the ticket is owed an answer."""

import hashlib
from collections.abc import Mapping
from datetime import datetime

from sportello.channels.inbound import MailKind, Party
from sportello.core import events
from sportello.core.epoch import epoch
from sportello.core.events import Plain
from sportello.customers.identify import identify
from sportello.customers.models import Customer, HandleKind

from . import finding, introducing, owing, reopening, standing, telling, writing
from .context import Arrival
from .models import Direction, Holding, Message, MessageKind, Obligation, Thread, Ticket
from .repeats import looking
from .threading import Match
from .understanding import keeping, refining

SAME_MAIL = "the same mail reached another of our mailboxes"

type Happened = dict[str, Mapping[str, Plain]]

_KINDS = {
    MailKind.BUYER: MessageKind.BUYER,
    MailKind.SERVICE_NOTICE: MessageKind.SERVICE_NOTICE,
    MailKind.AUTO_REPLY: MessageKind.AUTO_REPLY,
}


def take_in(arrival: Arrival) -> str:
    """Take in a buyer's message; returns "" or why no new message was made of it."""
    fingerprint = _fingerprint(arrival)
    if _is_known(fingerprint):
        return SAME_MAIL
    customer = _customer(arrival)
    match = finding.find_thread(arrival, customer)
    thread = finding.existing(match)
    if thread is None:
        _begin(arrival, finding.open_thread(arrival, customer), fingerprint)
    else:
        finding.remember(thread, arrival)
        _go_on(arrival, thread, fingerprint, match)
    return ""


def take_in_quietly(arrival: Arrival) -> str:
    """An automatic reply joins the thread it answers and owes nobody anything; without one it is set aside."""
    inbound, fingerprint = arrival.inbound, _fingerprint(arrival)
    thread = finding.thread_of_references(arrival)
    if thread is None or not finding.belongs(inbound.sender.value, thread):
        return inbound.why or "automatic reply to nothing we know"
    if _is_known(fingerprint):
        return SAME_MAIL
    message = _write(arrival, thread, fingerprint)
    holding = thread.holdings.get(until_id=None)
    telling.ticket_changed(ticket_id=holding.ticket_id, what="message", message_id=message.pk)
    return ""


def _is_known(fingerprint: str | None) -> bool:
    return fingerprint is not None and Message.objects.filter(fingerprint=fingerprint).exists()


def _fingerprint(arrival: Arrival) -> str | None:
    """One mail sent to two of our addresses has one fingerprint: Message-ID, sender and words together."""
    inbound = arrival.inbound
    if not inbound.message_id:
        return None
    parts = "\x1f".join((inbound.message_id, inbound.sender.value, inbound.text))
    return hashlib.sha256(parts.encode("utf-8", "replace")).hexdigest()


def _own_clock(arrival: Arrival) -> int | None:
    """The hours a customer-service contact names itself; a buyer's message runs on its channel's clock."""
    return arrival.inbound.clock_hours if arrival.inbound.kind is MailKind.SERVICE_NOTICE else None


def _customer(arrival: Arrival) -> Customer:
    """The customer, locked until the transaction ends: mails of one buyer are taken in one after the other."""
    customer = _buyer_of_order(arrival) or _writer(arrival)
    return Customer.objects.select_for_update(of=("self",), no_key=True).get(pk=customer.pk)


def _buyer_of_order(arrival: Arrival) -> Customer | None:
    """Whose order a customer-service contact speaks of, when we have talked about that order on this channel."""
    if arrival.inbound.sender.value or not arrival.inbound.order_ids:
        return None
    about = Thread.objects.select_related("customer").filter(
        channel=arrival.channel, order_id=arrival.inbound.order_ids[0]
    )
    thread = about.exclude(counterpart="").order_by("-last_message_at").first()
    return thread.customer if thread else None


def _writer(arrival: Arrival) -> Customer:
    inbound = arrival.inbound
    order = _order_party(arrival)
    party = inbound.sender if inbound.sender.value else order
    return identify(
        kind=party.kind,
        value=party.value,
        name=inbound.sender.name or (party.value.partition(":")[2] if party is order and inbound.order_ids else ""),
        language=arrival.channel.language,
        evidence=f"wrote on {arrival.channel.kind}",
        now=arrival.now,
        or_known_by=(order.kind, order.value) if inbound.trusted and party.kind == HandleKind.RELAY else None,
    )


def _order_party(arrival: Arrival) -> Party:
    """The handle of whoever placed the order: one order of a site has one buyer."""
    inbound = arrival.inbound
    order = inbound.order_ids[0] if inbound.order_ids else inbound.message_id or arrival.envelope.sha256
    return Party(kind=HandleKind.ORDER, value=f"{inbound.site or inbound.channel_kind}:{order}")


def _begin(arrival: Arrival, thread: Thread, fingerprint: str | None) -> None:
    """The first message of a conversation: a ticket of its own, and what it is owed."""
    ticket = Ticket.objects.create(
        customer_id=thread.customer_id,
        subject=thread.subject,
        primary=thread,
        channel_id=thread.channel_id,
        language=arrival.language,
        created_at=arrival.now,
        last_message_at=arrival.sent_at,
    )
    holding = Holding.objects.create(thread=thread, ticket=ticket)
    message = _write(arrival, thread, fingerprint)
    happened: Happened = {"ticket.opened": {"thread": thread.pk, "channel": thread.channel_id, **_past(arrival)}}
    if arrival.envelope.history:
        reopening.keep_as_history(ticket, arrival.now)
    else:
        happened["obligation.opened"] = owing.begin(
            holding=holding, message=message, now=arrival.now, clock_hours=_own_clock(arrival)
        )
    _tell(arrival, ticket, message, happened, by="new")


def _go_on(arrival: Arrival, thread: Thread, fingerprint: str | None, match: Match) -> None:
    """A further message of a conversation, on the ticket that holds it now."""
    holding = Holding.objects.select_related("thread__channel__calendar").get(thread=thread, until_id=None)
    ticket = standing.locked(holding.ticket_id)
    message = _write(arrival, thread, fingerprint)
    happened: Happened = {}
    if arrival.envelope.history:
        reopening.keep_as_history(ticket, arrival.now)
    elif not _answered_since(message):
        standing_one = Obligation.objects.filter(holding=holding, ended_at=None).first()
        if standing_one is None:
            happened["obligation.opened"] = owing.begin(
                holding=holding, message=message, now=arrival.now, clock_hours=_own_clock(arrival)
            )
        elif earlier := owing.tighten(standing_one, holding=holding, message=message, clock_hours=_own_clock(arrival)):
            happened["obligation.changed"] = earlier
        reopening.wake(ticket, now=arrival.now)
    _tell(arrival, ticket, message, happened, by=match.why)


def _tell(arrival: Arrival, ticket: Ticket, message: Message, happened: Happened, *, by: str) -> None:
    reading = keeping.at_arrival(message, arrival.understood, now=arrival.now)
    happened["message.received"] = {**_received(message), **keeping.told(reading), "by": by, **_past(arrival)}
    refining.ask_for(message)
    standing.refresh(ticket, heard=message)
    standing.understood([ticket.pk])
    events.record_all(now=arrival.now, subject=("ticket", ticket.pk), happened=happened)
    introducing.learn_who_wrote(message, message.thread, now=arrival.now)
    telling.ticket_changed(ticket_id=ticket.pk, what="message", message_id=message.pk)
    begins = "ticket.opened" in happened
    looking.note(message, history=arrival.envelope.history, now=arrival.now, begins=begins)


def _received(message: Message) -> dict[str, Plain]:
    thread = message.thread
    said = {"message": message.pk, "thread": thread.pk, "channel": thread.channel_id}
    return {**said, "sent": epoch(message.sent_at), "kind": str(message.kind)}


def _past(arrival: Arrival) -> dict[str, Plain]:
    """What events say of old mail that is imported."""
    return {"history": True} if arrival.envelope.history else {}


def _write(arrival: Arrival, thread: Thread, fingerprint: str | None) -> Message:
    inbound = arrival.inbound
    message = Message(
        thread=thread,
        direction=Direction.IN,
        kind=_KINDS[inbound.kind],
        sender_name=inbound.sender.name[:200],
        sender=inbound.sender.value[:320],
        sent_at=arrival.sent_at,
        created_at=arrival.now,
        fingerprint=fingerprint,
        language=arrival.language,
        no_response_url=inbound.no_response_url[:1000] if inbound.trusted else "",
    )
    return writing.keep(message, arrival)


def _answered_since(message: Message) -> bool:
    """Whether somebody answered elsewhere (another program, Seller Central) after this message was written."""
    later: datetime = message.sent_at
    answers = Message.objects.filter(thread=message.thread_id, kind=MessageKind.SELLER_COPY, sent_at__gt=later)
    return answers.exists()
