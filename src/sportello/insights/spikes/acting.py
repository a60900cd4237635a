"""What people do about a spike: say what it proved to be, mute a series, begin an article, let a program be told."""

import secrets
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from sportello.accounts.models import Agent
from sportello.core import events
from sportello.core.secrets import seal
from sportello.insights.models import Spike, SpikeHook, SpikeMute, SpikeVerdict

SECRET_BYTES = 32


@transaction.atomic
def judge(*, spike: Spike, outcome: str, by: Agent, now: datetime) -> SpikeVerdict:
    """Say what a spike proved to be; a later word replaces an earlier one. A false alarm is learnt from as usual."""
    said, _made = SpikeVerdict.objects.update_or_create(spike=spike, defaults={"outcome": outcome, "by": by, "at": now})
    events.record(kind="spike.judged", now=now, subject=("spike", spike.pk), actor=by.pk, data={"outcome": outcome})
    return said


@transaction.atomic
def mute(*, kind: str, key: str, until: datetime, by: Agent, now: datetime) -> SpikeMute:
    """Hear nothing of a series until then. Raises ValueError when that is not after now."""
    if until <= now:
        raise ValueError(_("Choose a time that is still to come."))
    SpikeMute.objects.filter(kind=kind, key=key, lifted_at=None).update(lifted_at=now)
    made = SpikeMute.objects.create(kind=kind, key=key, until=until, by=by, at=now)
    events.record(kind="spike.muted", now=now, subject=("spike_mute", made.pk), actor=by.pk)
    return made


@transaction.atomic
def lift(*, mute: SpikeMute, by: Agent, now: datetime) -> None:
    """Hear of a series again; of one that nobody mutes any more nothing is changed."""
    if SpikeMute.objects.filter(pk=mute.pk, lifted_at=None).update(lifted_at=now):
        events.record(kind="spike.unmuted", now=now, subject=("spike_mute", mute.pk), actor=by.pk)


@transaction.atomic
def add_hook(*, url: str, by: Agent, now: datetime) -> tuple[SpikeHook, str]:
    """Let a program at this address be told; returns the hook and its secret, which is shown this once.

    Raises IntegrityError when the address is told already.
    """
    secret = secrets.token_urlsafe(SECRET_BYTES)
    hook = SpikeHook.objects.create(url=url, secret=seal({"secret": secret}), by=by, at=now)
    events.record(kind="spike_hook.added", now=now, subject=("spike_hook", hook.pk), actor=by.pk)
    return hook, secret


@transaction.atomic
def end_hook(*, hook: SpikeHook, by: Agent, now: datetime) -> None:
    """Tell a program no more."""
    if SpikeHook.objects.filter(pk=hook.pk, ended_at=None).update(ended_at=now):
        events.record(kind="spike_hook.ended", now=now, subject=("spike_hook", hook.pk), actor=by.pk)
