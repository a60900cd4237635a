"""Promises: what we said we would do, by a day on which the ticket comes back by itself and says why."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext as _

from sportello.accounts.models import Agent
from sportello.business.defaults import default_calendar
from sportello.core import events

from . import reopening, standing, telling
from .models import Holding, Promise, PromiseEnd, PromiseKind, Ticket
from .models.promise import LONGEST

MORNING = time(8)
EVENING = time(18)
AT_LEAST = timedelta(hours=1)
FURTHEST = timedelta(days=366)


class CannotPromise(ValueError):
    """What cannot be promised; the message says why to the agent."""


@transaction.atomic
def promise(*, ticket: Ticket, kind: PromiseKind, words: str, day: date, by: Agent, now: datetime) -> Promise:
    """Note that we promised something by the end of `day`, a day of the channel's calendar.

    The ticket comes back that morning by itself, however it rests then, and is owed until the evening; of a day that
    is half over, in an hour. Raises `CannotPromise` for a past day, one more than a year ahead, or "something else"
    without words.
    """
    ticket = standing.locked(ticket.pk)
    held = Holding.objects.filter(ticket=ticket, until_id=None).select_related("thread__channel__calendar")
    holding = held.filter(thread=ticket.primary_id).first() or held.order_by("pk").first()
    if holding is None:
        raise CannotPromise(_("All conversations of this ticket belong to other tickets now."))
    zone = ZoneInfo((holding.thread.channel.calendar or default_calendar()).time_zone)
    said = " ".join(words.split())[:LONGEST]
    _refuse(kind, said, day, now.astimezone(zone).date())
    back_at = max(datetime.combine(day, MORNING, tzinfo=zone), now + AT_LEAST)
    due_at = max(datetime.combine(day, EVENING, tzinfo=zone), back_at)
    made = Promise.objects.create(
        holding=holding, kind=kind, words=said, day=day, back_at=back_at, due_at=due_at, by=by, at=now
    )
    _done("promise.made", made, ticket.pk, now, by)
    return made


@transaction.atomic
def end(*, promise: Promise, as_: PromiseEnd, by: Agent, now: datetime) -> Promise:
    """Say that a promise was kept, was not, or stands no longer. One that ended stays as it ended."""
    ticket, row = _locked(promise.pk)
    if row.ended_at is None:
        row.ended_at, row.ended_as, row.ended_by = now, as_, by
        row.save(update_fields=["ended_at", "ended_as", "ended_by"])
        standing.refresh(ticket)
        _done(f"promise.{PromiseEnd(as_).value}", row, ticket.pk, now, by)
    return row


def bring_back_due(*, now: datetime) -> int:
    """Let every ticket come back whose promise's day has come; returns how many promises did."""
    due = Promise.objects.standing().filter(came_back_at=None, back_at__lte=now).order_by("back_at", "pk")
    return sum(_bring_back(promise_id, now) for promise_id in [*due.values_list("pk", flat=True)])


@transaction.atomic
def _bring_back(promise_id: int, now: datetime) -> int:
    ticket, row = _locked(promise_id)
    if row.ended_at is not None or row.came_back_at is not None:
        return 0
    row.came_back_at = now
    row.save(update_fields=["came_back_at"])
    reopening.wake(ticket, now=now)
    standing.refresh(ticket)
    _done("promise.came_back", row, ticket.pk, now, None)
    return 1


def _refuse(kind: PromiseKind, words: str, day: date, today: date) -> None:
    if kind == PromiseKind.OTHER and not words:
        raise CannotPromise(_("Say what was promised."))
    if not today <= day <= today + FURTHEST:
        raise CannotPromise(_("Choose today or a day within a year."))


def _locked(promise_id: int) -> tuple[Ticket, Promise]:
    """The promise and its ticket, both locked; a ticket that a merge moved meanwhile is looked up again."""
    while True:
        held_by = Holding.objects.get(promises=promise_id).ticket_id
        ticket = standing.locked(held_by)
        row = Promise.objects.select_for_update(of=("self",), no_key=True).select_related("holding").get(pk=promise_id)
        if row.holding.ticket_id == held_by:
            return ticket, row


def _done(kind: str, row: Promise, ticket_id: int, now: datetime, by: Agent | None) -> None:
    actor = by.pk if by else None
    data: dict[str, events.Plain] = {"promise": row.pk, "what": str(row.kind)}
    events.record(kind=kind, now=now, subject=("ticket", ticket_id), actor=actor, data=data)
    telling.ticket_changed(ticket_id=ticket_id, what="state", agent_id=actor)
