"""The lines of the risk list, and the claims whose clock runs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sportello.accounts.models import Agent
from sportello.inbox.access import tickets_for
from sportello.inbox.models import Ticket
from sportello.insights.models import RiskScore
from sportello.insights.risk.listing import LISTED, weights_now
from sportello.insights.risk.scoring import SHOWN as WORTH_SAYING
from sportello.insights.risk.scoring import Sign
from sportello.insights.saying import percent
from sportello.orders.models import Claim
from sportello.orders.records import ClaimState

from .words import said

MOST = 50
HIGH = 0.3


@dataclass(frozen=True, slots=True)
class Line:
    """One ticket of the list: how likely it is, and why."""

    ticket: Ticket
    chance: str
    is_high: bool
    reasons: Sequence[str]


def lines(agent: Agent, channels: Sequence[int]) -> tuple[list[Line], int]:
    """The likeliest tickets that this agent may open, and how many stand on the list in all. Four queries."""
    rows = RiskScore.objects.standing().filter(chance__gte=LISTED, came_at=None)
    if channels:
        rows = rows.filter(channel__in=channels)
    rows = rows.filter(ticket__in=tickets_for(agent).unresolved().values("pk"))
    first = list(rows.highest_first()[:MOST])
    tickets = (
        tickets_for(agent).select_related("customer", "channel", "assignee").in_bulk([row.ticket for row in first])
    )
    _version, weights = weights_now()
    found = [_line(row, tickets[row.ticket], weights.of) for row in first if row.ticket in tickets]
    return found, rows.count() if len(first) == MOST else len(found)


def _line(row: RiskScore, ticket: Ticket, weights: Mapping[Sign, float]) -> Line:
    known = set(Sign)
    shown = [(Sign(name), strength) for name, strength in row.signs.items() if name in known]
    worth = [(sign, strength) for sign, strength in shown if strength * weights[sign] >= WORTH_SAYING]
    worth.sort(key=lambda one: -one[1] * weights[one[0]])
    return Line(ticket, percent(row.chance, 0), row.chance >= HIGH, [said(*one) for one in worth])


def clocks(channels: Sequence[int]) -> list[Claim]:
    """Claims, cases and disputes that wait for us, the one that is lost first first. One query."""
    waiting = (ClaimState.OPEN, ClaimState.WAITING_FOR_SELLER, ClaimState.ESCALATED)
    rows = Claim.objects.filter(state__in=waiting, withdrawn=False, answer_by__isnull=False)
    if channels:
        rows = rows.filter(order__channel__in=channels)
    return list(rows.select_related("order__channel").order_by("answer_by", "pk")[:MOST])
