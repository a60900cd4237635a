"""Returns, inquiries, cases and payment disputes as eBay's lists tell them, as returns and claims. Pure."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sportello.orders.records import AfterSale, ClaimKind, ClaimRecord, ClaimState, ReturnRecord, ReturnState

from .values import Document, money_of, part, text, time_of

# ReturnStateEnum of Post-Order; what is not here is read by `_loosely`.
_RETURN_STATES = {
    "INITIAL": ReturnState.REQUESTED,
    "RETURN_REQUESTED": ReturnState.REQUESTED,
    "RETURN_REQUEST_PENDING": ReturnState.REQUESTED,
    "REPLACEMENT_REQUESTED": ReturnState.REQUESTED,
    "PARTIAL_REFUND_REQUESTED": ReturnState.REQUESTED,
    "PARTIAL_REFUND_DECLINED": ReturnState.REQUESTED,
    "RETURN_REJECTED": ReturnState.REFUSED,
    "ITEM_READY_TO_SHIP": ReturnState.AUTHORISED,
    "ITEM_SHIPPED": ReturnState.UNDER_WAY,
    "ITEM_DELIVERED": ReturnState.RECEIVED,
    "REFUND_FAILED": ReturnState.RECEIVED,
    "PARTIAL_REFUND_FAILED": ReturnState.RECEIVED,
    "REFUND_SENT_PENDING_CONFIRMATION": ReturnState.REFUNDED,
    "LESS_THAN_A_FULL_REFUND_ISSUED": ReturnState.REFUNDED,
    "ITEM_KEPT": ReturnState.CLOSED,
    "CLOSED": ReturnState.CLOSED,
}
_INQUIRY_STATES = {
    "WAITING_SELLER_RESPONSE": ClaimState.WAITING_FOR_SELLER,
    "WAITING_BUYER_RESPONSE": ClaimState.WAITING_FOR_BUYER,
    "CLOSED_WITH_ESCALATION": ClaimState.ESCALATED,
    "CLOSED": ClaimState.CLOSED,
    "CS_CLOSED": ClaimState.CLOSED,
}
_CASE_STATES = {
    "REFUND_AGREED_BUT_FAILED": ClaimState.WAITING_FOR_SELLER,
    "WAITING_DELIVERY": ClaimState.WAITING_FOR_BUYER,
    "WAITING_CS": ClaimState.ESCALATED,
    "CLOSED": ClaimState.CLOSED,
    "CS_CLOSED": ClaimState.CLOSED,
}
_DISPUTE_STATES = {"ACTION_NEEDED": ClaimState.WAITING_FOR_SELLER, "CLOSED": ClaimState.CLOSED}
_OURS_TO_ANSWER = {ClaimState.OPEN, ClaimState.WAITING_FOR_SELLER}


@dataclass(frozen=True, slots=True)
class Matter:
    """One entry of a list: its own id, whose order it is about, and what it says of it, once the number is known.

    `number` is "" where eBay names only the buyer, the item and the transaction; `created_at` is when it was opened.
    """

    key: str
    created_at: datetime
    number: str
    buyer: str
    item: str
    transaction: str
    tells: Callable[[str], AfterSale]


def return_of(document: Document, *, now: datetime) -> Matter | None:
    """A member of GET /return/search; None without an id."""
    number, info = text(document, "orderId"), part(document, "creationInfo")
    item, key = part(info, "item"), text(document, "returnId")
    created = time_of(info.get("creationDate")) or now
    state = _return_state(document)
    record = ReturnRecord(
        external_id=key,
        state=state,
        requested_at=created,
        changed_at=now,
        reason=text(info, "reason"),
        words=text(part(info, "comments"), "content"),
        answer_by=_due(document) if state not in {ReturnState.CLOSED, ReturnState.REFUSED} else None,
        line_ids=tuple(filter(None, (text(item, "transactionId"),))),
    )

    def tells(number: str) -> AfterSale:
        return AfterSale(number, "", returns=(record,))

    ids = text(item, "itemId"), text(item, "transactionId")
    return Matter(f"r{key}", created, number, text(document, "buyerLoginName"), *ids, tells) if key else None


def inquiry_of(document: Document, *, now: datetime) -> Matter | None:
    """A member of GET /inquiry/search: an item that did not arrive. None without an id."""
    state = _INQUIRY_STATES.get(text(document, "inquiryStatusEnum"), ClaimState.OPEN)
    key = text(document, "inquiryId")
    return _claimed(document, f"i{key}", ClaimKind.INQUIRY, state, "ITEM_NOT_RECEIVED", now) if key else None


def case_of(document: Document, *, now: datetime) -> Matter | None:
    """A member of GET /casemanagement/search: what was escalated to eBay. None without an id."""
    state = _CASE_STATES.get(text(document, "caseStatusEnum"), ClaimState.OPEN)
    key = text(document, "caseId")
    return _claimed(document, f"c{key}", ClaimKind.CASE, state, "", now) if key else None


def dispute_of(document: Document, *, now: datetime) -> Matter | None:
    """A member of getPaymentDisputeSummaries: what a buyer opened with the bank. None without an id."""
    key, opened = text(document, "paymentDisputeId"), time_of(document.get("openDate")) or now
    state = _DISPUTE_STATES.get(text(document, "paymentDisputeStatus"), ClaimState.OPEN)
    record = ClaimRecord(
        external_id=key,
        kind=ClaimKind.DISPUTE,
        state=state,
        opened_at=opened,
        changed_at=time_of(document.get("closedDate")) or now,
        reason=text(document, "reason"),
        money=money_of(document.get("amount")),
        answer_by=time_of(document.get("respondByDate")) if state in _OURS_TO_ANSWER else None,
    )

    def tells(number: str) -> AfterSale:
        return AfterSale(number, "", claims=(record,))

    buyer = text(document, "buyerUsername")
    return Matter(f"d{key}", opened, text(document, "orderId"), buyer, "", "", tells) if key else None


def _claimed(document: Document, key: str, kind: ClaimKind, state: ClaimState, reason: str, now: datetime) -> Matter:
    created = time_of(document.get("creationDate")) or now
    record = ClaimRecord(
        external_id=key[1:],
        kind=kind,
        state=state,
        opened_at=created,
        changed_at=time_of(document.get("lastModifiedDate")) or now,
        reason=reason,
        money=money_of(document.get("claimAmount")),
        answer_by=time_of(document.get("respondByDate")) if state in _OURS_TO_ANSWER else None,
    )

    def tells(number: str) -> AfterSale:
        return AfterSale(number, "", claims=(record,))

    ids = text(document, "itemId"), text(document, "transactionId")
    return Matter(key, created, "", text(document, "buyer"), *ids, tells)


def _return_state(document: Document) -> ReturnState:
    said = text(document, "state")
    return _RETURN_STATES.get(said) or _loosely(said)


def _loosely(said: str) -> ReturnState:
    """eBay has some fifty states; these parts of their names decide."""
    parts = (
        ("CLOSED", ReturnState.CLOSED),
        ("TIMEOUT", ReturnState.CLOSED),
        ("REFUND", ReturnState.REFUNDED),
        ("DELIVERED", ReturnState.RECEIVED),
        ("SHIPPED", ReturnState.UNDER_WAY),
        ("LABEL", ReturnState.AUTHORISED),
        ("RMA", ReturnState.AUTHORISED),
    )
    return next((state for word, state in parts if word in said), ReturnState.REQUESTED)


def _due(document: Document) -> datetime | None:
    return time_of(part(document, "sellerResponseDue").get("respondByDate"))
