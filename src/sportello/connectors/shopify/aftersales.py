"""Shopify's refunds, returns and disputes as our records. Pure."""

from collections.abc import Iterator
from datetime import datetime

from sportello.orders.records import (
    AfterSale,
    ClaimKind,
    ClaimRecord,
    ClaimState,
    RefundRecord,
    ReturnRecord,
    ReturnState,
)

from .parcels import carrier_of
from .values import SITE, Node, count, latest, moment, money, number_in, part, rows, text

DISPUTE_STATES = {
    "NEEDS_RESPONSE": ClaimState.WAITING_FOR_SELLER,
    "UNDER_REVIEW": ClaimState.OPEN,
    "WON": ClaimState.WON,
    "LOST": ClaimState.LOST,
    "ACCEPTED": ClaimState.LOST,
    "PREVENTED": ClaimState.CLOSED,
    "CHARGE_REFUNDED": ClaimState.CLOSED,
}


def refund_records(order: Node) -> tuple[RefundRecord, ...]:
    """Money that went back. Shopify also notes a refund of nothing when a line is only taken out: that is none."""
    return tuple(_refunds(order))


def return_records(order: Node, changed_at: datetime) -> tuple[ReturnRecord, ...]:
    """The order's returns. A return has no time of change of its own: while it is open, the order's stands for it."""
    refunded = {
        text(refund, "return", "id"): moment(refund, "processedAt") or moment(refund, "createdAt")
        for refund in rows(order, "refunds")
        if part(refund, "return")
    }
    return tuple(
        _return(node, changed_at, refunded.get(text(node, "id")), requested_at)
        for node in rows(order, "returns")
        if (requested_at := moment(node, "createdAt")) is not None
    )


def dispute_news(node: Node) -> AfterSale | None:
    """One dispute of Shopify Payments, None when it names no order or no time."""
    opened_at, number = moment(node, "initiatedAt"), text(node, "order", "name")
    if opened_at is None or not number:
        return None
    state = DISPUTE_STATES.get(text(node, "status"), ClaimState.OPEN)
    claim = ClaimRecord(
        external_id=text(node, "legacyResourceId") or number_in(text(node, "id")),
        kind=ClaimKind.INQUIRY if text(node, "type") == "INQUIRY" else ClaimKind.DISPUTE,
        state=state,
        opened_at=opened_at,
        changed_at=latest(opened_at, moment(node, "finalizedOn")) or opened_at,
        reason=text(node, "reasonDetails", "reason").replace("_", " ").lower(),
        money=money(node, "amount"),
        answer_by=moment(node, "evidenceDueBy") if state is ClaimState.WAITING_FOR_SELLER else None,
    )
    return AfterSale(number, SITE, claims=(claim,))


def _refunds(order: Node) -> Iterator[RefundRecord]:
    for node in rows(order, "refunds"):
        at, given = moment(node, "processedAt") or moment(node, "createdAt"), money(node, "totalRefundedSet")
        if at is not None and given is not None and given.amount > 0:
            lines = tuple(number_in(text(item, "lineItem", "id")) for item in rows(node, "refundLineItems"))
            yield RefundRecord(number_in(text(node, "id")), at, given, text(node, "note"), lines)


def _return(node: Node, changed_at: datetime, refunded_at: datetime | None, requested_at: datetime) -> ReturnRecord:
    items, tracking = rows(node, "returnLineItems"), _tracking(node)
    reasons = [text(item, "returnReasonDefinition", "name") for item in items]
    said = [text(item, "customerNote") or text(item, "returnReasonNote") for item in items]
    name, number = text(tracking, "carrierName"), text(tracking, "number")
    lines = [number_in(text(item, "fulfillmentLineItem", "lineItem", "id")) for item in items]
    return ReturnRecord(
        external_id=number_in(text(node, "id")),
        state=_state(node, items, is_refunded=refunded_at is not None, is_sent=bool(number)),
        requested_at=requested_at,
        changed_at=changed_at,
        reason="; ".join(dict.fromkeys(filter(None, reasons))),
        words="\n".join(dict.fromkeys(filter(None, [*said, text(node, "decline", "note")]))),
        tracking_number=number,
        carrier=carrier_of(name, number) if number else "",
        line_ids=tuple(filter(None, lines)),
    )


def _state(node: Node, items: list[Node], *, is_refunded: bool, is_sent: bool) -> ReturnState:
    status = text(node, "status")
    ended = {"DECLINED": ReturnState.REFUSED, "CANCELED": ReturnState.CLOSED, "REQUESTED": ReturnState.REQUESTED}
    if status in ended:
        return ended[status]
    if is_refunded:
        return ReturnState.REFUNDED
    if status == "CLOSED":
        return ReturnState.CLOSED
    if items and all(count(item, "processedQuantity") >= count(item, "quantity") > 0 for item in items):
        return ReturnState.RECEIVED
    return ReturnState.UNDER_WAY if is_sent else ReturnState.AUTHORISED


def _tracking(node: Node) -> Node:
    for order in rows(node, "reverseFulfillmentOrders"):
        for delivery in rows(order, "reverseDeliveries"):
            found = part(delivery, "deliverable", "tracking")
            if text(found, "number"):
                return found
    return {}
