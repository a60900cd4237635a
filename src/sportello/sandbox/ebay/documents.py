"""Orders of the world as eBay writes them, without scans and deliveries: eBay's interface has no place for them."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from sportello.sandbox.shop.dice import Dice
from sportello.sandbox.world import Line, Parcel, Refund, WorldOrder

from .calls import iso
from .state import SELLER, State

MARKETPLACES = {
    "ebay.it": "EBAY_IT",
    "ebay.de": "EBAY_DE",
    "ebay.fr": "EBAY_FR",
    "ebay.es": "EBAY_ES",
    "ebay.co.uk": "EBAY_GB",
}
CARRIERS = {"brt": "BRT", "dhl": "DHL", "colissimo": "COLISSIMO", "correos": "CORREOS", "royal_mail": "RoyalMail"}


def last_change(order: WorldOrder, state: State) -> datetime:
    """When eBay last had something new to tell about the order."""
    times = [
        order.placed_at,
        *(parcel.shipped_at for parcel in order.parcels),
        *(refund.at for refund in order.refunds),
    ]
    times += [state.touched[order.id]] if order.id in state.touched else []
    return max([*times, *([] if order.parcels else [order.changed_at])])


def order_document(order: WorldOrder, state: State, base: str, *, whole: bool) -> dict[str, Any]:
    """The order; requests to cancel are listed only when it is `whole`, as getOrder gives it."""
    subtotal = sum((line.total for line in order.lines), Decimal(0))
    return {
        "orderId": order.id,
        "creationDate": iso(order.placed_at),
        "lastModifiedDate": iso(last_change(order, state)),
        "orderFulfillmentStatus": _fulfilment(order),
        "orderPaymentStatus": _payment(order),
        "sellerId": SELLER,
        "buyer": {"username": order.buyer.ebay_user, "taxAddress": {"countryCode": order.buyer.address.country}},
        "pricingSummary": {
            "priceSubtotal": _money(subtotal, order.currency),
            "deliveryCost": _money(order.shipping, order.currency),
            "total": _money(order.total, order.currency),
        },
        "cancelStatus": _cancelling(order, whole=whole),
        "paymentSummary": {
            "totalDueSeller": _money(order.total - order.refunded, order.currency),
            "refunds": [_refund(refund) for refund in order.refunds],
            "payments": [],
        },
        "fulfillmentStartInstructions": [_instruction(order)],
        "fulfillmentHrefs": [
            f"{base}/sell/fulfillment/v1/order/{order.id}/shipping_fulfillment/{parcel.id}" for parcel in order.parcels
        ],
        "lineItems": [_line(order, line) for line in order.lines],
        "salesRecordReference": order.id[-5:],
    }


def fulfillment_document(parcel: Parcel, order: WorldOrder) -> dict[str, Any]:
    """One parcel."""
    quantities = {line.id: line.quantity for line in order.lines}
    return {
        "fulfillmentId": parcel.id,
        "shipmentTrackingNumber": parcel.tracking,
        "shippingCarrierCode": CARRIERS.get(parcel.carrier, parcel.carrier_name),
        "shippedDate": iso(parcel.shipped_at),
        "lineItems": [{"lineItemId": line, "quantity": quantities.get(line, 1)} for line in parcel.lines],
    }


def _money(amount: Decimal, currency: str) -> dict[str, str]:
    return {"value": str(amount), "currency": currency}


def _fulfilment(order: WorldOrder) -> str:
    shipped = {line for parcel in order.parcels for line in parcel.lines}
    if not shipped:
        return "NOT_STARTED"
    return "FULFILLED" if shipped >= {line.id for line in order.lines} else "IN_PROGRESS"


def _payment(order: WorldOrder) -> str:
    if order.state == "pending":
        return "PENDING"
    if not order.refunded:
        return "PAID"
    return "FULLY_REFUNDED" if order.refunded >= order.total else "PARTIALLY_REFUNDED"


def _cancelling(order: WorldOrder, *, whole: bool) -> dict[str, Any]:
    if order.state == "cancelled":
        return {"cancelState": "CANCELED", "cancelledDate": iso(order.changed_at), "cancelRequests": []}
    if order.cancel_wished_at is None:
        return {"cancelState": "NONE_REQUESTED", "cancelRequests": []}
    request = {
        "cancelRequestId": "5" + Dice("cancel", order.id).digits(9),
        "cancelInitiator": "BUYER",
        "cancelReason": "BUYER_CANCEL_OR_ADDRESS",
        "cancelRequestedDate": iso(order.cancel_wished_at),
        "cancelRequestState": "REQUESTED",
    }
    return {"cancelState": "IN_PROGRESS", "cancelRequests": [request] if whole else []}


def _refund(refund: Refund) -> dict[str, Any]:
    return {
        "refundId": refund.id,
        "refundDate": iso(refund.at),
        "amount": _money(refund.amount, refund.currency),
        "refundStatus": "REFUNDED",
    }


def _instruction(order: WorldOrder) -> dict[str, Any]:
    who, address = order.buyer, order.buyer.address
    alias = Dice("alias", who.ebay_user).hex(18)
    return {
        "fulfillmentInstructionsType": "SHIP_TO",
        "minEstimatedDeliveryDate": iso(order.ship_by),
        "maxEstimatedDeliveryDate": iso(order.deliver_by),
        "ebaySupportedFulfillment": False,
        "shippingStep": {
            "shipTo": {
                "fullName": who.name,
                "contactAddress": {
                    "addressLine1": address.street,
                    "city": address.town,
                    "stateOrProvince": address.region,
                    "postalCode": address.postal_code,
                    "countryCode": address.country,
                },
                "primaryPhone": {"phoneNumber": who.phone},
                "email": f"{alias}@members.{order.site}",
            },
            "shippingServiceCode": "StandardDelivery",
        },
    }


def _line(order: WorldOrder, line: Line) -> dict[str, Any]:
    site = MARKETPLACES.get(order.site, "EBAY_US")
    return {
        "lineItemId": line.id,
        "legacyItemId": line.ebay_item,
        "sku": line.sku,
        "title": line.title,
        "quantity": line.quantity,
        "lineItemCost": _money(line.total, line.currency),
        "total": _money(line.total, line.currency),
        "soldFormat": "FIXED_PRICE",
        "listingMarketplaceId": site,
        "purchaseMarketplaceId": site,
        "lineItemFulfillmentStatus": _fulfilment(order),
        "lineItemFulfillmentInstructions": {
            "shipByDate": iso(order.ship_by),
            "minEstimatedDeliveryDate": iso(order.ship_by),
            "maxEstimatedDeliveryDate": iso(order.deliver_by),
            "guaranteedDelivery": False,
        },
        "refunds": [],
        "taxes": [],
        "appliedPromotions": [],
        "deliveryCost": {"shippingCost": _money(Decimal(0), line.currency)},
        "properties": {"buyerProtection": True},
    }
