"""Changing who works here and as what. There is always an owner who can sign in."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.db import transaction

from sportello.accounts import audit
from sportello.accounts.models import Agent
from sportello.accounts.roles import Role
from sportello.core import events


class LastOwnerError(ValueError):
    """The last active owner can neither leave nor become something else."""


def deactivate(*, agent: Agent, by: Agent, now: datetime) -> None:
    """Shut an agent out: sessions end at once, open reset links die. LastOwnerError for the last active owner."""
    with _changing(agent) as locked:
        if not locked.is_active:
            return
        _keep_an_owner(locked)
        locked.is_active = False
        locked.end_sessions()
        locked.save(update_fields=["is_active", "session_epoch"])
        _record("agent.deactivated", locked, by, now)


def reactivate(*, agent: Agent, by: Agent, now: datetime) -> None:
    """Let an agent in again, with the same role and password; old sessions stay dead."""
    with _changing(agent) as locked:
        if locked.is_active:
            return
        locked.is_active = True
        locked.save(update_fields=["is_active"])
        _record("agent.reactivated", locked, by, now)


def change_role(*, agent: Agent, role: Role, by: Agent, now: datetime) -> None:
    """Give an agent another role, from the next request on. LastOwnerError for the last active owner."""
    with _changing(agent) as locked:
        if locked.role == role:
            return
        _keep_an_owner(locked)
        former, locked.role = locked.role, role
        locked.save(update_fields=["role"])
        _record("agent.role_changed", locked, by, now, {"from": former, "to": role})


@contextmanager
def _changing(agent: Agent) -> Iterator[Agent]:
    """Lock the owners and the agent in one order, so that two owners cannot shut out each other; refresh `agent`."""
    with transaction.atomic():
        list(Agent.objects.select_for_update().owners().order_by("pk").values_list("pk"))
        locked = Agent.objects.select_for_update().get(pk=agent.pk)
        yield locked
    agent.refresh_from_db()


def _keep_an_owner(agent: Agent) -> None:
    if agent.role != Role.OWNER or not agent.is_active:
        return
    if not Agent.objects.active().owners().exclude(pk=agent.pk).exists():
        raise LastOwnerError(agent.pk)


def _record(kind: str, agent: Agent, by: Agent, now: datetime, data: dict[str, str] | None = None) -> None:
    events.record(kind=kind, now=now, actor=by.pk, subject=("agent", agent.pk), data=data)
    audit.note(act=kind, now=now, agent=by, subject=("agent", agent.pk))
