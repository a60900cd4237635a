"""Giving tickets to those who are there by the lead's rules, and taking them back from those who are not."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import Count, Max, QuerySet

from sportello.accounts.models import Agent
from sportello.accounts.roles import Permission
from sportello.business import rota
from sportello.core import events

from . import standing, telling
from .models import Assignment, AssignmentRule, Spread, Ticket
from .models.ticket import TicketQuerySet
from .sharing import Case, Desk, Given, Held, Rule, share, to_return

AT_ONCE = 200
STEP = timedelta(minutes=30)
AHEAD = timedelta(days=7)
# The first half of our advisory locks' keys: one process at a time shares tickets out.
SHARING = 0x53505348


@dataclass(frozen=True, slots=True)
class Preview:
    """What the rules would do now: who is there with how many open tickets, and who would get what."""

    present: Sequence[tuple[Agent, int]]
    given: Sequence[tuple[Ticket, Agent, AssignmentRule]]
    left: Sequence[Ticket]


def assign_waiting(*, now: datetime) -> int:
    """Take back the tickets of absent agents, then share out what nobody has; returns how many were given.

    Without an active rule nothing is taken back or given. Only one process at a time does this.
    """
    if not AssignmentRule.objects.filter(active=True).exists():
        return 0
    if not _alone():
        return 0
    try:
        for one in _of_absent(now):
            _take_back(one, now)
        rules = _rules()
        given = share(_cases(_unassigned(now)), rules=[*rules.values()], desk=_desk(now, rules), now=now)
        return sum(_give(one, now) for one in given)
    finally:
        _done()


def _alone() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, 0)", [SHARING])
        row = cursor.fetchone()
    return bool(row and row[0])


def _done() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_unlock(%s, 0)", [SHARING])


def preview(*, now: datetime) -> Preview:
    """What `assign_waiting` would give now; nothing is changed."""
    rules = _rules()
    desk = _desk(now, rules)
    loads = dict(desk.load)
    waiting = list(_unassigned(now).select_related("channel", "customer"))
    given = {one.ticket: one for one in share(_cases(waiting), rules=[*rules.values()], desk=desk, now=now)}
    agents = {agent.pk: agent for agent in Agent.objects.active().order_by("name", "pk")}
    rows = AssignmentRule.objects.in_bulk([*rules])
    return Preview(
        present=[(agent, loads.get(pk, 0)) for pk, agent in agents.items() if pk in desk.present],
        given=[(one, agents[to.agent], rows[to.rule]) for one in waiting if (to := given.get(one.pk))],
        left=[one for one in waiting if one.pk not in given],
    )


def _unassigned(now: datetime) -> TicketQuerySet:
    """What nobody has and is owed an answer, most urgent first."""
    waiting: TicketQuerySet = Ticket.objects.standing().owed_an_answer(now).filter(assignee=None)
    return waiting.by_deadline()[:AT_ONCE]


def _cases(tickets: "Collection[Ticket] | TicketQuerySet") -> list[Case]:
    return [Case(one.pk, one.language, one.channel_id, frozenset(one.topics), at_risk=one.at_risk) for one in tickets]


def _rules() -> Mapping[int, Rule]:
    rows = AssignmentRule.objects.filter(active=True).prefetch_related("channels", "agents")
    return {
        row.pk: Rule(
            id=row.pk,
            languages=frozenset(row.languages),
            channels=frozenset(channel.pk for channel in row.channels.all()),
            topics=frozenset(row.topics),
            only_at_risk=row.only_at_risk,
            agents=frozenset(agent.pk for agent in row.agents.all()),
            by_load=row.spread == Spread.LOAD,
            most=row.most,
        )
        for row in rows
    }


def _desk(now: datetime, rules: Mapping[int, Rule]) -> Desk:
    able = _able()
    planned = rota.planned(now=now)
    present = able if planned is None else able & planned
    open_ones = Ticket.objects.standing().unresolved().filter(assignee__in=present)
    turns = Assignment.objects.filter(rule__in=[*rules]).values_list("rule", "agent").annotate(last=Max("at"))
    return Desk(
        present=present,
        load=dict(open_ones.values_list("assignee").annotate(Count("pk"))),
        turns={(rule, agent): last for rule, agent, last in turns},
    )


def _able() -> frozenset[int]:
    return frozenset(Agent.objects.active().who_may(Permission.ANSWER).values_list("pk", flat=True))


def _of_absent(now: datetime) -> list[Held]:
    rows: QuerySet[Ticket] = Ticket.objects.standing().unresolved().filter(due_at__isnull=False)
    held = [
        Held(pk, agent, due_at)
        for pk, agent, due_at in rows.filter(assignee__isnull=False).values_list("pk", "assignee", "due_at")
        if agent is not None and due_at is not None
    ]
    if not held:
        return []
    latest = max(one.due_at for one in held)
    return to_return(held, able=_able(), hours=_hours(now, min(latest, now + AHEAD)))


def _hours(now: datetime, until: datetime) -> Mapping[datetime, Collection[int]] | None:
    """Who is on duty at each half hour from now on, None when there is no rota."""
    moments = [now + STEP * step for step in range(int(max(until - now, STEP) / STEP) + 1)]
    return rota.planned_at(moments)


@transaction.atomic
def _take_back(one: Held, now: datetime) -> None:
    ticket = standing.locked(one.ticket)
    if ticket.assignee_id != one.agent:
        return
    Assignment.objects.filter(ticket=ticket, agent=one.agent, returned_at=None).update(returned_at=now)
    _hand_to(ticket, None)
    events.record(kind="ticket.returned", now=now, subject=("ticket", ticket.pk))


@transaction.atomic
def _give(one: Given, now: datetime) -> bool:
    ticket = standing.locked(one.ticket)
    if ticket.assignee_id is not None or ticket.resolved_at is not None:
        return False
    _hand_to(ticket, one.agent)
    Assignment.objects.create(ticket=ticket, agent_id=one.agent, rule_id=one.rule, at=now)
    data = {"assignee": one.agent, "rule": one.rule}
    events.record(kind="ticket.assigned", now=now, subject=("ticket", ticket.pk), data=data)
    return True


def _hand_to(ticket: Ticket, agent_id: int | None) -> None:
    Ticket.objects.filter(pk=ticket.pk).update(assignee=agent_id)
    telling.ticket_changed(ticket_id=ticket.pk, what="assigned")
