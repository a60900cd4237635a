"""Saying that a gap is not to be shown for a while, or never, and taking that back."""

from datetime import datetime

from django.db import transaction

from sportello.accounts.models import Agent
from sportello.core import events
from sportello.insights.models import Gap, GapMute


@transaction.atomic
def mute(*, gap: Gap, until: datetime | None, by: Agent, now: datetime) -> GapMute:
    """Leave a gap out of the list until then, for good where it is None. It is weighed on as before.

    Raises ValueError when `until` is not after now.
    """
    if until is not None and until <= now:
        raise ValueError("A mute ends after it begins.")
    GapMute.objects.filter(gap=gap, lifted_at=None).update(lifted_at=now)
    made = GapMute.objects.create(gap=gap, until=until, by=by, at=now)
    events.record(kind="gap.muted", now=now, subject=("gap", gap.pk), actor=by.pk)
    return made


@transaction.atomic
def lift(*, mute: GapMute, by: Agent, now: datetime) -> None:
    """Show a gap again; of one that nobody mutes any more nothing is changed."""
    if GapMute.objects.filter(pk=mute.pk, lifted_at=None).update(lifted_at=now):
        events.record(kind="gap.unmuted", now=now, subject=("gap", mute.gap_id), actor=by.pk)
