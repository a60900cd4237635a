"""Changing a password, with the old one or with a link that works once."""

from datetime import datetime, timedelta

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.db import transaction
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac

from sportello.accounts import audit
from sportello.accounts.models import Agent
from sportello.core import events

_SIGNER = "sportello.accounts.reset"


class LinkGoneError(ValueError):
    """The link was used, has expired, was made for a former password or e-mail, or is not ours."""


def reset_link(*, agent: Agent, base_url: str, now: datetime) -> str:
    """A signed link that sets a new password once, within PASSWORD_RESET_TIMEOUT seconds of `now`.

    It dies with any change of the password, the e-mail or the sessions' epoch. Nothing about it is stored.
    """
    until = now + timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT)
    ticket = {"agent": agent.pk, "until": int(until.timestamp()), "mark": _mark(agent)}
    token = Signer(salt=_SIGNER).sign_object(ticket)
    return base_url + reverse("accounts:reset", kwargs={"token": token})


def agent_of(token: str, now: datetime) -> Agent:
    """The active agent whose password the token may set; LinkGoneError otherwise."""
    try:
        ticket = Signer(salt=_SIGNER).unsign_object(token)
    except (BadSignature, ValueError):
        raise LinkGoneError from None
    agent = Agent.objects.active().filter(pk=ticket["agent"]).first()
    if agent is None or now.timestamp() > ticket["until"] or not constant_time_compare(ticket["mark"], _mark(agent)):
        raise LinkGoneError
    return agent


def reset(*, token: str, password: str, now: datetime) -> Agent:
    """Set the password by a link, once, and end every session of the agent; LinkGoneError when it does not hold."""
    with transaction.atomic():
        Agent.objects.select_for_update().filter(pk=agent_of(token, now).pk).first()
        agent = agent_of(token, now)
        change(agent=agent, password=password, now=now)
    return agent


def change(*, agent: Agent, password: str, now: datetime) -> None:
    """Set a new password; every session ends (a view that wants to keep its own renews it afterwards)."""
    with transaction.atomic():
        agent.set_password(password)
        agent.end_sessions()
        agent.save(update_fields=["password", "session_epoch"])
        events.record(kind="agent.password_changed", now=now, actor=agent.pk, subject=("agent", agent.pk))
        audit.note(act="agent.password_changed", now=now, agent=agent, subject=("agent", agent.pk))


def _mark(agent: Agent) -> str:
    value = f"{agent.email}:{agent.password}:{agent.session_epoch}"
    return salted_hmac("sportello.accounts.reset.mark", value, algorithm="sha256").hexdigest()
