"""Which ticket comes next when an agent is done with one."""

from datetime import datetime

from sportello.accounts.models import Agent

from .listing import listing
from .place import Place


def following(*, agent: Agent, place: Place, ticket_id: int, now: datetime) -> int | None:
    """The ticket behind this one in the list of a place; from the last, or from elsewhere, the most urgent other one.

    None when the list holds no other ticket.
    """
    ids = [row.ticket.pk for row in listing(agent=agent, place=place, now=now).rows]
    if ticket_id in ids[:-1]:
        return ids[ids.index(ticket_id) + 1]
    return next((other for other in ids if other != ticket_id), None)
