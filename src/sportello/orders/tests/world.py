"""An account, its channel, and records of orders as a source would tell them."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.apps import apps

from sportello.orders.models import Order
from sportello.orders.recording import record
from sportello.orders.records import BuyerRecord, Fulfiller, LineRecord, Money, OrderRecord, OrderState

NOON = datetime(2026, 11, 10, 12, tzinfo=UTC)
NUMBER = "302-1234567-7654321"


def channel(kind: str = "amazon", site: str = "amazon.it", name: str = "") -> Any:
    """A channel with the account that serves it."""
    source = apps.get_model("channels", "Source")._default_manager.create(
        kind="api", connector=kind, name=name or f"{kind} {site}", created_at=NOON
    )
    return apps.get_model("channels", "Channel")._default_manager.create(
        kind=kind, site=site, name=site or kind, source=source, account=source, answer_hours=24, round_the_clock=True,
        language="it", created_at=NOON,
    )  # fmt: skip


def hours(number: float) -> datetime:
    """So many hours after noon."""
    return NOON + timedelta(hours=number)


def order(changed: float = 0, **given: Any) -> OrderRecord:
    """A record of one order, changed so many hours after noon."""
    number = given.pop("number", NUMBER)
    told: dict[str, Any] = {
        "external_id": number,
        "number": number,
        "site": "amazon.it",
        "placed_at": NOON,
        "changed_at": hours(changed),
        "state": OrderState.UNSHIPPED,
        "fulfilled_by": Fulfiller.SELLER,
        "lines": (line(),),
        "total": Money(Decimal("89.90"), "EUR"),
        "buyer": BuyerRecord(name="Cleo Conti", relay="cleo1@marketplace.amazon.it"),
    }
    return OrderRecord(**(told | given))


def line(external_id: str = "1", **given: Any) -> LineRecord:
    """A line with a lamp."""
    told: dict[str, Any] = {"title": "Lampada Luna", "quantity": 1, "sku": "LUNA-1", "codes": {"asin": "B0LAMPADA1"}}
    return LineRecord(external_id=external_id, **(told | given))


def kept(told: OrderRecord, where: Any, now: datetime = NOON) -> Order:
    """The order as it stands after a record."""
    return record(told, account_id=where.account_id, channel_id=where.pk, now=now)
