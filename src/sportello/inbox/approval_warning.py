"""Warning the leads of answers that wait for approval while a buyer's deadline comes near; once for each."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import ngettext

from sportello.accounts.models import Agent
from sportello.accounts.roles import Permission
from sportello.core.live import publish
from sportello.core.moments import Left, left

from .letters import Letter, Send, link_to, write
from .models import Approval, Obligation

log = logging.getLogger(__name__)

LEAD = timedelta(hours=4)
"""How long before the deadline the leads are warned."""


@dataclass(frozen=True, slots=True)
class Near:
    """An answer that waits for approval, and the deadline of the buyer who waits for the answer."""

    approval: Approval
    due_at: datetime
    now: datetime
    link: str

    @property
    def left(self) -> Left:
        """How long until the deadline."""
        return left(self.due_at, self.now)


def warn_leads(*, now: datetime, send: Send) -> int:
    """Warn everybody who may approve of what waits within four hours of its deadline; returns how many were told of.

    A letter that cannot be sent (OSError) is tried again in the next run; the browsers are told in any case.
    """
    with transaction.atomic():
        near = _near(now)
        if not near:
            return 0
        told = [_mailed(agent, near, send) for agent in Agent.objects.active().who_may(Permission.APPROVE)]
        for one in near:
            publish("deadline", {"ticket": one.approval.ticket_id, "minutes": _minutes(one)})
        if all(told):
            Approval.objects.filter(pk__in=[one.approval.pk for one in near]).update(warned_at=now)
        return len(near)


def _near(now: datetime) -> list[Near]:
    waiting = Approval.objects.waiting().filter(warned_at=None).select_for_update(of=("self",), skip_locked=True)
    rows = list(waiting.select_related("ticket__customer", "thread__channel", "asked_by"))
    owed = Obligation.objects.filter(
        holding__thread__in=[row.thread_id for row in rows], ended_at=None, due_at__lte=now + LEAD
    )
    due = dict(owed.values_list("holding__thread", "due_at"))
    return [Near(row, due[row.thread_id], now, link_to(row.ticket_id)) for row in rows if row.thread_id in due]


def _mailed(agent: Agent, near: Sequence[Near], send: Send) -> bool:
    if not agent.notify_by_mail:
        return True
    try:
        send(_letter(agent, near))
    except OSError as failed:
        log.warning("the warning to agent %s could not be sent (%s); it is tried again", agent.pk, failed)
        return False
    return True


def _letter(agent: Agent, near: Sequence[Near]) -> Letter:
    count = len(near)

    def subject() -> str:
        words = ngettext("%(count)s answer waits for approval", "%(count)s answers wait for approval", count)
        return words % {"count": count}

    return write(to=agent, template="approval", subject=subject, context={"near": near})


def _minutes(one: Near) -> int:
    return max(0, int((one.due_at - one.now).total_seconds() // 60))
