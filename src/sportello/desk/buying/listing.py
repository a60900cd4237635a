"""All orders, page by page, the latest first; a page costs the same wherever it lies."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from django.db.models import Q

from sportello.orders.models import Order

PAGE = 40


@dataclass(frozen=True, slots=True)
class Page:
    """Orders, and the cursor of the next page ("" on the last)."""

    orders: Sequence[Order]
    after: str


def page_of(*, customer_id: int | None = None, after: str = "") -> Page:
    """The next page behind a cursor; one that makes no sense begins at the start."""
    rows = Order.objects.complete().newest_first()
    rows = rows.filter(customer=customer_id) if customer_id is not None else rows
    if place := _place(after):
        placed_at, pk = place
        rows = rows.filter(Q(placed_at__lt=placed_at) | Q(placed_at=placed_at, pk__lt=pk))
    found = list(rows[: PAGE + 1])
    return Page(found[:PAGE], _cursor(found[PAGE - 1]) if len(found) > PAGE else "")


def _cursor(order: Order) -> str:
    return f"{order.placed_at.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%f}.{order.pk}"


def _place(after: str) -> tuple[datetime, int] | None:
    moment, _, pk = after.rpartition(".")
    try:
        return datetime.fromisoformat(moment).replace(tzinfo=UTC), int(pk) if len(pk) < 19 else 0
    except ValueError:
        return None
