"""Asking marketplace and carrier anew before facts are put into an answer, for a moment only.

The account's own runner asks, so that its rate and its tokens stay in one hand; here we call it and wait a little.
What has not come by then is used as it is, with its age beside it.
"""

import time
from collections.abc import Callable
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from sportello.carriers.states import ENDED
from sportello.channels import errands
from sportello.channels.contract import ServiceKind
from sportello.channels.models import Errand, ErrandKind, Source, SourceKind
from sportello.orders.models import Order, Shipment

from .order_values import parcel_of

FRESH = timedelta(minutes=5)
PATIENCE = 2.5
STEP = 0.1

type Wait = Callable[[float], object]


def refresh(order: Order, *, now: datetime, wait: Wait = time.sleep) -> Order:
    """The order as told within the last minutes, if whoever knows it answers within `PATIENCE` seconds; else as it was.

    Asks nobody who is paused, failing or told to wait.
    """
    asked = _ask_marketplace(order, now) + _ask_carrier(order, now)
    if not asked:
        return order
    for _step in range(int(PATIENCE / STEP)):
        wait(STEP)
        if not Errand.objects.filter(asked_here(asked), done_at=None).exists():
            break
    found: Order = Order.objects.complete().get(pk=order.pk)
    return found


def asked_here(asked: list[tuple[int, str, str]]) -> Q:
    """The errands among some (account, kind, reference)."""
    found = Q(pk=None)
    for source, kind, ref in asked:
        found |= Q(source=source, kind=kind, ref=ref)
    return found


def _ask_marketplace(order: Order, now: datetime) -> list[tuple[int, str, str]]:
    if now - order.seen_at <= FRESH or order.erased_at is not None:
        return []
    if not _answering(now).filter(pk=order.account_id).exists():
        return []
    kind = ErrandKind.ORDER
    errands.add(source_id=order.account_id, kind=kind, ref=order.number, site=order.site, now=now)
    return [(int(order.account_id), kind.value, order.number)]


def _ask_carrier(order: Order, now: datetime) -> list[tuple[int, str, str]]:
    shipment = parcel_of(order)
    if shipment is None or not shipment.plain or not is_old(shipment, now):
        return []
    followers = _answering(now).filter(connector=ServiceKind.AFTERSHIP).values_list("pk", flat=True)
    kind, asked = ErrandKind.PARCEL, []
    for source_id in followers:
        errands.add(source_id=source_id, kind=kind, ref=str(shipment.pk), now=now)
        asked.append((int(source_id), kind.value, str(shipment.pk)))
    return asked


def is_old(shipment: Shipment, now: datetime) -> bool:
    """Whether nobody who follows parcels was asked for this one within the last minutes, and it is still under way."""
    return shipment.state not in ENDED and (shipment.followed_at is None or now - shipment.followed_at > FRESH)


def _answering(now: datetime) -> QuerySet[Source]:
    calm = Q(throttled_until=None) | Q(throttled_until__lte=now)
    return Source.objects.filter(calm, kind=SourceKind.API, paused_at=None, failing_since=None)
