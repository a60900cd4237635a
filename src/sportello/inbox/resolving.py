"""Ends of a ticket and of what is owed: resolved, put off, or in need of no response."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from sportello.accounts.models import Agent
from sportello.core import events

from . import deciding_open, owing, reviewing, standing, telling
from .deciding_open import NOTHING_SAID, Decisions
from .models import Holding, Obligation, ObligationEnd, Promise, Resolution, Snooze, Ticket
from .promising import CannotPromise
from .reviewing import Checked


class StillOwed(ValueError):
    """The ticket cannot be resolved while a thread of it is owed an answer; the message says so to the agent."""


class QuestionsOpen(StillOwed):
    """A question of the buyer was never answered, and nobody said later or why not; `checked` says which."""

    def __init__(self, checked: Checked) -> None:
        super().__init__(deciding_open.in_words(checked))
        self.checked = checked


@transaction.atomic
def resolve(
    *, ticket: Ticket, by: Agent, now: datetime, reason: str = "", decisions: Decisions | None = NOTHING_SAID
) -> Resolution:
    """Resolve a ticket. On a resolved one the standing resolution is returned.

    Raises `StillOwed` while one of its threads is owed an answer: resolving here stops no marketplace's clock; and
    `QuestionsOpen` while a question of the buyer is open on which nothing was decided, now or before. With None for
    `decisions` nobody is asked (a past that is played again).
    """
    ticket = standing.locked(ticket.pk)
    if resolved := Resolution.objects.filter(ticket=ticket, ended_at=None).first():
        return resolved
    if owed := _owed_on(ticket):
        raise StillOwed(_said(owed))
    if Promise.objects.come_back().filter(holding__ticket=ticket).exists():
        raise StillOwed(_("The day of a promise has come. Say first whether it was kept."))
    if decisions is not None:
        _decide(ticket, decisions, by, now)
    Snooze.objects.filter(ticket=ticket, ended_at=None).update(ended_at=now)
    resolution = Resolution.objects.create(ticket=ticket, agent=by, at=now, reason=reason[:200])
    _done("ticket.resolved", ticket, by, now)
    return resolution


def _decide(ticket: Ticket, decisions: Decisions, by: Agent, now: datetime) -> None:
    """Take the decisions on what is still open. Raises `QuestionsOpen` for what is left."""
    checked = reviewing.check(ticket=ticket, draft="", now=now)
    left = deciding_open.undecided(checked, decisions)
    if not left.complete:
        raise QuestionsOpen(left)
    try:
        deciding_open.take(ticket=ticket, checked=checked, decisions=decisions, by=by, now=now)
    except CannotPromise as refused:
        raise StillOwed(str(refused)) from refused


def _owed_on(ticket: Ticket) -> list[str]:
    """The channels on which a ticket is owed something, the most urgent first, and of one that has several each."""
    open_ones = Obligation.objects.filter(holding__ticket=ticket, ended_at=None).order_by("due_at")
    return list(open_ones.values_list("holding__thread__channel__name", flat=True))


def _said(owed: Sequence[str]) -> str:
    if len(owed) == 1:
        return _("The buyer is still owed an answer. Answer, or say that no response is needed.")
    counted = (name if owed.count(name) == 1 else f"{name} ({owed.count(name)})" for name in dict.fromkeys(owed))
    words = _("Answers are still owed in %(n)s conversations: %(channels)s. Answer, or say that none is needed.")
    return words % {"n": len(owed), "channels": ", ".join(counted)}


@transaction.atomic
def need_no_response(*, ticket: Ticket, holding: Holding, by: Agent, now: datetime) -> None:
    """Say that a thread needs no response; its obligation ends. On Amazon the agent opens the marketplace's link first.

    Raises ValueError when the holding is another ticket's.
    """
    ticket = standing.locked(ticket.pk)
    holding.refresh_from_db(fields=["ticket", "until_id"])
    if holding.ticket_id != ticket.pk:
        raise ValueError("this conversation belongs to another ticket")
    owing.end(holding=holding, as_=ObligationEnd.NO_RESPONSE_NEEDED, now=now, by=by)
    _done("thread.needs_no_response", ticket, by, now, thread=holding.thread_id)


@transaction.atomic
def snooze(*, ticket: Ticket, until: datetime, by: Agent, now: datetime) -> Snooze:
    """Put a ticket off. The clocks go on: a deadline within four hours brings it back by itself.

    Raises ValueError when `until` is not in the future or the ticket is resolved.
    """
    ticket = standing.locked(ticket.pk)
    if until <= now:
        raise ValueError(_("Choose a time in the future."))
    if ticket.resolved_at is not None:
        raise ValueError(_("A resolved ticket cannot be put off."))
    Snooze.objects.filter(ticket=ticket, ended_at=None).update(ended_at=now)
    row = Snooze.objects.create(ticket=ticket, agent=by, at=now, until=until)
    _done("ticket.snoozed", ticket, by, now)
    return row


@transaction.atomic
def unsnooze(*, ticket: Ticket, by: Agent, now: datetime) -> None:
    """Bring a snoozed ticket back now; on one that is not put off nothing happens."""
    ticket = standing.locked(ticket.pk)
    if Snooze.objects.filter(ticket=ticket, ended_at=None).update(ended_at=now):
        _done("ticket.woken", ticket, by, now)


def _done(kind: str, ticket: Ticket, by: Agent, now: datetime, **data: int) -> None:
    standing.refresh(ticket)
    events.record(kind=kind, now=now, subject=("ticket", ticket.pk), actor=by.pk, data=data)
    telling.ticket_changed(ticket_id=ticket.pk, what="state", agent_id=by.pk)
