"""Giving a thread to a new ticket from one of its messages on."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from sportello.accounts.models import Agent
from sportello.core import events

from . import standing, telling
from .models import Direction, Holding, Message, Obligation, Ticket


class CannotSplit(ValueError):
    """The thread cannot be given away from there; the message says why."""


@transaction.atomic
def split(*, ticket: Ticket, message: Message, by: Agent, now: datetime) -> Ticket:
    """Let a new ticket hold the message's thread from that message on; returns the new ticket.

    The thread itself stays as the marketplace sees it. An obligation that began at or after that message goes with
    it; one that began before stays, because the earlier question is still open there. Raises `CannotSplit` for the
    ticket's very first message, and for a message that another ticket holds.
    """
    ticket = standing.locked(ticket.pk)
    holding = _holding(ticket, message)
    new = _new_ticket(ticket, message, now)
    holding.until_id = message.pk
    holding.save(update_fields=["until_id"])
    after = Holding.objects.create(thread_id=message.thread_id, ticket=new, first_id=message.pk)
    _move_obligation(holding, after)
    standing.refresh(ticket)
    standing.refresh(new)
    for kind, one, other in (("ticket.split", ticket, new), ("ticket.opened", new, ticket)):
        events.record(kind=kind, now=now, subject=("ticket", one.pk), actor=by.pk, data={"ticket": other.pk})
        telling.ticket_changed(ticket_id=one.pk, what="state", agent_id=by.pk)
    return new


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
        preview=" ".join(message.text.split())[: standing.PREVIEW],
        language=ticket.language,
        created_at=now,
        last_message_at=message.sent_at,
    )


def _move_obligation(before: Holding, after: Holding) -> None:
    open_one = Obligation.objects.filter(holding=before, ended_at=None)
    if open_one.filter(first_message__id__gte=after.first_id).update(holding=after):
        return
    if not open_one.exists():
        return
    first = Message.objects.filter(thread=after.thread_id, id__gte=after.first_id, direction=Direction.IN)
    if message := first.order_by("id").first():
        standing_one = open_one.get()
        Obligation.objects.create(
            holding=after, first_message=message, opened_at=message.sent_at, due_at=standing_one.due_at
        )
