"""Packages of merchant-fulfilled orders. Pure."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sportello.carriers.names import carrier_named
from sportello.carriers.vocabularies import from_amazon
from sportello.orders.records import ShipmentRecord

from .values import moment, needed, part, parts, text


def shipments(
    order: Mapping[str, Any], *, changed_at: datetime, due_at: datetime | None
) -> tuple[ShipmentRecord, ...] | None:
    """The order's packages, or None when the answer does not speak of them: Amazon never does for FBA.

    Amazon gives a package's state no time of its own; `state_at` is when the order last changed.
    """
    if order.get("packages") is None:
        return None
    return tuple(_shipment(order, package, changed_at, due_at) for package in parts(order, "packages"))


def _shipment(
    order: Mapping[str, Any], package: Mapping[str, Any], changed_at: datetime, due_at: datetime | None
) -> ShipmentRecord:
    status = part(package, "packageStatus")
    return ShipmentRecord(
        external_id=f"{needed(order, 'orderId')}/{needed(package, 'packageReferenceId')}",
        changed_at=changed_at,
        carrier=carrier_named(text(package, "carrier")),
        carrier_name=text(package, "carrier"),
        tracking_number=text(package, "trackingNumber").strip(),
        state=from_amazon(text(status, "status"), text(status, "detailedStatus")).value,
        state_at=changed_at if status else moment(package, "shipTime"),
        shipped_at=moment(package, "shipTime"),
        due_at=due_at,
        line_ids=tuple(filter(None, (text(item, "orderItemId") for item in parts(package, "packageItems")))),
    )
