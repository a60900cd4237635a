"""Exceptions: what a buyer was granted beyond policy, with its reason and who approved it."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from sportello.accounts.access import Permission
from sportello.accounts.models import Agent
from sportello.accounts.roles import roles_with
from sportello.core import events
from sportello.orders.models import Order

from . import standing, telling
from .models import PolicyException, Ticket
from .models.exception import LONGEST

# Who may change what the business does may also let it do more for once.
APPROVES = Permission.MANAGE_BUSINESS


class CannotGrant(ValueError):
    """An exception that cannot be granted so; the message says why to the agent."""


def approvers() -> list[Agent]:
    """Who may approve an exception, by name."""
    return list(Agent.objects.active().filter(role__in=roles_with(APPROVES)).order_by("name"))


@transaction.atomic
def grant(
    *, ticket: Ticket, what: str, reason: str, approved_by: Agent, by: Agent, now: datetime, order: Order | None = None
) -> PolicyException:
    """Note that a ticket's buyer was granted something beyond policy. What we grant later buyers rests on it.

    Raises `CannotGrant` without what or why, or when `approved_by` may not approve.
    """
    what, reason = " ".join(what.split())[:LONGEST], " ".join(reason.split())[:LONGEST]
    if not what or not reason:
        raise CannotGrant(_("Say what was granted, and why."))
    if not (approved_by.is_active and approved_by.may(APPROVES)):
        raise CannotGrant(_("Only an owner or a lead can approve an exception."))
    ticket = standing.locked(ticket.pk)
    row = PolicyException.objects.create(
        ticket=ticket, order=order, what=what, reason=reason, approved_by=approved_by, by=by, at=now
    )
    _done("exception.granted", row, by, now)
    return row


@transaction.atomic
def withdraw(*, exception: PolicyException, by: Agent, now: datetime) -> PolicyException:
    """Take an exception back; it stays in the record. On a withdrawn one nothing happens."""
    row = PolicyException.objects.select_for_update(of=("self",), no_key=True).get(pk=exception.pk)
    if row.withdrawn_at is None:
        row.withdrawn_at, row.withdrawn_by = now, by
        row.save(update_fields=["withdrawn_at", "withdrawn_by"])
        _done("exception.withdrawn", row, by, now)
    return row


def _done(kind: str, row: PolicyException, by: Agent, now: datetime) -> None:
    data = {"exception": row.pk, "order": row.order_id}
    events.record(kind=kind, now=now, subject=("ticket", row.ticket_id), actor=by.pk, data=data)
    telling.ticket_changed(ticket_id=row.ticket_id, what="state", agent_id=by.pk)
