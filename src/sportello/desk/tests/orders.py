"""Orders for the desk's tests, recorded by the real way."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from sportello.channels.models import Channel, Source, SourceKind
from sportello.orders import recording
from sportello.orders.models import Order
from sportello.orders.records import (
    BuyerRecord,
    Fulfiller,
    LineRecord,
    Money,
    OrderRecord,
    OrderState,
    ScanRecord,
    ShipmentRecord,
)

from . import world

NUMBER = "302-5519384-2204417"
SITE = "amazon.it"


def account(connector: str = "amazon", name: str = "Amazon EU", **more: Any) -> Source:
    """An account of that name, made on the first call."""
    values = {"kind": SourceKind.API, "connector": connector, "created_at": world.START, **more}
    made, _ = Source.objects.get_or_create(name=name, defaults=values)
    return made


def record_of(number: str = NUMBER, *, now: datetime, **told: Any) -> OrderRecord:
    """What a marketplace tells of an order of two lamps, placed two days ago."""
    at = now - timedelta(days=2)
    values: dict[str, Any] = {
        "external_id": number,
        "number": number,
        "site": SITE,
        "placed_at": at,
        "changed_at": at,
        "state": OrderState.SHIPPED,
        "fulfilled_by": Fulfiller.SELLER,
        "lines": (LineRecord(f"{number}-1", "Lampada Luce", 2, sku="CL-LUCE-01", codes={"asin": "B0LUCE0001"}),),
        "total": Money(Decimal("1064.9"), "EUR"),
        "buyer": BuyerRecord(name="Cleo Marino", email="cleo.marino@posta.example"),
    }
    return OrderRecord(**values | told)


def bought(number: str = NUMBER, *, now: datetime, on: Channel | None = None, **told: Any) -> Order:
    """An order that was recorded, on `on` (Amazon.it); `told` changes what the marketplace tells of it."""
    channel, source = on or world.channel(), account()
    return recording.record(record_of(number, now=now, **told), account_id=source.pk, channel_id=channel.pk, now=now)


def parcel(*, now: datetime, state: str = "in_transit", number: str = "084120533718", **told: Any) -> ShipmentRecord:
    """A parcel of BRT that was seen in Milano an hour ago."""
    at = now - timedelta(hours=1)
    values: Mapping[str, Any] = {
        "external_id": f"P{number}",
        "changed_at": at,
        "carrier": "brt",
        "carrier_name": "Bartolini",
        "tracking_number": number,
        "state": state,
        "state_at": at,
        "scans": (ScanRecord(at, state, "Milano", "In transito"),),
    }
    return ShipmentRecord(**{**values, **told})
