"""The rates of each channel, counted from our own orders and obligations.

Amazon counts by the day of the order (defects, cancellations), by the day promised (late shipments, arrivals) and by
the day of shipping (tracking); so do we, for every marketplace.
"""

from collections.abc import Callable, Collection, Mapping
from datetime import datetime, timedelta

from django.db.models import Count, F, Model, OuterRef, Q, QuerySet, Subquery

from sportello.channels.models import Channel
from sportello.inbox.models import ObligationEnd
from sportello.insights.models import ObligationFact, OrderFact
from sportello.orders.models import Claim, Order
from sportello.orders.records import ClaimKind, ClaimState, Fulfiller, OrderState

from .limits import LIMITS, Limit, Rate
from .tipping import Standing

DEFECTS = (ClaimKind.A_TO_Z, ClaimKind.CASE, ClaimKind.DISPUTE)

type Counts = Mapping[int, tuple[int, int]]
"""Part and whole by channel."""


def standings(now: datetime) -> dict[int, tuple[Standing, ...]]:
    """How each channel that has limits stands now; one query for each rate and length of its window."""
    channels = Channel.objects.filter(kind__in=list(LIMITS)).values_list("pk", "kind")
    held = {pk: LIMITS[kind] for pk, kind in channels}
    counted: dict[tuple[Rate, int], Counts] = {}
    for limit in {(each.rate, each.days): each for limits in held.values() for each in limits}.values():
        of = [pk for pk, limits in held.items() if any(_same(limit, each) for each in limits)]
        counted[limit.rate, limit.days] = _COUNTS[limit.rate](of, now - timedelta(days=limit.days), now)
    return {pk: tuple(_standing(limit, counted, pk) for limit in limits) for pk, limits in held.items()}


def _same(one: Limit, other: Limit) -> bool:
    return (one.rate, one.days) == (other.rate, other.days)


def _standing(limit: Limit, counted: Mapping[tuple[Rate, int], Counts], channel: int) -> Standing:
    part, whole = counted[limit.rate, limit.days].get(channel, (0, 0))
    return Standing(limit, part, whole)


def _by_channel[M: Model](rows: "QuerySet[M]", part: Q) -> Counts:
    found = rows.values("channel").annotate(whole=Count("pk"), part=Count("pk", filter=part)).order_by()
    return {row["channel"]: (row["part"], row["whole"]) for row in found}


def _defects(channels: Collection[int], since: datetime, _now: datetime) -> Counts:
    lost = Claim.objects.filter(kind__in=DEFECTS, withdrawn=False).exclude(state=ClaimState.WON)
    rows = _ours(channels).filter(placed_at__gte=since)
    claimed = Q(order__in=lost.filter(order__placed_at__gte=since).values("order"))
    return _by_channel(rows, Q(bad_feedback_at__isnull=False) | claimed)


def _late(channels: Collection[int], since: datetime, now: datetime) -> Counts:
    rows = _ours(channels).filter(ship_by__gte=since, ship_by__lte=now, cancelled=False)
    return _by_channel(rows, Q(is_late=True) | Q(shipped_at=None))


def _cancelled(channels: Collection[int], since: datetime, _now: datetime) -> Counts:
    rows = Order.objects.filter(channel__in=channels, placed_at__gte=since, fulfilled_by=Fulfiller.SELLER)
    return _by_channel(rows, Q(state=OrderState.CANCELLED, cancel_wanted_at=None))


def _tracked(channels: Collection[int], since: datetime, _now: datetime) -> Counts:
    return _by_channel(_ours(channels).filter(shipped_at__gte=since), Q(is_tracked=True))


def _on_time(channels: Collection[int], since: datetime, now: datetime) -> Counts:
    arrived = OrderFact.objects.filter(order=OuterRef("pk")).values("delivered_at")[:1]
    rows = Order.objects.filter(channel__in=channels, fulfilled_by=Fulfiller.SELLER)
    rows = rows.filter(deliver_by__gte=since, deliver_by__lte=now).exclude(state=OrderState.CANCELLED)
    return _by_channel(rows.annotate(arrived=Subquery(arrived)), Q(arrived__lte=F("deliver_by")))


def _not_received(channels: Collection[int], since: datetime, _now: datetime) -> Counts:
    missed = Claim.objects.filter(kind=ClaimKind.INQUIRY, withdrawn=False, order__placed_at__gte=since)
    rows = OrderFact.objects.filter(channel__in=channels, placed_at__gte=since)
    return _by_channel(rows, Q(order__in=missed.values("order")))


def _answered(channels: Collection[int], since: datetime, now: datetime) -> Counts:
    rows = ObligationFact.objects.filter(channel__in=channels, due_at__gte=since, due_at__lte=now)
    rows = rows.exclude(ended_as=ObligationEnd.NO_RESPONSE_NEEDED)
    return _by_channel(rows, Q(hit=True))


def _ours(channels: Collection[int]) -> "QuerySet[OrderFact]":
    return OrderFact.objects.filter(channel__in=channels, fulfilled_by=Fulfiller.SELLER)


_COUNTS: Mapping[Rate, Callable[[Collection[int], datetime, datetime], Counts]] = {
    Rate.ORDER_DEFECTS: _defects,
    Rate.LATE_SHIPMENTS: _late,
    Rate.CANCELLATIONS: _cancelled,
    Rate.VALID_TRACKING: _tracked,
    Rate.ON_TIME: _on_time,
    Rate.RESPONSES: _answered,
    Rate.NOT_RECEIVED: _not_received,
}
