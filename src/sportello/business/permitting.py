"""The owner says that shipping confirmations may hold the link to the help centre, or takes it back."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from sportello.accounts.models import Agent
from sportello.accounts.roles import Role
from sportello.core import events

from .models import ConfirmationPermit


class CannotPermit(ValueError):
    """It cannot be confirmed; the message says why, for whoever tried."""


def standing() -> ConfirmationPermit | None:
    """The confirmation that stands; None while there is none, which is how every installation begins."""
    return ConfirmationPermit.objects.standing().select_related("said_by").first()


@transaction.atomic
def confirm(*, grounds: str, by: Agent, now: datetime) -> ConfirmationPermit:
    """Note that the marketplace permits it, and where it says so; confirming twice is confirming once.

    Raises `CannotPermit` for everybody but an owner, and without grounds.
    """
    grounds = grounds.strip()[:500]
    if by.role != Role.OWNER:
        raise CannotPermit(_("Only an owner can confirm this."))
    if not grounds:
        raise CannotPermit(_("Say where the marketplace says so: a page, a case number, a letter."))
    Agent.objects.select_for_update(of=("self",), no_key=True).get(pk=by.pk)
    known = standing()
    if known is not None:
        return known
    made = ConfirmationPermit.objects.create(grounds=grounds, said_by=by, said_at=now)
    events.record(kind="confirmation_permit.given", now=now, subject=("permit", made.pk), actor=by.pk)
    return made


@transaction.atomic
def take_back(*, by: Agent, now: datetime) -> None:
    """End the confirmation that stands, if any. Raises `CannotPermit` for everybody but an owner."""
    if by.role != Role.OWNER:
        raise CannotPermit(_("Only an owner can take this back."))
    row = ConfirmationPermit.objects.select_for_update(of=("self",)).standing().first()
    if row is None:
        return
    row.ended_by, row.ended_at = by, now
    row.save(update_fields=["ended_by", "ended_at"])
    events.record(kind="confirmation_permit.ended", now=now, subject=("permit", row.pk), actor=by.pk)
