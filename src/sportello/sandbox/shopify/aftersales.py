"""Returns, refunds and disputes of the world's orders as Shopify's GraphQL tells them."""

from typing import Any

from sportello.sandbox.world import Claim, Return, WorldOrder

from .connections import connection
from .wording import bag, gid, stamp

STATES = {"requested": "REQUESTED", "closed": "CLOSED", "refused": "DECLINED"}
CLAIMS = {"open": "NEEDS_RESPONSE", "won": "WON", "lost": "LOST"}
REASONS = {"not_received": "PRODUCT_NOT_RECEIVED", "not_as_described": "PRODUCT_UNACCEPTABLE"}


def return_document(order: WorldOrder, place: int, lines: dict[str, Any]) -> dict[str, Any]:
    """One return."""
    wanted = order.returns[place]
    items = [_item(order, wanted, line, lines[line]) for line in wanted.lines if line in lines]
    status = STATES.get(wanted.state, "OPEN")
    return {
        "id": gid("Return", wanted.id),
        "name": f"{order.number}-R{place + 1}",
        "status": status,
        "createdAt": stamp(wanted.opened_at),
        "closedAt": stamp(wanted.changed_at) if status == "CLOSED" else None,
        "requestApprovedAt": stamp(wanted.changed_at) if wanted.state == "approved" else None,
        "decline": {"reason": "OTHER", "note": None} if status == "DECLINED" else None,
        "totalQuantity": sum(item["quantity"] for item in items),
        "returnLineItems": connection(items),
        "reverseFulfillmentOrders": connection([_way_back(wanted)] if status != "REQUESTED" else []),
    }


def refund_document(
    order: WorldOrder, place: int, lines: dict[str, Any], returns: list[dict[str, Any]]
) -> dict[str, Any]:
    """One refund; the lines are those of its return, or all where the whole order was refunded."""
    refund = order.refunds[place]
    back = next((at for at, known in enumerate(order.returns) if known.id == refund.return_id), None)
    if back is None and refund.reason == "return" and order.returns:
        back = len(order.returns) - 1
    named = order.returns[back].lines if back is not None else tuple(lines)
    whole = back is not None or refund.amount >= order.total
    items = [
        {"id": gid("RefundLineItem", line), "lineItem": lines[line], "quantity": lines[line]["quantity"]}
        for line in (named if whole else ())
        if line in lines
    ]
    return {
        "id": gid("Refund", refund.id),
        "legacyResourceId": refund.id,
        "createdAt": stamp(refund.at),
        "processedAt": stamp(refund.at),
        "updatedAt": stamp(refund.at),
        "note": refund.reason or None,
        "totalRefundedSet": bag(refund.amount, refund.currency),
        "refundLineItems": connection(items),
        "return": returns[back] if back is not None else None,
    }


def dispute_document(order: WorldOrder, claim: Claim, told: dict[str, Any]) -> dict[str, Any]:
    """A claim, which in a shop of one's own is a chargeback by the buyer's bank; `told` is its order's document."""
    open_still = claim.state == "open"
    return {
        "id": gid("ShopifyPaymentsDispute", claim.id),
        "legacyResourceId": claim.id,
        "type": "CHARGEBACK",
        "status": CLAIMS.get(claim.state, "UNDER_REVIEW"),
        "initiatedAt": stamp(claim.opened_at),
        "evidenceDueBy": stamp(claim.respond_by),
        "finalizedOn": None if open_still else stamp(claim.changed_at),
        "amount": bag(order.total, order.currency)["shopMoney"],
        "reasonDetails": {"reason": REASONS.get(claim.reason, "GENERAL")},
        "order": told,
    }


def _item(order: WorldOrder, wanted: Return, line: str, document: dict[str, Any]) -> dict[str, Any]:
    came = wanted.state in {"received", "closed"}
    reason = wanted.reason or "unknown"
    return {
        "__typename": "ReturnLineItem",
        "id": gid("ReturnLineItem", f"{wanted.id}{line[-3:]}"),
        "quantity": document["quantity"],
        "processedQuantity": document["quantity"] if came else 0,
        "customerNote": wanted.words or None,
        "returnReasonNote": "",
        "returnReasonDefinition": {
            "id": gid("ReturnReasonDefinition", reason),
            "handle": reason.replace("_", "-"),
            "name": reason.replace("_", " ").capitalize(),
        },
        "fulfillmentLineItem": {
            "id": gid("FulfillmentLineItem", f"{order.id}{line[-3:]}"),
            "lineItem": document,
            "quantity": document["quantity"],
        },
    }


def _way_back(wanted: Return) -> dict[str, Any]:
    tracking = {"carrierName": wanted.carrier or None, "number": wanted.tracking or None, "url": None}
    on_its_way = bool(wanted.carrier or wanted.tracking)
    deliverable = {"__typename": "ReverseDeliveryShippingDeliverable", "tracking": tracking}
    delivery = {"id": gid("ReverseDelivery", wanted.id), "deliverable": deliverable}
    return {
        "id": gid("ReverseFulfillmentOrder", wanted.id),
        "reverseDeliveries": connection([delivery] if on_its_way else []),
    }
