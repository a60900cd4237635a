"""Orders and returns of the world as Walmart writes them: milliseconds, amounts as JSON numbers, one status a line."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from sportello.sandbox.world import Line, Parcel, Return, WorldOrder

TAX = Decimal("0.0825")
CENT = Decimal("0.01")
REASONS = {
    "damaged": "DAMAGED",
    "defective": "DEFECTIVE",
    "wrong_item": "INCORRECT_ITEM",
    "missing_parts": "MISSING_PARTS",
    "not_as_described": "ITEM_NOT_AS_DESCRIBED",
    "no_longer_wanted": "NO_LONGER_WANTED",
    "too_late": "ARRIVED_LATE",
}
CARRIERS = {"ups": "UPS", "usps": "USPS", "fedex": "FedEx", "dhl": "DHL"}
RETURN_STATES = {
    "requested": "INITIATED",
    "approved": "INITIATED",
    "in_transit": "INITIATED",
    "received": "DELIVERED",
    "closed": "COMPLETED",
    "refused": "CANCELLED",
}


def millis(at: datetime) -> int:
    """Milliseconds since 1970."""
    return int(at.timestamp() * 1000)


def node_of(order: WorldOrder) -> str:
    """Who ships it, in Walmart's words."""
    return "WFSFulfilled" if order.fulfilled_by == "marketplace" else "SellerFulfilled"


def order_document(order: WorldOrder, *, with_type: bool = False) -> dict[str, Any]:
    """The order as GET /v3/orders gives it; `with_type` as `replacementInfo=true` asks for."""
    address = order.buyer.address
    document: dict[str, Any] = {
        "purchaseOrderId": order.id,
        "customerOrderId": order.number,
        "customerEmailId": order.buyer.walmart_relay,
        "orderDate": millis(order.placed_at),
        "shippingInfo": {
            "phone": order.buyer.phone.removeprefix("+1"),
            "estimatedDeliveryDate": millis(order.deliver_by),
            "estimatedShipDate": millis(order.ship_by),
            "methodCode": "Standard",
            "postalAddress": {
                "name": order.buyer.name,
                "address1": address.street,
                "address2": None,
                "city": address.town,
                "state": address.region,
                "postalCode": address.postal_code,
                "country": "USA",
                "addressType": "RESIDENTIAL",
            },
        },
        "orderLines": {"orderLine": [_line(order, line) for line in order.lines]},
        "shipNode": {"type": node_of(order), "name": "Casa Lume", "id": "10001624309"},
    }
    return {**document, "orderType": "REGULAR"} if with_type else document


def last_change(order: WorldOrder) -> datetime:
    """When Walmart last had something new to tell about the order."""
    return max(_status_at(order, line) for line in order.lines)


def return_document(order: WorldOrder, back: Return) -> dict[str, Any]:
    """One return as GET /v3/returns gives it."""
    refunded = sum((refund.amount for refund in order.refunds if refund.return_id == back.id), Decimal(0))
    labels = [{"labelImageURL": None, "carrierInfoList": [_label(back)]}] if back.tracking else []
    return {
        "returnOrderId": back.id,
        "customerEmailId": order.buyer.walmart_relay,
        "customerName": {"firstName": order.buyer.first_name, "lastName": order.buyer.last_name},
        "customerOrderId": order.number,
        "returnOrderDate": _iso(back.opened_at),
        "returnByDate": _iso(back.opened_at + timedelta(days=30)),
        "refundMode": "POST_DELIVERY",
        "totalRefundAmount": {"currencyAmount": float(refunded or _lines_total(order, back)), "currencyUnit": "USD"},
        "returnLineGroups": [
            {
                "groupNo": 1,
                "returnLines": [{"returnOrderLineNumber": number} for number, _ in enumerate(back.lines, 1)],
                "labels": labels,
                "returnExpectedFlag": True,
            }
        ],
        "returnOrderLines": [
            _return_line(order, back, number, line) for number, line in enumerate(_lines_of(order, back), 1)
        ],
        "returnChannel": {"channelName": "CUSTOMER"},
    }


def _line(order: WorldOrder, line: Line) -> dict[str, Any]:
    tax = (line.total * TAX).quantize(CENT)
    document: dict[str, Any] = {
        "lineNumber": line.id,
        "item": {"productName": line.title, "sku": line.sku, "condition": "New"},
        "charges": {"charge": [_charge("PRODUCT", "ItemPrice", line.total, "Tax1", tax), *_shipping(order, line)]},
        "orderLineQuantity": {"unitOfMeasurement": "EACH", "amount": str(line.quantity)},
        "statusDate": millis(_status_at(order, line)),
        "orderLineStatuses": {"orderLineStatus": [_status(order, line)]},
        "refund": _refund(order, line),
        "originalCarrierMethod": "255",
        "referenceLineId": line.id,
        "fulfillment": {
            "fulfillmentOption": "DELIVERY",
            "shipMethod": "STANDARD",
            "storeId": None,
            "pickUpDateTime": millis(order.deliver_by),
            "pickUpBy": None,
            "shippingProgramType": None,
        },
    }
    return {**document, "intentToCancel": "CUSTOMER_REQUESTED"} if order.cancel_wished_at else document


