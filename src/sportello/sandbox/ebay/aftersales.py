"""Post-Order v2: the searches for returns, inquiries and cases."""

from datetime import datetime, timedelta
from typing import Any

from sportello.sandbox.world import Claim, Return, WorldOrder

from .calls import Call, cut, iso, time
from .errors import EbayError, bad
from .orders import claims, is_dispute
from .state import SELLER

DOMAIN = "returnErrorDomain"
PAGING = ("limit", "offset", "sort", "item_id", "order_id", "transaction_id")
STATES = {
    "requested": ("RETURN_REQUESTED", "RETURN_REQUESTED"),
    "approved": ("ITEM_READY_TO_SHIP", "READY_FOR_SHIPPING"),
    "in_transit": ("ITEM_SHIPPED", "ITEM_SHIPPED"),
    "received": ("ITEM_DELIVERED", "ITEM_DELIVERED"),
    "closed": ("CLOSED", "CLOSED"),
    "refused": ("CLOSED", "CLOSED"),
}
REASONS = {
    "damaged": "ARRIVED_DAMAGED",
    "defective": "DEFECTIVE_ITEM",
    "wrong_item": "WRONG_ITEM",
    "missing_parts": "MISSING_PARTS",
    "not_as_described": "NOT_AS_DESCRIBED",
    "wrong_size": "WRONG_SIZE",
}


def search_returns(call: Call) -> dict[str, Any]:
    """GET /return/search."""
    call.only(_wrong("unknown parameter"), "creation_date_range_from", "creation_date_range_to", "return_state",
              "role", "states", *PAGING)  # fmt: skip
    begin, end = _window(call, "creation_date_range")
    found = [
        _return(order, back)
        for order in call.world.orders("ebay")
        for back in order.returns
        if begin <= back.opened_at <= end and call.query.get("order_id", order.id) == order.id
    ]
    return _page(call, found, "total")


def search_inquiries(call: Call) -> dict[str, Any]:
    """GET /inquiry/search: what did not arrive."""
    call.only(_wrong("unknown parameter"), "inquiry_creation_date_range_from", "inquiry_creation_date_range_to",
              "inquiry_status", "fieldgroups", *PAGING)  # fmt: skip
    begin, end = _window(call, "inquiry_creation_date_range")
    found = [
        {**_claim(order, claim), "inquiryId": int(claim.id), "inquiryStatusEnum": _status(claim)}
        for order, claim in claims(call)
        if claim.reason == "not_received" and not is_dispute(claim) and begin <= claim.opened_at <= end
    ]
    return _page(call, found, "totalNumberOfInquiries")


def search_cases(call: Call) -> dict[str, Any]:
    """GET /casemanagement/search: what eBay decides."""
    call.only(_wrong("unknown parameter"), "case_creation_date_range_from", "case_creation_date_range_to",
              "case_status_filter", "fieldgroups", "return_id", *PAGING)  # fmt: skip
    begin, end = _window(call, "case_creation_date_range")
    found = [
        {**_claim(order, claim), "caseId": int(claim.id), "caseStatusEnum": _status(claim)}
        for order, claim in claims(call)
        if claim.reason != "not_received" and not is_dispute(claim) and begin <= claim.opened_at <= end
    ]
    return _page(call, found, "totalNumberOfCases")


def _wrong(words: str) -> EbayError:
    return bad(10003, DOMAIN, f"Validation Error - {words}")


def _window(call: Call, name: str) -> tuple[datetime, datetime]:
    wrong = _wrong("Invalid date range")
    begin, end = call.query.get(f"{name}_from", ""), call.query.get(f"{name}_to", "")
    if bool(begin) != bool(end):
        raise wrong
    now = call.world.now()
    since, until = (time(begin, wrong), time(end, wrong)) if begin else (now - timedelta(days=90), now)
    if since > until or since < now - timedelta(days=548):
        raise wrong
    return since, until


def _page(call: Call, found: list[Any], total: str) -> dict[str, Any]:
    limit = call.number("limit", 25, 200, _wrong("Invalid limit"), 1)
    offset = call.number("offset", 0, 100_000, _wrong("Invalid offset"))
    output = {"offset": offset, "limit": limit, "totalPages": -(-len(found) // limit), "totalEntries": len(found)}
    return {"members": cut(found, offset, limit), total: len(found), "paginationOutput": output}


def _instant(at: datetime) -> dict[str, str]:
    return {"value": iso(at), "formattedValue": at.strftime("%d.%m.%Y")}


def _return(order: WorldOrder, back: Return) -> dict[str, Any]:
    state, status = STATES.get(back.state, ("INITIAL", "UNKNOWN"))
    line = next((line for line in order.lines if line.id in back.lines), order.lines[0])
    item = {"itemId": line.ebay_item, "transactionId": line.id, "returnQuantity": line.quantity}
    said = {
        "returnId": back.id,
        "orderId": order.id,
        "buyerLoginName": order.buyer.ebay_user,
        "sellerLoginName": SELLER,
        "currentType": "MONEY_BACK",
        "state": state,
        "status": status,
        "creationInfo": {
            "item": item,
            "type": "MONEY_BACK",
            "reason": REASONS.get(back.reason, "NO_LONGER_NEED_ITEM"),
            "reasonType": "SNAD" if back.reason in REASONS else "REMORSE",
            "comments": {"content": back.words},
            "creationDate": _instant(back.opened_at),
        },
        "sellerTotalRefund": {"estimatedRefundAmount": {"value": float(line.total), "currency": line.currency}},
    }
    if back.state == "requested":
        due = _three_business_days(back.opened_at)
        said["sellerResponseDue"] = {"activityDue": "SELLER_APPROVE_REQUEST", "respondByDate": _instant(due)}
    return said


def _three_business_days(at: datetime) -> datetime:
    left, day = 3, at
    while left:
        day += timedelta(days=1)
        left -= day.weekday() < 5
    return day


def _claim(order: WorldOrder, claim: Claim) -> dict[str, Any]:
    line = order.lines[0]
    return {
        "itemId": int(line.ebay_item),
        "transactionId": int(line.id),
        "buyer": order.buyer.ebay_user,
        "seller": SELLER,
        "claimAmount": {"value": float(line.total), "currency": line.currency},
        "respondByDate": _instant(claim.respond_by),
        "creationDate": _instant(claim.opened_at),
        "lastModifiedDate": _instant(claim.changed_at),
    }


def _status(claim: Claim) -> str:
    return "OPEN" if claim.state == "open" else "CLOSED"
