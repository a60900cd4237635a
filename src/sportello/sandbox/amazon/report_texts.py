"""What stands in the two reports that tell of buyers: account health, and the feedback they left."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sportello.sandbox.shop.dice import Dice
from sportello.sandbox.world import World, WorldOrder

from .sites import MARKETPLACES
from .state import Report

STARS = (5, 5, 5, 5, 4, 4, 3, 2, 1)
COMMENTS = {
    5: "Tutto perfetto / all good",
    4: "Buono, consegna un po' lenta / good, a little slow",
    3: "Nella media / average",
    2: "Imballo scarso / poor packaging",
    1: "Non lo consiglio / would not buy again",
}
FEEDBACK_HEAD = ("Date", "Rating", "Comments", "Response", "Order ID", "Rater Email")


@dataclass(frozen=True, slots=True)
class Text:
    """How one report is written; `packed` ones come as gzip."""

    write: Callable[[World, Report, datetime], str]
    content_type: str
    packed: bool


@dataclass(frozen=True, slots=True)
class Target:
    """A rate that Amazon looks at: its aim and on which side of it one is well."""

    value: float
    condition: str = "LESS_THAN"

    def status(self, rate: float) -> str:
        """GOOD or BAD."""
        good = rate < self.value if self.condition == "LESS_THAN" else rate > self.value
        return "GOOD" if good else "BAD"


def _health(world: World, report: Report, now: datetime) -> str:
    names = [name for name in report.marketplaces if name in MARKETPLACES]
    told = {
        "accountStatuses": [{"marketplaceId": name, "status": "NORMAL"} for name in names],
        "performanceMetrics": [_metrics(world, name, now) for name in names],
    }
    return json.dumps(told)


def _metrics(world: World, marketplace: str, now: datetime) -> dict[str, Any]:
    site = MARKETPLACES[marketplace].site
    orders = world.orders("amazon", site=site, placed_since=now - timedelta(days=60))
    month = [order for order in orders if order.placed_at >= now - timedelta(days=30)]
    sent = [order for order in month if order.fulfilled_by == "seller" and order.parcels]
    late = sum(order.parcels[0].shipped_at > order.ship_by for order in sent)
    on_time = sum(bool(p.delivered_at and p.delivered_at <= o.deliver_by) for o in sent for p in o.parcels)
    week = [order for order in month if order.placed_at >= now - timedelta(days=7)]
    cancelled = sum(order.state == "cancelled" for order in week)
    return {
        "marketplaceId": marketplace,
        "lateShipmentRate": _rate(now, 30, late, len(sent), "lateShipmentCount", "orderCount", Target(0.04)),
        "prefulfillmentCancelRate": _rate(
            now, 7, cancelled, len(week), "cancellationCount", "orderCount", Target(0.025)
        ),
        "validTrackingRate": _rate(
            now, 30, len(sent), len(sent), "validTrackingCount", "shipmentCount", Target(0.95, "GREATER_THAN")
        ),
        "onTimeDeliveryRate": _rate(
            now, 30, on_time, len(sent), "onTimeDeliveryCount", "shipmentCountWithValidTracking",
            Target(0.9, "GREATER_THAN"),
        ),
        "orderDefectRate": {
            kind: _defects(now, [order for order in orders if order.fulfilled_by == by], kind)
            for kind, by in (("mfn", "seller"), ("afn", "marketplace"))
        },
        "accountHealthRating": {"ahrStatus": "GOOD", "reportingDateRange": _range(now, 180)},
    }  # fmt: skip


def _rate(now: datetime, days: int, part: int, whole: int, part_name: str, whole_name: str, target: Target) -> Any:
    rate = part / whole if whole else float(target.condition == "GREATER_THAN")
    return {
        "reportingDateRange": _range(now, days),
        whole_name: whole,
        part_name: part,
        "status": target.status(rate),
        "rate": round(rate, 6),
        "targetValue": target.value,
        "targetCondition": target.condition,
    }


def _defects(now: datetime, orders: Sequence[WorldOrder], kind: str) -> dict[str, Any]:
    claims = sum(any(claim.state != "won" for claim in order.claims) for order in orders)
    negative = sum((rating(order) or 5) <= 2 for order in orders)
    rate = (claims + negative) / len(orders) if orders else 0.0
    return {
        "reportingDateRange": _range(now, 60),
        "orderCount": len(orders),
        "orderWithDefects": {"count": claims + negative, "status": Target(0.01).status(rate)},
        "claims": {"count": claims, "status": "NONE"},
        "chargebacks": {"count": 0, "status": "NONE"},
        "negativeFeedback": {"count": negative, "status": "NONE"},
        "fulfillmentType": kind,
        "status": Target(0.01).status(rate),
        "rate": round(rate, 6),
        "targetValue": 0.01,
        "targetCondition": "LESS_THAN",
    }


def _range(now: datetime, days: int) -> dict[str, str]:
    shape = "%Y-%m-%dT%H:%MZ"
    since = now - timedelta(days=days)
    return {"reportingDateFrom": since.strftime(shape), "reportingDateTo": now.strftime(shape)}


def rating(order: WorldOrder) -> int | None:
    """How many stars the buyer left, if any: about one in twelve of those who got their parcel does."""
    dice = Dice(order.buyer.seed, "feedback", order.id)
    return dice.choose(STARS) if order.state == "delivered" and dice.chance(8) else None


def _feedback(world: World, report: Report, _now: datetime) -> str:
    sites = {MARKETPLACES[name].site for name in report.marketplaces if name in MARKETPLACES}
    rows = ["\t".join(FEEDBACK_HEAD)]
    for order in world.orders("amazon"):
        stars, at = rating(order), order.changed_at + timedelta(days=1)
        if stars and order.site in sites and report.since <= at <= report.until:
            day = at.strftime("%d/%m/%y")
            rows.append(
                "\t".join((day, str(stars), COMMENTS[stars], "", order.id, order.buyer.amazon_relay(order.site)))
            )
    return "\r\n".join(rows) + "\r\n"


TEXTS = {
    "GET_V2_SELLER_PERFORMANCE_REPORT": Text(_health, "application/json", packed=False),
    "GET_SELLER_FEEDBACK_DATA": Text(_feedback, "text/plain;charset=UTF-8", packed=True),
}
