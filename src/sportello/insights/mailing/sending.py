"""Sending the weekly letter: to each subscriber once, whatever becomes of the worker meanwhile."""

import logging
from collections.abc import Callable, Iterator
from datetime import date, datetime

from sportello.accounts.models import Agent
from sportello.accounts.roles import Permission
from sportello.channels.sending import Lost
from sportello.insights.models import Subscription, WeeklyLetter

from .letter import Letter
from .timing import week_due

log = logging.getLogger(__name__)

type Write = Callable[[Agent, date], Letter]
type Send = Callable[[Letter], None]


def send_due(*, now: datetime, write: Write, send: Send) -> int:
    """Write and send every letter that is due; returns how many left.

    `send` raises OSError when a letter surely did not leave: it is tried again at the next run. When the line broke
    while it was handed over (`Lost` is the cause) it is not, because it may have arrived.
    """
    return sum(_send(agent, week, now, write, send) for agent, week in due(now))


def due(now: datetime) -> Iterator[tuple[Agent, date]]:
    """Who should have been told about which week by now and was not."""
    standing = Subscription.objects.filter(ended_at=None, agent__is_active=True).select_related("agent")
    told = set(WeeklyLetter.objects.values_list("agent", "week"))
    for one in standing.order_by("pk"):
        week = week_due(now=now, zone=one.agent.zone, began_at=one.began_at)
        if week and (one.agent_id, week) not in told and one.agent.may(Permission.SEE_REPORTS):
            yield one.agent, week


def _send(agent: Agent, week: date, now: datetime, write: Write, send: Send) -> bool:
    letter = write(agent, week)
    claim, is_ours = WeeklyLetter.objects.get_or_create(agent=agent, week=week, defaults={"claimed_at": now})
    if not is_ours:
        return False
    try:
        send(letter)
    except OSError as failed:
        log.warning("the weekly letter to agent %s could not be sent (%s)", agent.pk, failed)
        if not isinstance(failed.__cause__, Lost):
            claim.delete()
        return False
    claim.sent_at = now
    claim.save(update_fields=["sent_at"])
    return True
