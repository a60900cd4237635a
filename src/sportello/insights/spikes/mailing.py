"""Mailing those who lead about a new spike, each once."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from django.core.mail import EmailMessage
from django.db import transaction

from sportello.accounts.models import Agent
from sportello.accounts.roles import Permission
from sportello.insights.models import Spike, SpikeLetter

log = logging.getLogger(__name__)

STILL_NEWS = timedelta(hours=6)
"""A spike that was called longer ago, while no mail could leave, is no news any more."""

type Write = Callable[[Agent, Spike], EmailMessage]
type Send = Callable[[EmailMessage], None]


def send(mail: EmailMessage) -> None:
    """Mail it. Raises OSError (SMTPException too) when it cannot be sent now."""
    mail.send()


def tell_leads(*, now: datetime, write: Write, send: Send) -> int:
    """Mail everybody who sees figures and wants mails about spikes that were called lately; returns how many left.

    A letter is claimed before it is sent. When sending fails (OSError) the claim is taken back, and the next run tries
    again; after a crash in between it may be lost, but is never sent twice.
    """
    lately = Spike.objects.going_on().filter(noticed_at__gte=now - STILL_NEWS)
    readers = list(Agent.objects.active().who_may(Permission.SEE_FIGURES).filter(notify_by_mail=True))
    told = set(SpikeLetter.objects.filter(spike__in=lately).values_list("spike", "agent"))
    waiting = [(spike, agent) for spike in lately for agent in readers if (spike.pk, agent.pk) not in told]
    return sum(_send_one(spike, agent, now, write, send) for spike, agent in waiting)


def _send_one(spike: Spike, agent: Agent, now: datetime, write: Write, send: Send) -> bool:
    with transaction.atomic():
        letter, is_ours = SpikeLetter.objects.get_or_create(spike=spike, agent=agent, defaults={"claimed_at": now})
    if not is_ours:
        return False
    try:
        send(write(agent, spike))
    except OSError as failed:
        log.warning("agent %s could not be told of spike %s (%s)", agent.pk, spike.pk, failed)
        letter.delete()
        return False
    letter.sent_at = now
    letter.save(update_fields=["sent_at"])
    return True
