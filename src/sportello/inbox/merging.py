"""Putting tickets together and parting them again, by pointers alone: nothing is copied, nothing is lost.

A merged ticket points at the one it went into (`Merge`, repeated in `Ticket.merged_into`); the chain of pointers ends
at its survivor. Every holding has a home, and `Holding.ticket` is always the home's survivor. So undoing is dropping
one pointer, at any later time and in any order, and a message that comes meanwhile lands where its thread is held.
"""

from collections.abc import Collection
from datetime import datetime

from django.db import connection, transaction
from django.db.models import F, QuerySet
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from sportello.accounts.models import Agent
from sportello.core import events

from . import reopening, standing, telling
from .models import Draft, Holding, Merge, MergedBy, Obligation, Promise, Resolution, Thread, Ticket
from .primary import Stake, most_to_lose

TRIES = 5

_SURVIVOR = """
WITH RECURSIVE way AS (
    SELECT id, merged_into_id, 0 AS steps FROM inbox_ticket WHERE id = %s
    UNION ALL
    SELECT next.id, next.merged_into_id, way.steps + 1 FROM inbox_ticket AS next
    JOIN way ON next.id = way.merged_into_id
) SELECT id FROM way ORDER BY steps DESC LIMIT 1
"""
_FAMILY = """
WITH RECURSIVE family AS (
    SELECT id FROM inbox_ticket WHERE id = %s
    UNION
    SELECT child.id FROM inbox_ticket AS child JOIN family ON child.merged_into_id = family.id
) SELECT id FROM family ORDER BY id
"""


class CannotMerge(ValueError):
    """The tickets cannot be put together, or not be parted; the message says why."""


class _Moved(Exception):
    """Somebody else moved a thread between our look and our locks."""


def survivor_of(ticket_id: int) -> int:
    """The ticket that holds the threads of this one now: itself, unless it was merged."""
    with connection.cursor() as cursor:
        cursor.execute(_SURVIVOR, [ticket_id])
        row = cursor.fetchone()
    return int(row[0]) if row else ticket_id


def family_of(ticket_id: int) -> list[int]:
    """This ticket and all that were merged into it, directly or by way of others."""
    with connection.cursor() as cursor:
        cursor.execute(_FAMILY, [ticket_id])
        return [int(row[0]) for row in cursor.fetchall()]


def merge(*, ticket: Ticket, into: Ticket, by: Agent | None, now: datetime, way: MergedBy = MergedBy.HAND) -> Merge:
    """Let `into` hold the threads of `ticket`; of merged ones their survivors are meant. Clocks go on as they were.

    The survivor comes back when what it got is not resolved, its primary thread becomes the one with the most to
    lose, and a survivor of nobody's takes the other's assignee. Raises `CannotMerge` when both are one already.
    """
    for attempt in range(TRIES):
        try:
            with transaction.atomic():
                return _merge(ticket.pk, into.pk, by, now, way)
        except _Moved:
            if attempt == TRIES - 1:
                raise CannotMerge(_("Somebody else is changing these tickets. Try again.")) from None
    raise AssertionError("the loop returns or raises")


def undo(*, merge: Merge, by: Agent, now: datetime) -> Ticket:
    """Part what was merged: the ticket holds its threads again, also with what came since, and both stand as they were.

    On an undone merge nothing happens. Returns the ticket that was merged.
    """
    for attempt in range(TRIES):
        try:
            with transaction.atomic():
                return _undo(merge.pk, by, now)
        except _Moved:
            if attempt == TRIES - 1:
                raise CannotMerge(_("Somebody else is changing these tickets. Try again.")) from None
    raise AssertionError("the loop returns or raises")


@transaction.atomic
def choose_primary(*, ticket: Ticket, thread: Thread, by: Agent, now: datetime) -> None:
    """Let this thread get the full answers. Raises `CannotMerge` when the ticket does not hold it."""
    standing.locked_thread(thread.pk)
    ticket = standing.locked(ticket.pk)
    if not Holding.objects.filter(ticket=ticket, thread=thread, until_id=None).exists():
        raise CannotMerge(_("This conversation belongs to another ticket now."))
    Ticket.objects.filter(pk=ticket.pk).update(primary=thread)
    standing.refresh(ticket)
    _tell("ticket.primary_chosen", ticket.pk, by, now, thread=thread.pk)


def _merge(ticket_id: int, into_id: int, by: Agent | None, now: datetime, way: MergedBy) -> Merge:
    ticket, into = _locked(survivor_of(ticket_id), survivor_of(into_id))
    row = Merge(ticket=ticket, into=into, way=way, by=by, at=now, was_primary_id=into.primary_id)
    Holding.objects.filter(ticket=ticket).update(home=Coalesce(F("home"), F("ticket")), ticket=into)
    _let_drafts_follow(Draft.objects.filter(ticket=ticket), into)
    if into.assignee_id is None and ticket.assignee_id is not None:
        Ticket.objects.filter(pk=into.pk).update(assignee=ticket.assignee_id)
        row.took_assignee = True
    if _is_owed(into) or ticket.resolved_at is None:
        row.reopened = Resolution.objects.filter(ticket=into, ended_at=None).first()
        reopening.wake(into, now=now, by=by)
    row.save()
    _choose_by_stakes(into)
    standing.refresh(ticket)
    standing.hear_again(into)
    _tell("ticket.merged", into.pk, by, now, merge=row.pk, ticket=ticket.pk, way=way.value)
    telling.ticket_changed(ticket_id=ticket.pk, what="state", agent_id=by.pk if by else None)
    return row


