"""Warnings before a deadline: to the person on duty, also on Sunday, once for each lead time."""

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.utils.translation import ngettext

from sportello.accounts.models import Agent
from sportello.business.models import Settings
from sportello.business.rota import on_duty
from sportello.core.live import publish
from sportello.core.moments import Left, left

from .letters import Letter, Send, link_to, write
from .models import DeadlineWarning, Obligation, Ticket

log = logging.getLogger(__name__)

# The advisory lock under which warnings are given, so that two runs do not warn the same person at the same time.
WARNING = 0x53504F57
# Nobody is warned any more of what has been overdue for longer: the queue has said so for a day.
OVERDUE_AT_MOST = timedelta(days=1)
# How long after its moment a warning still reaches browsers when its mail cannot be sent; the mail is tried on.
FRESH = timedelta(minutes=2)


@dataclass(frozen=True, slots=True)
class Due:
    """An obligation about which a person is to be warned, and the lead time that has come."""

    obligation: Obligation
    lead: timedelta

    @property
    def ticket(self) -> Ticket:
        """The ticket that is owed."""
        return self.obligation.holding.ticket

    @property
    def minutes(self) -> int:
        """The lead time in minutes, as its row keeps it."""
        return int(self.lead.total_seconds() // 60)


@dataclass(frozen=True, slots=True)
class Line:
    """What a letter says of one ticket; its words are made when they are read, in the letter's language and zone."""

    due: Due
    now: datetime
    link: str

    @property
    def ticket(self) -> Ticket:
        """The ticket that is owed."""
        return self.due.ticket

    @property
    def channel(self) -> str:
        """The channel whose clock runs."""
        return self.due.obligation.holding.thread.channel.name

    @property
    def due_at(self) -> datetime:
        """The deadline."""
        return self.due.obligation.due_at

    @property
    def left(self) -> Left:
        """How long until the deadline."""
        return left(self.due_at, self.now)


def warn_due(*, now: datetime, send: Send) -> int:
    """Warn who is on duty of every deadline within the owner's lead times; returns how many warnings were given.

    The assignee is warned while on duty, else everybody who is; each once per obligation and lead time. A person gets
    one letter a run, listing all tickets, and the browsers get a "deadline" message for each; who wants no mail gets
    only the latter. A letter that `send` cannot send (OSError) counts as not given and is tried in the next run.
    """
    with _alone() as alone:
        if not alone:
            return 0
        given = 0
        for agent, dues in _by_person(now):
            given += _warn(agent, dues, now, send)
        return given


@contextmanager
def _alone() -> Iterator[bool]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, 0)", [WARNING])
        alone = bool(cursor.fetchone()[0])
        try:
            yield alone
        finally:
            if alone:
                cursor.execute("SELECT pg_advisory_unlock(%s, 0)", [WARNING])


def _by_person(now: datetime) -> list[tuple[Agent, list[Due]]]:
    """Whom to warn of what: what a person was warned of before with this lead time is left out."""
    dues = _dues(now)
    if not dues:
        return []
    people = on_duty(now=now)
    known = set(
        DeadlineWarning.objects.filter(obligation__in=[due.obligation.pk for due in dues]).values_list(
            "obligation", "agent", "lead_minutes"
        )
    )
    found: dict[Agent, list[Due]] = {agent: [] for agent in people}
    for due in dues:
        for agent in _responsible(due, people):
            if (due.obligation.pk, agent.pk, due.minutes) not in known:
                found[agent].append(due)
    return [(agent, mine) for agent, mine in found.items() if mine]


def _dues(now: datetime) -> list[Due]:
    """The open obligations within the first lead time, earliest deadline first, each with the lead that has come."""
    leads = sorted(Settings.objects.current().warning_leads)
    near = Obligation.objects.filter(
        ended_at=None, due_at__gt=now - OVERDUE_AT_MOST, due_at__lte=now + leads[-1]
    ).select_related("holding__ticket", "holding__thread__channel")
    return [Due(one, next(lead for lead in leads if one.due_at - now <= lead)) for one in near.order_by("due_at", "id")]


def _responsible(due: Due, people: Sequence[Agent]) -> list[Agent]:
    mine = [agent for agent in people if agent.pk == due.ticket.assignee_id]
    return mine or list(people)


def _warn(agent: Agent, dues: Sequence[Due], now: datetime, send: Send) -> int:
    if agent.notify_by_mail:
        try:
            send(_letter(agent, dues, now))
        except OSError as failed:
            log.warning("the warning to agent %s could not be sent (%s); it is tried again", agent.pk, failed)
            _tell(agent, [due for due in dues if now - (due.obligation.due_at - due.lead) < FRESH])
            return 0
    with transaction.atomic():
        DeadlineWarning.objects.bulk_create(
            (
                DeadlineWarning(obligation=due.obligation, agent=agent, lead_minutes=due.minutes, sent_at=now)
                for due in dues
            ),
            ignore_conflicts=True,
        )
        _tell(agent, dues)
    return len(dues)


def _tell(agent: Agent, dues: Sequence[Due]) -> None:
    for due in dues:
        publish("deadline", {"ticket": due.ticket.pk, "minutes": due.minutes, "agent": agent.pk})


def _letter(agent: Agent, dues: Sequence[Due], now: datetime) -> Letter:
    count = len(dues)

    def subject() -> str:
        words = ngettext("%(count)s answer is due soon", "%(count)s answers are due soon", count)
        return words % {"count": count}

    lines = [Line(due, now, link_to(due.ticket.pk)) for due in dues]
    return write(to=agent, template="warning", subject=subject, context={"due": lines})