def _shipping(order: WorldOrder, line: Line) -> list[dict[str, Any]]:
    if line is not order.lines[0] or not order.shipping:
        return []
    return [_charge("SHIPPING", "Shipping", order.shipping, "", Decimal(0))]


def _charge(kind: str, name: str, amount: Decimal, tax_name: str, tax: Decimal) -> dict[str, Any]:
    taxed = {"taxName": tax_name, "taxAmount": {"currency": "USD", "amount": float(tax)}} if tax_name else None
    return {
        "chargeType": kind,
        "chargeName": name,
        "chargeAmount": {"currency": "USD", "amount": float(amount)},
        "tax": taxed,
    }


def _parcel(order: WorldOrder, line: Line) -> Parcel | None:
    return next((parcel for parcel in order.parcels if line.id in parcel.lines), None)


def _word(order: WorldOrder, line: Line) -> str:
    if order.state == "cancelled":
        return "Cancelled"
    parcel = _parcel(order, line)
    if parcel is None:
        return "Acknowledged" if order.acknowledged_at else "Created"
    return "Delivered" if parcel.delivered_at else "Shipped"


def _status_at(order: WorldOrder, line: Line) -> datetime:
    """When the line last changed as far as Walmart tells; refunds and wishes to cancel count, scans do not."""
    parcel = _parcel(order, line)
    times = [order.placed_at, *(refund.at for refund in order.refunds)]
    times += [at for at in (order.acknowledged_at, order.cancel_wished_at) if at]
    if order.state == "cancelled":
        times.append(order.changed_at)
    if parcel is not None:
        times += [parcel.shipped_at, parcel.delivered_at or parcel.shipped_at]
    return max(times)


def _status(order: WorldOrder, line: Line) -> dict[str, Any]:
    word, parcel = _word(order, line), _parcel(order, line)
    return {
        "status": word,
        "subSellerId": None,
        "statusQuantity": {"unitOfMeasurement": "EACH", "amount": str(line.quantity)},
        "cancellationReason": "CUSTOMER_REQUESTED_SELLER_TO_CANCEL" if word == "Cancelled" else None,
        "trackingInfo": _tracking(parcel) if parcel else None,
        "returnCenterAddress": None,
    }


def _tracking(parcel: Parcel) -> dict[str, Any]:
    known = CARRIERS.get(parcel.carrier)
    return {
        "shipDateTime": millis(parcel.shipped_at),
        "carrierName": {"otherCarrier": None if known else parcel.carrier_name, "carrier": known},
        "methodCode": "Standard",
        "carrierMethodCode": None,
        "trackingNumber": parcel.tracking,
        "trackingURL": f"https://www.walmart.com/tracking?tracking_id={parcel.tracking}",
    }


def _refund(order: WorldOrder, line: Line) -> dict[str, Any] | None:
    """Refunds are told on the order's first line, whichever line they were for."""
    if line is not order.lines[0] or not order.refunds:
        return None
    return {
        "refundId": order.refunds[-1].id,
        "refundComments": None,
        "refundCharges": {
            "refundCharge": [
                {
                    "refundReason": refund.reason,
                    "charge": _charge("PRODUCT", "ItemPrice", -refund.amount, "", Decimal(0)),
                }
                for refund in order.refunds
            ]
        },
    }


def _lines_of(order: WorldOrder, back: Return) -> Iterator[Line]:
    return (line for line in order.lines if line.id in back.lines)


def _lines_total(order: WorldOrder, back: Return) -> Decimal:
    return sum((line.total for line in _lines_of(order, back)), Decimal(0))


def _return_line(order: WorldOrder, back: Return, number: int, line: Line) -> dict[str, Any]:
    state = RETURN_STATES.get(back.state, "INITIATED")
    paid = any(refund.return_id == back.id for refund in order.refunds)
    quantity = {"unitOfMeasure": "EACH", "measurementValue": float(line.quantity)}
    return {
        "returnOrderLineNumber": number,
        "salesOrderLineNumber": int(line.id),
        "returnReason": REASONS.get(back.reason, "NO_LONGER_WANTED"),
        "purchaseOrderId": order.id,
        "purchaseOrderLineNumber": int(line.id),
        "exceptionItemType": "NONE",
        "isReturnForException": False,
        "item": {"sku": line.sku, "productName": line.title},
        "unitPrice": {"currencyAmount": float(line.unit_price), "currencyUnit": "USD"},
        "quantity": quantity,
        "returnExpectedFlag": True,
        "isKeepIt": False,
        "refundChannel": "SELLER_MANUAL_REFUND",
        "status": state,
        "statusTime": _iso(back.changed_at),
        "currentDeliveryStatus": "IN_TRANSIT" if back.state == "in_transit" else state,
        "currentRefundStatus": "REFUND_COMPLETED" if paid else "REFUND_PENDING",
        "currentTrackingStatuses": [
            {
                "status": state,
                "statusTime": _iso(back.changed_at),
                "currentRefundStatus": "REFUND_COMPLETED" if paid else "REFUND_PENDING",
                "quantity": quantity,
            }
        ],
    }


def _label(back: Return) -> dict[str, Any]:
    name = CARRIERS.get(back.carrier, back.carrier)
    return {"carrierId": back.carrier, "carrierName": name, "serviceType": "GROUND", "trackingNo": back.tracking}


def _iso(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%S.000Z")
