"""Tickets that come back: a buyer wrote again, an agent opened one, a snooze ran out."""

from datetime import datetime

from django.db import transaction

from sportello.accounts.models import Agent
from sportello.core import events

from . import standing, telling
from .models import Message, Resolution, Snooze, Ticket

HISTORY = "history"


def wake(ticket: Ticket, *, now: datetime, by: Agent | None = None) -> None:
    """End a standing resolution and a standing snooze. The caller holds the ticket's lock and refreshes it."""
    if ticket.snoozed_until is not None:
        Snooze.objects.filter(ticket=ticket, ended_at=None).update(ended_at=now)
    if ticket.resolved_at is None:
        return
    if Resolution.objects.filter(ticket=ticket, ended_at=None).update(ended_at=now, ended_by=by):
        actor = by.pk if by else None
        events.record(kind="ticket.reopened", now=now, subject=("ticket", ticket.pk), actor=actor)


@transaction.atomic
def reopen(*, ticket: Ticket, by: Agent, now: datetime) -> None:
    """Open a resolved or snoozed ticket again; on an open one nothing happens."""
    ticket = standing.locked(ticket.pk)
    wake(ticket, now=now, by=by)
    standing.refresh(ticket)
    telling.ticket_changed(ticket_id=ticket.pk, what="state", agent_id=by.pk)


def keep_as_history(ticket: Ticket, now: datetime) -> None:
    """What lies before a source's cut-off rests resolved, unless something newer happened on the ticket."""
    live = Message.objects.filter(thread__holdings__ticket=ticket, history=False).exists()
    if not live and not Resolution.objects.filter(ticket=ticket, ended_at=None).exists():
        Resolution.objects.create(ticket=ticket, at=now, reason=HISTORY)


def wake_due(*, now: datetime) -> int:
    """End every snooze whose time has come; returns how many tickets came back."""
    due = Snooze.objects.filter(ended_at=None, until__lte=now).values_list("ticket", flat=True)
    return sum(_wake_one(ticket_id, now) for ticket_id in [*due])


@transaction.atomic
def _wake_one(ticket_id: int, now: datetime) -> int:
    ticket = standing.locked(ticket_id)
    ended = Snooze.objects.filter(ticket=ticket, ended_at=None, until__lte=now).update(ended_at=now)
    if ended:
        standing.refresh(ticket)
        events.record(kind="ticket.woken", now=now, subject=("ticket", ticket.pk))
        telling.ticket_changed(ticket_id=ticket.pk, what="state")
    return ended
