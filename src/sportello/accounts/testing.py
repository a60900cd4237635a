"""The cast of every test: the same people with the same roles in the whole project."""

from datetime import UTC, datetime
from functools import cache

from django.contrib.auth.hashers import make_password

from sportello.accounts.models import Agent
from sportello.accounts.roles import Role

PASSWORD = "seven lamps on a shelf"
"""The password of everybody in the cast."""

LONG_AGO = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)


def ada() -> Agent:
    """Ada, an owner."""
    return _agent("Ada", Role.OWNER)


def lea() -> Agent:
    """Lea, a lead."""
    return _agent("Lea", Role.LEAD)


def ben() -> Agent:
    """Ben, an agent."""
    return _agent("Ben", Role.AGENT)


def cora() -> Agent:
    """Cora, who owns the content."""
    return _agent("Cora", Role.CONTENT)


def rio() -> Agent:
    """Rio, who may only read."""
    return _agent("Rio", Role.READONLY)


def zed() -> Agent:
    """Zed, an outsider: he was an owner once and is deactivated."""
    return _agent("Zed", Role.OWNER, is_active=False)


def _agent(name: str, role: Role, *, is_active: bool = True) -> Agent:
    """Created on the first call of a test, found again afterwards."""
    agent, _ = Agent.objects.get_or_create(
        email=f"{name.lower()}@casalume.example",
        defaults={
            "name": name,
            "role": role,
            "is_active": is_active,
            "password": _hashed(),
            "time_zone": "Europe/Rome",
            "created_at": LONG_AGO,
        },
    )
    return agent


@cache
def _hashed() -> str:
    """Hashing costs as much as a page; once is enough for a test run."""
    return make_password(PASSWORD)
