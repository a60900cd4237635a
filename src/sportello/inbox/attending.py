"""How long agents were at a ticket: heartbeats of pages that have the focus, joined to stretches.

A page beats when the ticket is opened, while it is seen, has the focus and was touched within the last minute, and when
the ticket is left or answered. What lies between two beats counts when they are no further apart than `APART`; a longer
silence counts for nothing, and so does the last beat alone.
Of two pages that one agent has open at once only one has the focus, so no minute counts twice.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import DurationField, ExpressionWrapper, F, Sum

from sportello.accounts.models import Agent

from . import merging
from .models import Attention, Holding, Ticket

EVERY = timedelta(seconds=15)
APART = timedelta(seconds=40)
"""Two beats and a little more: a beat that got lost breaks no stretch, a closed laptop does."""


@dataclass(frozen=True, slots=True)
class Spent:
    """The time one agent spent on a ticket, and how much of it after a suggestion was taken."""

    agent: Agent
    time: timedelta
    suggested: timedelta


@transaction.atomic
def beat(
    *, ticket: Ticket, by: Agent, now: datetime, suggested: bool = False, thread_id: int | None = None
) -> Attention | None:
    """Note that an agent is at a ticket; None when the ticket holds no conversation of its own.

    `thread_id` is the conversation in hand; None, or one that the ticket does not hold, stands for the primary one.
    Lengthens the agent's last stretch when it is on the same conversation and not longer ago than `APART`; otherwise a
    new one begins with no length yet.
    """
    # Beats of one agent come one after the other, also from two tabs that change the focus quickly.
    Agent.objects.select_for_update(of=("self",), no_key=True).get(pk=by.pk)
    held = Holding.objects.filter(ticket=ticket, until_id=None)
    at_hand = held.filter(thread=thread_id).first() if thread_id is not None else None
    holding = at_hand or held.filter(thread=ticket.primary_id).first() or held.order_by("pk").first()
    if holding is None:
        return None
    last = Attention.objects.filter(agent=by).select_related("holding").order_by("-until", "-pk").first()
    goes_on = last is not None and last.holding_id == holding.pk and last.suggested == suggested
    if last is not None and goes_on and now - last.until <= APART:
        last.until = max(last.until, now)
        last.save(update_fields=["until"])
        return last
    # Whoever turns to another conversation of the ticket was at the ticket all the while.
    stayed = last is not None and last.holding.ticket_id == ticket.pk and now - last.until <= APART
    begun = last.until if last is not None and stayed else now
    return Attention.objects.create(holding=holding, agent=by, since=min(begun, now), until=now, suggested=suggested)


def spent_on(ticket: Ticket) -> Sequence[Spent]:
    """The time each agent spent on a ticket and on all that were merged into it, the longest first; two queries."""
    length = ExpressionWrapper(F("until") - F("since"), output_field=DurationField())
    family = merging.family_of(ticket.pk)
    rows = Attention.objects.filter(holding__ticket__in=[ticket.pk, *family]).values("agent", "suggested")
    times: dict[int, dict[bool, timedelta]] = {}
    for row in rows.annotate(time=Sum(length)).order_by():
        times.setdefault(row["agent"], {})[row["suggested"]] = row["time"]
    agents = Agent.objects.in_bulk(times)
    found = [
        Spent(agents[pk], sum(of.values(), timedelta()), of.get(True, timedelta()))
        for pk, of in times.items()
        if sum(of.values(), timedelta())
    ]
    return sorted(found, key=lambda spent: -spent.time)
