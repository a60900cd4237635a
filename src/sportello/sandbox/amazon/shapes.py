"""An order as the interface of 2026-01-01 shows it."""

from decimal import Decimal
from typing import Any

from sportello.sandbox.shop.sites import SHOP_NAME
from sportello.sandbox.world import Line, Parcel, WorldOrder

from .calls import written
from .sites import BY_SITE

INCLUDED = {
    "BUYER", "RECIPIENT", "PROCEEDS", "EXPENSE", "PROMOTION", "CANCELLATION", "FULFILLMENT", "PACKAGES", "TAX",
    "PAYMENT", "FULFILLMENT_ORDERS",
}  # fmt: skip
STATUSES = {
    "PENDING_AVAILABILITY",
    "PENDING",
    "UNSHIPPED",
    "PARTIALLY_SHIPPED",
    "SHIPPED",
    "CANCELLED",
    "UNFULFILLABLE",
}
STATUS_OF = {
    "pending": "PENDING",
    "unshipped": "UNSHIPPED",
    "shipped": "SHIPPED",
    "delivered": "SHIPPED",
    "cancelled": "CANCELLED",
}
# Our state of a parcel: the package's status and detailed status.
PACKAGE_STATUS = {
    "info_received": ("SHIPPED", "PENDING_PICK_UP"),
    "in_transit": ("IN_TRANSIT", "PICKED_UP"),
    "out_for_delivery": ("IN_TRANSIT", "OUT_FOR_DELIVERY"),
    "available_for_pickup": ("IN_TRANSIT", ""),
    "attempt_failed": ("IN_TRANSIT", ""),
    "delivered": ("DELIVERED", "DELIVERED"),
    "exception": ("IN_TRANSIT", ""),
    "returning": ("UNDELIVERABLE", "RETURNING_TO_SELLER"),
}


def status(order: WorldOrder) -> str:
    """The fulfilment status."""
    shipped = {line for parcel in order.parcels for line in parcel.lines}
    if order.parcels and not {line.id for line in order.lines} <= shipped:
        return "PARTIALLY_SHIPPED"
    return STATUS_OF[order.state]


def fulfilled_by(order: WorldOrder) -> str:
    """Who fulfils it, in Amazon's words."""
    return "AMAZON" if order.fulfilled_by == "marketplace" else "MERCHANT"


def shape(order: WorldOrder, included: set[str]) -> dict[str, Any]:
    """The order with these data sets; without them only what is always given."""
    marketplace = BY_SITE[order.site]
    shown: dict[str, Any] = {
        "orderId": order.id,
        "createdTime": written(order.placed_at),
        "lastUpdatedTime": written(order.changed_at),
        "programs": ["PRIME"] if order.fulfilled_by == "marketplace" else [],
        "salesChannel": {
            "channelName": "AMAZON",
            "marketplaceId": marketplace.id,
            "marketplaceName": marketplace.name,
        },
        "orderItems": [_item(order, line, included) for line in order.lines],
    }
    parts = {
        "BUYER": ("buyer", _buyer),
        "RECIPIENT": ("recipient", _recipient),
        "PROCEEDS": ("proceeds", _proceeds),
        "FULFILLMENT": ("fulfillment", _fulfillment),
    }
    shown |= {name: make(order) for part, (name, make) in parts.items() if part in included and make(order)}
    if "PACKAGES" in included and order.fulfilled_by == "seller":
        shown["packages"] = [_package(order, parcel, place) for place, parcel in enumerate(order.parcels)]
    return shown


def money(amount: Decimal, currency: str) -> dict[str, str]:
    """An amount."""
    return {"amount": f"{amount:.2f}", "currencyCode": currency}


def _buyer(order: WorldOrder) -> dict[str, str]:
    """Nothing of an order that Amazon fulfils, or that is not paid yet."""
    if order.fulfilled_by == "marketplace" or order.state == "pending":
        return {}
    return {"buyerName": order.buyer.name, "buyerEmail": order.buyer.amazon_relay(order.site)}


def _recipient(order: WorldOrder) -> dict[str, Any]:
    """Town and country for an order that Amazon fulfils, else the whole address."""
    address = order.buyer.address
    coarse = {"city": address.town, "postalCode": address.postal_code, "countryCode": address.country}
    if order.state == "pending":
        return {}
    if order.fulfilled_by == "marketplace":
        return {"deliveryAddress": coarse}
    full = {"name": order.buyer.name, "addressLine1": address.street, "stateOrRegion": address.region}
    return {"deliveryAddress": full | coarse | {"phone": order.buyer.phone, "addressType": "RESIDENTIAL"}}


def _proceeds(order: WorldOrder) -> dict[str, Any]:
    return {"grandTotal": money(order.total, order.currency)}


def _fulfillment(order: WorldOrder) -> dict[str, Any]:
    return {
        "fulfillmentStatus": status(order),
        "fulfilledBy": fulfilled_by(order),
        "fulfillmentServiceLevel": "STANDARD",
        "shipByWindow": {"earliestDateTime": written(order.placed_at), "latestDateTime": written(order.ship_by)},
        "deliverByWindow": {"earliestDateTime": written(order.ship_by), "latestDateTime": written(order.deliver_by)},
    }


def _item(order: WorldOrder, line: Line, included: set[str]) -> dict[str, Any]:
    shown: dict[str, Any] = {
        "orderItemId": line.id,
        "quantityOrdered": line.quantity,
        "product": {
            "asin": line.asin,
            "title": line.title,
            "sellerSku": line.sku,
            "condition": {"conditionType": "NEW", "conditionSubtype": "NEW"},
            "price": {"unitPrice": money(line.unit_price, line.currency)},
        },
    }
    if "PROCEEDS" in included:
        total = money(line.total, line.currency)
        shown["proceeds"] = {"proceedsTotal": total, "breakdowns": [{"type": "ITEM", "subtotal": total}]}
    if "FULFILLMENT" in included:
        done = sum(line.id in parcel.lines for parcel in order.parcels[:1]) * line.quantity
        shown["fulfillment"] = {"quantityFulfilled": done, "quantityUnfulfilled": line.quantity - done}
    if "CANCELLATION" in included and (order.cancel_wished_at or order.state == "cancelled"):
        shown["cancellation"] = _cancellation(order)
    return shown


def _cancellation(order: WorldOrder) -> dict[str, Any]:
    reason = order.cancel_reason.upper() or "NO_LONGER_NEEDED"
    shown: dict[str, Any] = {"cancellationRequest": {"requester": "BUYER", "cancelReason": reason}}
    if order.state == "cancelled":
        shown["cancellationExecution"] = {"cancelledBy": "MERCHANT", "cancelReason": "BUYER_REQUESTED"}
    return shown


def _package(order: WorldOrder, parcel: Parcel, place: int) -> dict[str, Any]:
    main, detailed = PACKAGE_STATUS.get(parcel.state, ("SHIPPED", ""))
    quantities = {line.id: line.quantity for line in order.lines}
    return {
        "packageReferenceId": str(place + 1),
        "createdTime": written(parcel.shipped_at),
        "packageStatus": {"status": main} | ({"detailedStatus": detailed} if detailed else {}),
        "carrier": parcel.carrier_name,
        "shipTime": written(parcel.shipped_at),
        "shippingService": "Standard",
        "trackingNumber": parcel.tracking,
        "shipFromAddress": {"name": SHOP_NAME, "city": "Milano", "postalCode": "20121", "countryCode": "IT"},
        "packageItems": [{"orderItemId": line, "quantity": quantities.get(line, 1)} for line in parcel.lines],
    }
