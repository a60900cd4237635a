"""The performance summaries of the Insights API, counted from the world."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sportello.sandbox.shop.dice import Dice
from sportello.sandbox.world import World, WorldOrder


@dataclass(frozen=True, slots=True)
class Metric:
    """Which orders count and which of them against the seller, the standard in percent, and the shape of the answer.

    What has to stay above its standard is told as the share of the good ones.
    """

    counts: Callable[[WorldOrder], bool]
    is_bad: Callable[[WorldOrder], bool]
    standard: float
    above: bool = False
    overall: bool = False
    days: str = "30"


def _sent(order: WorldOrder) -> bool:
    return bool(order.parcels) and order.fulfilled_by == "seller"


def _ours(order: WorldOrder) -> bool:
    return order.fulfilled_by == "seller"


def _late(order: WorldOrder) -> bool:
    return not any(one.delivered_at and one.delivered_at <= order.deliver_by for one in order.parcels)


def _disliked(order: WorldOrder) -> bool:
    return Dice(order.buyer.seed, "feedback", order.id).chance(2)


METRICS: Mapping[str, Metric] = {
    "otd": Metric(_sent, _late, 90, above=True, overall=True),
    "vtr": Metric(_sent, lambda order: not order.parcels[0].tracking, 99, above=True),
    "cancellations": Metric(_ours, lambda order: order.state == "cancelled" and not order.cancel_wished_at, 2),
    "srr": Metric(
        _ours, lambda order: Dice(order.buyer.seed, "answered", order.id).chance(3), 95, above=True, overall=True
    ),
    "refunds": Metric(_sent, lambda order: bool(order.refunds), 6),
    "returns": Metric(_sent, lambda order: bool(order.returns), 6, days="60"),
    "itemNotReceived": Metric(
        _sent, lambda order: any(claim.reason == "not_received" for claim in order.claims), 2, days="60"
    ),
    "negativeFeedback": Metric(_sent, _disliked, 2, days="60"),
}


def summary(world: World, metric: Metric, days: str) -> dict[str, Any] | None:
    """The answer about so many days; None when nothing was sold in them."""
    now = world.now()
    since = now - timedelta(days=int(days))
    # What is promised for later is not late yet.
    orders = [
        one for one in world.orders("walmart") if since <= one.placed_at and metric.counts(one) and _due(one, now)
    ]
    if not orders:
        return None
    return {"status": "OK", "payload": _payload(metric, orders, int(days), now)}


def _due(order: WorldOrder, now: datetime) -> bool:
    return order.state == "cancelled" or order.deliver_by <= now


def _payload(metric: Metric, orders: Sequence[WorldOrder], days: int, now: datetime) -> dict[str, Any]:
    bad = sum(metric.is_bad(one) for one in orders)
    percent = round(100 * (len(orders) - bad if metric.above else bad) / len(orders), 2)
    is_kept = percent >= metric.standard if metric.above else percent <= metric.standard
    side = "or above" if metric.above else "or below"
    rates: dict[str, Any] = {"cumulativeRate": percent, "cumulativeRateTrend": "NEUTRAL", "ordersImpacted": bad}
    if metric.overall:
        rates = {
            "overallRate": percent, "overallTrend": "NEUTRAL", "sellerAccountableRate": percent,
            "sellerAccountableTrend": "NEUTRAL", "impactedCustomerCount": bad,
        }  # fmt: skip
    return {
        "reportDuration": days,
        "updatedTimestamp": now.replace(hour=5, minute=0, second=0, microsecond=0).strftime("%Y-%m-%dT%H:%M:%SZ"),
        **rates,
        "performanceStandard": f"{metric.standard:g}% {side}",
        "performanceRiskLevel": "Good" if is_kept else "Urgent",
        "recommendations": [],
    }