def _undo(merge_id: int, by: Agent, now: datetime) -> Ticket:
    before = Merge.objects.get(pk=merge_id)
    if before.undone_at is not None:
        return Ticket.objects.get(pk=before.ticket_id)
    family, held_by = family_of(before.ticket_id), survivor_of(before.into_id)
    homes = Holding.objects.filter(home__in=family, ticket=held_by)
    _lock({*homes.values_list("thread", flat=True)}, {before.ticket_id, before.into_id, held_by})
    row = Merge.objects.select_for_update(no_key=True).get(pk=merge_id)
    _must_stand_still(row, family, held_by)
    row.undone_at, row.undone_by = now, by
    row.save(update_fields=["undone_at", "undone_by"])
    threads = [*homes.values_list("thread", flat=True)]
    homes.update(ticket=row.ticket_id)
    ticket, into, holder = (Ticket.objects.get(pk=pk) for pk in (row.ticket_id, row.into_id, held_by))
    _let_drafts_follow(Draft.objects.filter(ticket=holder, thread__in=threads), ticket)
    _give_back(row, into, by, now)
    if _is_owed(ticket):
        reopening.wake(ticket, now=now, by=by)
    for one in {ticket.pk: ticket, into.pk: into, holder.pk: holder}.values():
        _choose_where_gone(one, row)
        standing.hear_again(one)
    _tell("ticket.parted", into.pk, by, now, merge=row.pk, ticket=ticket.pk)
    _tell("ticket.parted", ticket.pk, by, now, merge=row.pk, ticket=into.pk)
    return Ticket.objects.get(pk=ticket.pk)


def _locked(ticket_id: int, into_id: int) -> tuple[Ticket, Ticket]:
    """Both tickets and the threads of the first, locked in the order that everybody keeps; both still stand alone."""
    if ticket_id == into_id:
        raise CannotMerge(_("These are one ticket already."))
    threads = {*Holding.objects.filter(ticket=ticket_id).values_list("thread", flat=True)}
    tickets = _lock(threads, {ticket_id, into_id})
    now_held = {*Holding.objects.filter(ticket=ticket_id).values_list("thread", flat=True)}
    if now_held - threads or any(one.merged_into_id is not None for one in tickets.values()):
        raise _Moved
    return tickets[ticket_id], tickets[into_id]


def _lock(threads: Collection[int], tickets: Collection[int]) -> dict[int, Ticket]:
    for thread_id in sorted(threads):
        standing.locked_thread(thread_id)
    return {ticket_id: standing.locked(ticket_id) for ticket_id in sorted(tickets)}


def _must_stand_still(row: Merge, family: Collection[int], held_by: int) -> None:
    if row.undone_at is not None or [*family] != family_of(row.ticket_id) or held_by != survivor_of(row.into_id):
        raise _Moved


def _is_owed(ticket: Ticket) -> bool:
    promised = Promise.objects.come_back().filter(holding__ticket=ticket)
    return Obligation.objects.filter(holding__ticket=ticket, ended_at=None).exists() or promised.exists()


def _let_drafts_follow(drafts: QuerySet[Draft], to: Ticket) -> None:
    """A draft goes with its thread; where the ticket has one for that thread already, it stays and comes back later."""
    known = Draft.objects.filter(ticket=to).values("thread")
    drafts.exclude(thread__in=known).update(ticket=to)


def _give_back(row: Merge, into: Ticket, by: Agent, now: datetime) -> None:
    """What the surviving ticket got with the merge, unless somebody changed it since."""
    if row.took_assignee and into.assignee_id == row.ticket.assignee_id:
        Ticket.objects.filter(pk=into.pk).update(assignee=row.was_assignee_id)
    if row.reopened_id is not None and not _is_owed(into):
        later = Resolution.objects.filter(ticket=into, ended_at=None).exists()
        if not later:
            Resolution.objects.filter(pk=row.reopened_id).update(ended_at=None, ended_by=None)
            events.record(kind="ticket.resolved", now=now, subject=("ticket", into.pk), actor=by.pk)


def _choose_by_stakes(ticket: Ticket) -> None:
    """Let the thread with the most to lose be primary."""
    if chosen := most_to_lose(_stakes(ticket)):
        Ticket.objects.filter(pk=ticket.pk).update(primary=chosen)


def _choose_where_gone(ticket: Ticket, row: Merge) -> None:
    """A primary thread that the ticket holds no longer gives way to the one before, or to that with most to lose."""
    held = {*Holding.objects.filter(ticket=ticket).values_list("thread", flat=True)}
    if ticket.primary_id in held or not held:
        return
    if row.was_primary_id in held:
        Ticket.objects.filter(pk=ticket.pk).update(primary=row.was_primary_id)
    else:
        _choose_by_stakes(ticket)


def _stakes(ticket: Ticket) -> list[Stake]:
    holdings = Holding.objects.filter(ticket=ticket, until_id=None).select_related("thread__channel")
    owed = {row.holding_id: row for row in Obligation.objects.filter(holding__in=holdings, ended_at=None)}
    return [_stake(holding, owed.get(holding.pk)) for holding in holdings]


def _stake(holding: Holding, owed: Obligation | None) -> Stake:
    thread = holding.thread
    times = (owed.opened_at, owed.due_at) if owed else (None, None)
    return Stake(thread.pk, thread.channel.kind, thread.created_at, *times)


def _tell(kind: str, ticket_id: int, by: Agent | None, now: datetime, **data: int | str) -> None:
    actor = by.pk if by else None
    events.record(kind=kind, now=now, subject=("ticket", ticket_id), actor=actor, data=data)
    telling.ticket_changed(ticket_id=ticket_id, what="state", agent_id=actor)
