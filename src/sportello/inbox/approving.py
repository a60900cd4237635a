"""Approving: an agent asks, a lead decides, and the ticket says so."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from sportello.accounts.models import Agent
from sportello.accounts.roles import Permission
from sportello.compliance.judgements import Severity
from sportello.core import events

from . import complying, telling
from .models import Approval, ApprovalState, Thread, Ticket
from .models.approval import LONGEST_REASON


class CannotApprove(ValueError):
    """The approval cannot be asked for or decided; the message says why, for the agent."""


@transaction.atomic
def ask(*, ticket: Ticket, thread: Thread, text: str, why: str, by: Agent, now: datetime) -> Approval:
    """Ask the leads to let words through that a rule wants approved; asking twice for the same words is asking once.

    Raises `CannotApprove` when nothing in the words needs approval, when a rule stops them for everybody, or when no
    reason is given.
    """
    why = why.strip()[:LONGEST_REASON]
    if not why:
        raise CannotApprove(_("Say why this answer should leave as it is."))
    found = complying.problems(thread=thread, text=text)
    if any(each.stops for each in found):
        raise CannotApprove(_("A rule stops this text for everybody. Change the marked words first."))
    rules = sorted({each.rule for each in found if each.severity is Severity.NEEDS_APPROVAL})
    if not rules:
        raise CannotApprove(_("Nothing in this text needs approval."))
    Thread.objects.select_for_update().get(pk=thread.pk)
    digest = complying.hash_of(text)
    known = Approval.objects.waiting().filter(thread=thread, text_hash=digest).first()
    if known is not None:
        return known
    _withdraw(Approval.objects.waiting().filter(thread=thread).values_list("pk", flat=True), now)
    made = Approval.objects.create(
        thread=thread,
        ticket=ticket,
        text=text.strip(),
        text_hash=digest,
        rules=rules,
        why=why,
        asked_by=by,
        asked_at=now,
    )
    _tell(made, "asked", by, now)
    return made


@transaction.atomic
def grant(*, approval: Approval, reason: str, by: Agent, now: datetime) -> Approval:
    """Let the words through, for a reason. Raises `CannotApprove` without one, without the permission, or when somebody
    decided before."""
    if not reason.strip():
        raise CannotApprove(_("Say why this may leave: the reason is kept with the approval."))
    return _decide(approval, ApprovalState.GRANTED, reason, by, now)


@transaction.atomic
def refuse(*, approval: Approval, reason: str, by: Agent, now: datetime) -> Approval:
    """Keep the words back, with a word to the agent. Raises `CannotApprove` as `grant` does, but needs no reason."""
    return _decide(approval, ApprovalState.REFUSED, reason, by, now)


def _decide(approval: Approval, state: ApprovalState, reason: str, by: Agent, now: datetime) -> Approval:
    if not by.may(Permission.APPROVE):
        raise CannotApprove(_("Only a lead can approve."))
    locked = Approval.objects.select_for_update().get(pk=approval.pk)
    if locked.state != ApprovalState.WAITING:
        raise CannotApprove(_("Somebody decided this already."))
    locked.state, locked.reason = state, reason.strip()[:LONGEST_REASON]
    locked.decided_by, locked.decided_at = by, now
    locked.save(update_fields=["state", "reason", "decided_by", "decided_at"])
    _tell(locked, str(state), by, now)
    return locked


def _withdraw(ids: Collection[int], now: datetime) -> None:
    waiting = Approval.objects.filter(pk__in=list(ids), state=ApprovalState.WAITING)
    waiting.update(state=ApprovalState.WITHDRAWN, decided_at=now)


def _tell(approval: Approval, what: str, by: Agent, now: datetime) -> None:
    data = {"approval": approval.pk, "thread": approval.thread_id}
    events.record(kind=f"approval.{what}", now=now, subject=("ticket", approval.ticket_id), actor=by.pk, data=data)
    telling.ticket_changed(ticket_id=approval.ticket_id, what="state", agent_id=by.pk)
