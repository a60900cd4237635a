"""Opening and ending a session."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.auth import authenticate, login, logout
from django.http import HttpRequest

from sportello.accounts import attempts, audit, middleware
from sportello.accounts.models import Agent

DOOR = "sign-in"


@dataclass(frozen=True, slots=True)
class Refused:
    """Why nobody was let in: `wait` when it was tried too often, else the e-mail or the password was wrong."""

    wait: timedelta | None = None


def sign_in(*, request: HttpRequest, email: str, password: str, now: datetime) -> Agent | Refused:
    """Open a session for the agent with this e-mail and password.

    Neither the answer nor its time tells whether the e-mail belongs to anybody: an unknown one costs a hash too
    (Django's ModelBackend), a deactivated agent gets the answer of a wrong password, the limit counts any text.
    """
    address = audit.address_of(request) or ""
    wait = attempts.admit(door=DOOR, account=email, address=address, now=now)
    if wait:
        return Refused(wait)
    agent = authenticate(request, username=email, password=password)
    if agent is None:
        return Refused()
    attempts.succeeded(door=DOOR, account=email, address=address)
    open_session(request=request, agent=agent, now=now)
    return agent


def open_session(*, request: HttpRequest, agent: Agent, now: datetime) -> None:
    """Open a session without asking for the password again: behind a proof of another kind, such as an invitation."""
    login(request, agent, backend="django.contrib.auth.backends.ModelBackend")
    middleware.begin(request, now)
    audit.note(act="session.opened", now=now, agent=agent, address=audit.address_of(request))


def sign_out(*, request: HttpRequest, agent: Agent, now: datetime) -> None:
    """End this session and forget everything in it."""
    audit.note(act="session.ended", now=now, agent=agent, address=audit.address_of(request))
    logout(request)
