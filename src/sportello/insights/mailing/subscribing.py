"""Wanting the weekly letter, and no longer wanting it."""

from datetime import datetime

from django.core import signing
from django.db import transaction

from sportello.accounts.models import Agent
from sportello.core import events
from sportello.insights.models import Subscription

_SALT = "sportello.insights.weekly-letter"


@transaction.atomic
def subscribe(*, agent: Agent, now: datetime) -> Subscription:
    """From the next Monday on. Who is subscribed stays so."""
    standing, is_new = Subscription.objects.get_or_create(agent=agent, ended_at=None, defaults={"began_at": now})
    if is_new:
        events.record(kind="letter.subscribed", now=now, subject=("agent", agent.pk), actor=agent.pk)
    return standing


@transaction.atomic
def unsubscribe(*, agent: Agent, now: datetime) -> bool:
    """End it; False when there was nothing to end."""
    ended = Subscription.objects.filter(agent=agent, ended_at=None).update(ended_at=now)
    if ended:
        events.record(kind="letter.unsubscribed", now=now, subject=("agent", agent.pk), actor=agent.pk)
    return bool(ended)


def is_subscribed(agent: Agent) -> bool:
    """Whether the agent gets the letter."""
    return Subscription.objects.filter(agent=agent, ended_at=None).exists()


def token_of(agent: Agent) -> str:
    """The secret with which this agent's subscription can be ended without signing in; it never grows old."""
    return signing.Signer(salt=_SALT).sign_object(agent.pk, compress=False)


def agent_of(token: str) -> Agent | None:
    """Whose subscription a token ends; None for one that we never gave out."""
    try:
        number = signing.Signer(salt=_SALT).unsign_object(token)
    except signing.BadSignature:
        return None
    return Agent.objects.filter(pk=number).first() if isinstance(number, int) else None
