"""What is late or about to be: the tickets whose deadline comes within four hours."""

from collections.abc import Mapping

from django.db.models import Count, Q

from sportello.inbox.access import tickets_for

from .card import Card, Look

SHOWN = 8


def show(look: Look) -> Mapping[str, object]:
    """The most urgent tickets, and how many there are. Two queries."""
    rows = tickets_for(look.agent).late_soon(look.now)
    if look.frame.asked.channels:
        rows = rows.filter(channel__in=look.frame.asked.channels)
    counts = rows.aggregate(late=Count("pk", filter=Q(due_at__lte=look.now)), all=Count("pk"))
    first = rows.by_deadline().select_related("customer", "channel", "assignee")[:SHOWN]
    return {
        "late": counts["late"],
        "soon": counts["all"] - counts["late"],
        "tickets": list(first),
        "more": max(counts["all"] - SHOWN, 0),
    }


LATE = Card("desk/insights/cards/late.html", show, wide=True)
