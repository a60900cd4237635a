"""Sell Fulfillment v1: getOrders, getOrder, getShippingFulfillments, getPaymentDisputeSummaries."""

import re
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

from sportello.sandbox.world import Claim, WorldOrder

from .calls import Call, cut, iso, time, unknown
from .documents import fulfillment_document, last_change, order_document
from .errors import bad

DOMAIN = "API_FULFILLMENT"
BACK = timedelta(days=731)
_FILTER = re.compile(r"([a-z]+):(\[[^\]]*\]|\{[^}]*\})")
_STATES = {"NOT_STARTED|IN_PROGRESS", "FULFILLED|IN_PROGRESS"}


def get_orders(call: Call) -> dict[str, Any]:
    """GET /order."""
    call.only(unknown(DOMAIN), "fieldGroups", "filter", "limit", "offset", "orderIds")
    limit = call.number("limit", 50, 200, bad(31100, DOMAIN, f"Invalid limit: {call.query.get('limit')}"), 1)
    offset = call.number("offset", 0, 100_000, bad(31000, DOMAIN, f"Invalid offset: {call.query.get('offset')}"))
    is_wanted = _wanted(call)
    found = [order for order in call.world.orders("ebay") if is_wanted(order)]
    found.sort(key=lambda order: (order.placed_at, order.id))
    rows = cut(found, offset, limit)
    documents = [order_document(order, call.state, call.request.base, whole=False) for order in rows]
    if rows and call.world.faults("ebay").moving_pages:
        call.state.touched[rows[0].id] = call.world.now()
    href = f"{call.request.base}/sell/fulfillment/v1/order?{call.request.raw_query}"
    answer = {"href": href, "total": len(found), "limit": limit, "offset": offset, "orders": documents}
    return {**answer, "next": href} if offset + limit < len(found) else answer


def get_order(call: Call) -> dict[str, Any]:
    """GET /order/{orderId}."""
    call.only(unknown(DOMAIN), "fieldGroups")
    return order_document(_order(call), call.state, call.request.base, whole=True)


def get_fulfillments(call: Call) -> dict[str, Any]:
    """GET /order/{orderId}/shipping_fulfillment."""
    order = _order(call)
    found = [fulfillment_document(parcel, order) for parcel in order.parcels]
    return {"fulfillments": found, "total": len(found)}


def get_disputes(call: Call) -> dict[str, Any]:
    """GET /payment_dispute_summary. Every fifth claim of the world, by its number, is one that a bank decides."""
    wrong = bad(33001, DOMAIN, "Invalid input request")
    names = ("order_id", "buyer_username", "open_date_from", "open_date_to", "payment_dispute_status")
    call.only(wrong, *names, "limit", "offset")
    limit, offset = call.number("limit", 200, 200, wrong, 1), call.number("offset", 0, 100_000, wrong)
    begin = time(call.query["open_date_from"], wrong) if "open_date_from" in call.query else None
    end = time(call.query["open_date_to"], wrong) if "open_date_to" in call.query else None
    if begin and end and not timedelta(0) < end - begin <= timedelta(days=90):
        raise wrong
    found = [
        _dispute(order, claim)
        for order, claim in claims(call)
        if is_dispute(claim) and (not begin or begin <= claim.opened_at) and (not end or claim.opened_at <= end)
    ]
    rows = cut(found, offset, limit)
    return {"total": len(found), "limit": limit, "offset": offset, "paymentDisputeSummaries": rows}


def claims(call: Call) -> Iterator[tuple[WorldOrder, Claim]]:
    """All claims on eBay, with their orders."""
    for order in call.world.orders("ebay"):
        for claim in order.claims:
            yield order, claim


def is_dispute(claim: Claim) -> bool:
    """Whether a bank decides this claim."""
    return int(claim.id) % 5 == 0


def _order(call: Call) -> WorldOrder:
    order = call.world.order("ebay", call.ids[0])
    if order is None:
        raise bad(32100, DOMAIN, f"Invalid order ID: {call.ids[0]}")
    return order


def _wanted(call: Call) -> Callable[[WorldOrder], bool]:
    """What `orderIds`, or else `filter`, asks for; without either the last 90 days."""
    if "orderIds" in call.query:
        ids = call.query["orderIds"].split(",")
        if len(ids) > 50:
            raise bad(30900, DOMAIN, "Exceeded maximum number of order IDs (the current limit is 50)")
        return lambda order: order.id in ids
    said = call.query.get("filter", "")
    filters = dict(_FILTER.findall(said))
    if said and ",".join(f"{name}:{value}" for name, value in _FILTER.findall(said)) != said:
        raise bad(30800, DOMAIN, f"Invalid filter value {said} for filter filter")
    for name in filters:
        if name not in {"creationdate", "lastmodifieddate", "orderfulfillmentstatus"}:
            raise bad(30700, DOMAIN, f"Invalid filter name: {name}")
    if filters.get("orderfulfillmentstatus", "{NOT_STARTED|IN_PROGRESS}").strip("{}") not in _STATES:
        raise bad(30800, DOMAIN, "Invalid filter value for filter orderfulfillmentstatus")
    by_creation = "creationdate" in filters or "lastmodifieddate" not in filters
    default = f"[{iso(call.world.now() - timedelta(days=90))}..]"
    begin, end = _range(filters.get("creationdate") or filters.get("lastmodifieddate") or default, call.world.now())

    def is_wanted(order: WorldOrder) -> bool:
        at = order.placed_at if by_creation else last_change(order, call.state)
        return begin <= at <= end

    return is_wanted


def _range(value: str, now: datetime) -> tuple[datetime, datetime]:
    wrong = bad(30810, DOMAIN, "Invalid date format")
    begin, dots, end = value.strip("[]").partition("..")
    if not begin:
        raise bad(30820, DOMAIN, "Start date is missing")
    if not dots:
        raise wrong
    since, until = time(begin, wrong), time(end, wrong) if end else now
    if since > now or until > now:
        raise bad(30850, DOMAIN, "Start and end dates can't be in the future")
    if since > until:
        raise bad(30840, DOMAIN, "Start date should be before end date")
    if since < now - BACK:
        raise bad(30830, DOMAIN, "Time range between start date and end date must be within '2' years.")
    return since, until


def _dispute(order: WorldOrder, claim: Claim) -> dict[str, Any]:
    reason = "ITEM_NOT_RECEIVED" if claim.reason == "not_received" else "SIGNIFICANTLY_NOT_AS_DESCRIBED"
    said = {
        "paymentDisputeId": claim.id,
        "paymentDisputeStatus": "ACTION_NEEDED" if claim.state == "open" else "CLOSED",
        "orderId": order.id,
        "buyerUsername": order.buyer.ebay_user,
        "openDate": iso(claim.opened_at),
        "reason": reason,
        "amount": {"value": str(order.total), "currency": order.currency},
    }
    more = {"respondByDate": claim.respond_by} if claim.state == "open" else {"closedDate": claim.changed_at}
    return {**said, **{name: iso(at) for name, at in more.items()}}
