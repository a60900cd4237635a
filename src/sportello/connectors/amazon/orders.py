"""An order of Orders 2026-01-01 as an `OrderRecord`. Pure."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sportello.orders.records import Address, BuyerRecord, Fulfiller, LineRecord, OrderRecord, OrderState

from .parcels import shipments
from .sites import order_url, site_of
from .values import moment, money, needed, needed_moment, nonsense, part, parts, text, whole

_STATES = {
    "PENDING_AVAILABILITY": OrderState.PENDING,
    "PENDING": OrderState.PENDING,
    "UNSHIPPED": OrderState.UNSHIPPED,
    "PARTIALLY_SHIPPED": OrderState.PARTLY_SHIPPED,
    "SHIPPED": OrderState.SHIPPED,
    "CANCELLED": OrderState.CANCELLED,
    "UNFULFILLABLE": OrderState.CANCELLED,
}
_RELAY = "@marketplace.amazon."
_STREET = ("addressLine1", "addressLine2", "addressLine3")


def read_order(order: object, *, config: Mapping[str, Any]) -> OrderRecord:
    """What Amazon tells about one order.

    `shipments` is None where Amazon speaks of no packages (always for FBA); the buyer is empty where the account's
    roles or FBA leave them out. Raises `ApiTrouble` NONSENSE when a part is missing that the model requires.
    """
    if not isinstance(order, Mapping):
        raise nonsense("an order is no object")
    number, changed_at = needed(order, "orderId"), needed_moment(order, "lastUpdatedTime")
    channel, fulfilment = part(order, "salesChannel"), part(order, "fulfillment")
    site = site_of(text(channel, "marketplaceId"), text(channel, "marketplaceName"))
    due_at = moment(part(fulfilment, "deliverByWindow"), "latestDateTime")
    return OrderRecord(
        external_id=number,
        number=number,
        site=site,
        placed_at=needed_moment(order, "createdTime"),
        changed_at=changed_at,
        state=_state(order),
        fulfilled_by=_fulfiller(order),
        lines=tuple(_line(item) for item in parts(order, "orderItems")),
        total=money(part(order, "proceeds"), "grandTotal"),
        buyer=_buyer(order),
        shipments=shipments(order, changed_at=changed_at, due_at=due_at),
        cancel_wanted_at=_cancel_wanted_at(order, changed_at),
        ship_by=moment(part(fulfilment, "shipByWindow"), "latestDateTime"),
        deliver_from=moment(part(fulfilment, "deliverByWindow"), "earliestDateTime"),
        deliver_by=due_at,
        page_url=order_url(number, site=site, config=config),
        payload=dict(order),
    )


def _state(order: Mapping[str, Any]) -> OrderState:
    """The order's state; "delivered" when all its packages are, which Amazon itself only says of packages."""
    state = _STATES.get(text(part(order, "fulfillment"), "fulfillmentStatus"), OrderState.PENDING)
    arrived = [text(part(package, "packageStatus"), "status") for package in parts(order, "packages")]
    kept = [status for status in arrived if status != "CANCELLED"]
    if state is OrderState.SHIPPED and kept and all(status == "DELIVERED" for status in kept):
        return OrderState.DELIVERED
    return state


def _fulfiller(order: Mapping[str, Any]) -> Fulfiller:
    return Fulfiller.MARKETPLACE if text(part(order, "fulfillment"), "fulfilledBy") == "AMAZON" else Fulfiller.SELLER


def _line(item: Mapping[str, Any]) -> LineRecord:
    product = part(item, "product")
    asin = text(product, "asin")
    return LineRecord(
        external_id=needed(item, "orderItemId"),
        title=text(product, "title"),
        quantity=whole(item, "quantityOrdered"),
        sku=text(product, "sellerSku"),
        codes={"asin": asin} if asin else {},
        unit_price=money(part(product, "price"), "unitPrice"),
    )


def _buyer(order: Mapping[str, Any]) -> BuyerRecord:
    buyer, place = part(order, "buyer"), part(part(order, "recipient"), "deliveryAddress")
    email = text(buyer, "buyerEmail").strip()
    relayed = _RELAY in email.lower()
    return BuyerRecord(
        name=text(buyer, "buyerName") or text(buyer, "buyerCompanyName"),
        email="" if relayed else email,
        relay=email if relayed else "",
        phone=text(place, "phone"),
        address=_address(place) if place else None,
    )


def _address(place: Mapping[str, Any]) -> Address:
    lines = [text(place, name).strip() for name in _STREET]
    return Address(
        name=text(place, "name") or text(place, "companyName"),
        street=", ".join(line for line in lines if line),
        city=text(place, "city") or text(place, "municipality"),
        postcode=text(place, "postalCode"),
        region=text(place, "stateOrRegion") or text(place, "districtOrCounty"),
        country=text(place, "countryCode"),
    )


def _cancel_wanted_at(order: Mapping[str, Any], changed_at: datetime) -> datetime | None:
    """When the buyer's wish to cancel was first seen: Amazon gives it no time of its own."""
    wishes = [part(part(item, "cancellation"), "cancellationRequest") for item in parts(order, "orderItems")]
    return changed_at if any(wishes) else None
