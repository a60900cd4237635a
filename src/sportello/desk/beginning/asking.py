"""What a marketplace allows to begin about an order now: the account's own runner asks, the page waits a moment.

The answer is kept, so that it is asked again only when it is older than some minutes.
"""

import time
from datetime import datetime, timedelta

from sportello.channels import errands
from sportello.channels.models import Allowance, ErrandKind, Source
from sportello.desk.macros.refreshing import Wait
from sportello.orders.models import Order

FRESH = timedelta(minutes=5)
PATIENCE = 2.0
STEP = 0.1
"""Seconds that a page waits for the answer, and between two looks."""


def allowance_of(
    order: Order, *, now: datetime, patience: float = PATIENCE, wait: Wait = time.sleep
) -> Allowance | None:
    """What was allowed within the last minutes, if the marketplace answers within so many seconds; else None."""
    known = _newer_than(order, now - FRESH)
    if known is not None or not answers(order):
        return known
    errands.add(source_id=order.account_id, kind=ErrandKind.ALLOWANCE, ref=str(order.pk), now=now)
    for _step in range(int(patience / STEP)):
        wait(STEP)
        found = _newer_than(order, now)
        if found is not None:
            return found
    return None


def answers(order: Order) -> bool:
    """Whether the order's account is being read and works."""
    return Source.objects.filter(pk=order.account_id, paused_at=None, failing_since=None).exists()


def _newer_than(order: Order, at: datetime) -> Allowance | None:
    return Allowance.objects.filter(order=order, asked_at__gte=at).first()
