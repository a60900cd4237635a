"""Giving a thread to a new ticket from one of its messages on."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from sportello.accounts.models import Agent
from sportello.core import events

from . import owing, standing, telling
from .models import Holding, Message, Obligation, Ticket


class CannotSplit(ValueError):
    """The thread cannot be given away from there; the message says why."""


@transaction.atomic
def split(*, ticket: Ticket, message: Message, by: Agent, now: datetime) -> Ticket:
    """Let a new ticket hold the message's thread from that message on; returns the new ticket.

    The thread itself stays as the marketplace sees it. An obligation that began at or after that message goes with
    it; one that began before stays, because the earlier question is still open there. Raises `CannotSplit` for the
    ticket's very first message, and for a message that another ticket holds.
    """
    standing.locked_thread(message.thread_id)
    ticket = standing.locked(ticket.pk)
    holding = _holding(ticket, message)
    new = _new_ticket(ticket, message, now)
    holding.until_id = message.pk
    holding.save(update_fields=["until_id"])
    after = Holding.objects.create(thread_id=message.thread_id, ticket=new, first_id=message.pk)
    thread = after.thread
    _tell(
        "ticket.opened", new, by, now, ticket=ticket.pk, thread=thread.pk, channel=thread.channel_id, first=message.pk
    )
    _move_obligation(holding, after, by, now)
    standing.hear_again(ticket)
    standing.hear_again(new)
    _tell("ticket.split", ticket, by, now, ticket=new.pk)
    return new


def _tell(kind: str, about: Ticket, by: Agent, now: datetime, **data: int) -> None:
    events.record(kind=kind, now=now, subject=("ticket", about.pk), actor=by.pk, data=data)
    telling.ticket_changed(ticket_id=about.pk, what="state", agent_id=by.pk)


def _holding(ticket: Ticket, message: Message) -> Holding:
    current = Holding.objects.select_for_update().filter(ticket=ticket, thread=message.thread_id, until_id=None).first()
    if current is None or not current.covers(message.pk):
        raise CannotSplit(_("This message belongs to another ticket."))
    earlier = Message.objects.filter(thread=message.thread_id, id__gte=current.first_id, id__lt=message.pk)
    if not earlier.exists():
        raise CannotSplit(_("This is where the ticket begins; there is nothing to separate."))
    return current


def _new_ticket(ticket: Ticket, message: Message, now: datetime) -> Ticket:
    return Ticket.objects.create(
        customer_id=ticket.customer_id,
        subject=message.subject or ticket.subject,
        primary_id=message.thread_id,
        assignee_id=ticket.assignee_id,
        language=ticket.language,
        created_at=now,
        last_message_at=message.sent_at,
    )


def _move_obligation(before: Holding, after: Holding, by: Agent, now: datetime) -> None:
    """What began with a message that goes along goes along; what began before stays, and its deadline counts for both.

    Both questions are unanswered then, and the marketplace's clock runs since the first.
    """
    standing_one = Obligation.objects.filter(holding=before, ended_at=None).first()
    if standing_one is None:
        return
    if standing_one.first_message_id >= after.first_id:
        standing_one.holding = after
        standing_one.save(update_fields=["holding"])
        owing.changed(standing_one, now=now, by=by)
    elif message := owing.spoken(after).filter(sent_at__gte=standing_one.opened_at).first():
        owing.begin_beside(standing_one, holding=after, message=message, now=now)
