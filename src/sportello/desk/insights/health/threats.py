"""Open orders that are about to count against us: to be shipped by tomorrow, or shipped without a number."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sportello.insights.models import OrderFact
from sportello.orders.models import Order
from sportello.orders.records import Fulfiller

SHOWN = 10
AHEAD = timedelta(hours=24)
LATELY = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Threats:
    """Orders to ship before they count as late, with how many there are; and shipped ones without a number."""

    to_ship: Sequence[Order]
    to_ship_count: int
    untracked: Sequence[Order]
    untracked_count: int


def threats(channels: Sequence[int], now: datetime) -> Threats:
    """What to do first. Four queries."""
    facts = OrderFact.objects.filter(fulfilled_by=Fulfiller.SELLER, cancelled=False)
    if channels:
        facts = facts.filter(channel__in=channels)
    ship = facts.filter(shipped_at=None, ship_by__gt=now - LATELY, ship_by__lte=now + AHEAD).order_by("ship_by")
    bare = facts.filter(shipped_at__gte=now - LATELY, is_tracked=False).order_by("-shipped_at")
    to_ship, untracked = (list(rows.values_list("order", flat=True)) for rows in (ship, bare))
    orders = Order.objects.select_related("channel").in_bulk([*to_ship[:SHOWN], *untracked[:SHOWN]])
    return Threats(
        [orders[pk] for pk in to_ship[:SHOWN] if pk in orders],
        len(to_ship),
        [orders[pk] for pk in untracked[:SHOWN] if pk in orders],
        len(untracked),
    )
