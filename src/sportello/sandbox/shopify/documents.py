"""The world's orders as Shopify's GraphQL tells them: plain values under the fields' names."""

from datetime import datetime
from typing import Any

from sportello.sandbox.world import Line, Parcel, Scan, WorldOrder

from .aftersales import refund_document, return_document
from .connections import connection
from .wording import bag, gid, stamp

# What Shopify calls a parcel's state. It has no word for one that goes back to its sender, or was never heard of again.
EVENTS = {
    "info_received": "CONFIRMED",
    "in_transit": "IN_TRANSIT",
    "out_for_delivery": "OUT_FOR_DELIVERY",
    "available_for_pickup": "READY_FOR_PICKUP",
    "attempt_failed": "ATTEMPTED_DELIVERY",
    "delivered": "DELIVERED",
    "exception": "FAILURE",
    "returning": "FAILURE",
    "expired": "FAILURE",
}


def order_document(order: WorldOrder) -> dict[str, Any]:
    """One order."""
    lines = {line.id: line_document(line, order) for line in order.lines}
    parcels = [parcel_document(order, place, lines) for place in range(len(order.parcels))]
    returns = [return_document(order, place, lines) for place in range(len(order.returns))]
    return {
        "id": gid("Order", order.id),
        "legacyResourceId": order.id,
        "name": order.number,
        "createdAt": stamp(order.placed_at),
        "processedAt": stamp(order.placed_at),
        "updatedAt": stamp(order.changed_at),
        "cancelledAt": stamp(cancelled_at(order)),
        "cancelReason": "CUSTOMER" if order.state == "cancelled" else None,
        "currencyCode": order.currency,
        "customer": customer_document(order),
        "customerLocale": order.buyer.language,
        "displayFinancialStatus": financial_status(order),
        "displayFulfillmentStatus": fulfilment_status(order),
        "email": order.buyer.email,
        "shippingAddress": address_document(order),
        "billingAddress": address_document(order),
        "lineItems": connection(list(lines.values())),
        "fulfillments": lambda _info, first=None, **_others: parcels[:first],
        "refunds": lambda _info, first=None: [
            refund_document(order, place, lines, returns) for place in range(len(order.refunds))
        ][:first],
        "returns": connection(returns),
        "tags": [],
        "totalPriceSet": bag(order.total, order.currency),
        "currentTotalPriceSet": bag(order.total - order.refunded, order.currency),
    }


def line_document(line: Line, order: WorldOrder) -> dict[str, Any]:
    """One line, with the product as it is now."""
    # The same product has the same id in every order: it is made of the variant's.
    product = {"id": gid("Product", f"8{line.shopify_variant}"), "title": line.title}
    product["legacyResourceId"] = f"8{line.shopify_variant}"
    gone = order.state == "cancelled"
    return {
        "id": gid("LineItem", line.id),
        "title": line.title,
        "name": line.title,
        "quantity": line.quantity,
        "currentQuantity": 0 if gone else line.quantity,
        "sku": line.sku,
        "originalUnitPriceSet": bag(line.unit_price, line.currency),
        "discountedUnitPriceSet": bag(line.unit_price, line.currency),
        "variant": {
            "id": gid("ProductVariant", line.shopify_variant),
            "legacyResourceId": line.shopify_variant,
            "sku": line.sku,
            "title": "Default Title",
            "product": product,
        },
    }


def parcel_document(order: WorldOrder, place: int, lines: dict[str, Any]) -> dict[str, Any]:
    """One fulfilment, its events and its lines."""
    parcel = order.parcels[place]
    number = f"{order.id}{place + 1}"
    shown = [scan for scan in parcel.scans if scan.state in EVENTS]
    events = [_event_document(number, at, scan) for at, scan in enumerate(shown)]
    items = [
        {"id": gid("FulfillmentLineItem", line), "lineItem": lines[line], "quantity": lines[line]["quantity"]}
        for line in parcel.lines
        if line in lines
    ]
    moving = next((scan.at for scan in parcel.scans if scan.state == "in_transit"), None)
    return {
        "id": gid("Fulfillment", number),
        "legacyResourceId": number,
        "name": f"{order.number}-F{place + 1}",
        "status": "SUCCESS",
        "displayStatus": EVENTS.get(parcel.state, "FULFILLED"),
        "createdAt": stamp(parcel.shipped_at),
        "updatedAt": stamp(max([parcel.shipped_at, *(scan.at for scan in parcel.scans)])),
        "inTransitAt": stamp(moving),
        "deliveredAt": stamp(parcel.delivered_at),
        "estimatedDeliveryAt": stamp(order.deliver_by),
        "totalQuantity": sum(item["quantity"] for item in items),
        "trackingInfo": lambda _info, first=None: [tracking_document(parcel)][:first],
        "events": connection(events),
        "fulfillmentLineItems": connection(items),
    }


def tracking_document(parcel: Parcel) -> dict[str, Any]:
    """Whose parcel it is."""
    return {"company": parcel.carrier_name or None, "number": parcel.tracking or None, "url": None}


def customer_document(order: WorldOrder) -> dict[str, Any]:
    """Who bought."""
    buyer = order.buyer
    return {
        "id": buyer.shopify_gid,
        "legacyResourceId": buyer.shopify_id,
        "displayName": buyer.name,
        "firstName": buyer.first_name,
        "lastName": buyer.last_name,
        "locale": buyer.language,
        "defaultEmailAddress": {"emailAddress": buyer.email},
        "defaultPhoneNumber": {"phoneNumber": buyer.phone},
    }


def address_document(order: WorldOrder) -> dict[str, Any]:
    """Where the parcel goes."""
    buyer, address = order.buyer, order.buyer.address
    return {
        "name": buyer.name,
        "firstName": buyer.first_name,
        "lastName": buyer.last_name,
        "address1": address.street,
        "zip": address.postal_code,
        "city": address.town,
        "province": address.region or None,
        "provinceCode": address.region or None,
        "countryCodeV2": address.country,
        "phone": buyer.phone,
    }


def fulfilment_status(order: WorldOrder) -> str:
    """Shopify's word for what was shipped."""
    sent = {line for parcel in order.parcels for line in parcel.lines}
    if not sent:
        return "UNFULFILLED"
    return "FULFILLED" if sent >= {line.id for line in order.lines} else "PARTIALLY_FULFILLED"


def financial_status(order: WorldOrder) -> str:
    """Shopify's word for what was paid."""
    if order.refunded:
        return "REFUNDED" if order.refunded >= order.total else "PARTIALLY_REFUNDED"
    if order.state == "cancelled":
        return "VOIDED"
    return "PENDING" if order.state == "pending" else "PAID"


def cancelled_at(order: WorldOrder) -> datetime | None:
    """When it was cancelled: what was paid went back then."""
    if order.state != "cancelled":
        return None
    return min((refund.at for refund in order.refunds), default=order.changed_at)


def _event_document(number: str, place: int, scan: Scan) -> dict[str, Any]:
    return {
        "id": gid("FulfillmentEvent", f"{number}{place + 1:02d}"),
        "happenedAt": stamp(scan.at),
        "createdAt": stamp(scan.at),
        "status": EVENTS[scan.state],
        "message": scan.words or None,
        "city": scan.place or None,
        "country": None,
    }
