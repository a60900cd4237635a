"""What a record says, by column: None for what it does not tell. Pure."""

from dataclasses import asdict
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any

from .merging import Seen
from .numbers import plain
from .records import (
    ClaimRecord,
    LineRecord,
    Money,
    OrderRecord,
    RefundRecord,
    ReturnRecord,
    ShipmentRecord,
)
from .storing import tidy

CENTS = Decimal("0.0001")
# What the columns hold; no order costs more, but a broken document may say so.
MOST = Decimal(10) ** 10
BUYER = ("name", "email", "relay", "phone", "id", "user_name", "language")


def of_order(record: OrderRecord, *, erased: bool = False) -> dict[str, Any]:
    """The columns of an order; `erased`: nothing of who bought."""
    columns = {
        "number": record.number[:60],
        "plain": plain(record.number or record.external_id),
        "site": record.site[:60],
        "placed_at": record.placed_at,
        "state": record.state.value,
        "fulfilled_by": record.fulfilled_by.value,
        **_money("total_amount", "total_currency", record.total),
        "cancel_wanted_at": record.cancel_wanted_at,
        "ship_by": record.ship_by,
        "deliver_from": record.deliver_from,
        "deliver_by": record.deliver_by,
        "page_url": _web(record.page_url),
        **_buyer(record),
        "payload": tidy(record.payload) or None,
    }
    if erased:
        columns |= dict.fromkeys((*(f"buyer_{name}" for name in BUYER), "address", "payload"))
    return columns


def of_line(line: LineRecord) -> dict[str, Any]:
    """The columns of a line."""
    return {
        "title": _text(line.title, 500) or "",
        "quantity": min(max(line.quantity, 0), 2**31 - 1),
        "sku": _text(line.sku.strip(), 120),
        "codes": {kind: tidy(str(value))[:120] for kind, value in line.codes.items() if value} or None,
        **_money("price_amount", "price_currency", line.unit_price),
    }


def of_shipment(parcel: ShipmentRecord) -> dict[str, Any]:
    """The columns of a parcel, but for its state (`seen`)."""
    return {
        "carrier": _text(parcel.carrier, 40),
        "carrier_name": _text(parcel.carrier_name, 120),
        "tracking_number": _text(parcel.tracking_number, 120),
        "plain": plain(parcel.tracking_number) or None,
        "tracking_url": _web(parcel.tracking_url),
        "shipped_at": parcel.shipped_at,
        "due_at": parcel.due_at,
        "line_ids": list(parcel.line_ids) or None,
    }


def seen(parcel: ShipmentRecord) -> list[Seen]:
    """Every state that a record tells of a parcel, with its time."""
    since = Seen(parcel.state[:24], parcel.state_at or parcel.changed_at, timed=parcel.state_at is not None)
    return [since, *(Seen(scan.state[:24], scan.at, timed=True) for scan in parcel.scans or ())]


def of_refund(refund: RefundRecord) -> dict[str, Any]:
    """The columns of a refund."""
    return {
        "at": refund.at,
        **_money("amount", "currency", refund.money),
        "reason": _text(refund.reason, 500),
        "line_ids": list(refund.line_ids) or None,
    }


def of_return(back: ReturnRecord) -> dict[str, Any]:
    """The columns of a return."""
    return {
        "state": back.state.value,
        "requested_at": back.requested_at,
        "reason": _text(back.reason, 300),
        "words": _text(back.words, 20_000),
        "carrier": _text(back.carrier, 120),
        "tracking_number": _text(back.tracking_number, 120),
        "answer_by": back.answer_by,
        "line_ids": list(back.line_ids) or None,
    }


def of_claim(claim: ClaimRecord) -> dict[str, Any]:
    """The columns of a claim."""
    return {
        "kind": claim.kind.value,
        "state": claim.state.value,
        "opened_at": claim.opened_at,
        "reason": _text(claim.reason, 500),
        **_money("amount", "currency", claim.money),
        "answer_by": claim.answer_by,
    }


def _buyer(record: OrderRecord) -> dict[str, Any]:
    buyer = record.buyer
    values = {
        "name": _text(buyer.name, 200),
        "email": _text(buyer.email.strip().lower(), 320),
        "relay": _text(buyer.relay.strip().lower(), 320),
        "phone": _text(buyer.phone, 60),
        "id": _text(buyer.buyer_id, 200),
        "user_name": _text(buyer.user_name, 200),
        "language": _text(buyer.language, 16),
    }
    address = tidy(asdict(buyer.address)) if buyer.address else None
    return {**{f"buyer_{name}": value for name, value in values.items()}, "address": address}


def _money(amount: str, currency: str, money: Money | None) -> dict[str, Any]:
    """Both columns of an amount; one that is no number, or has no currency, counts as not told."""
    if money is None or not money.currency.strip() or not money.amount.is_finite() or abs(money.amount) >= MOST:
        return {amount: None, currency: None}
    rounded = money.amount.quantize(CENTS, rounding=ROUND_HALF_EVEN)
    return {amount: rounded, currency: money.currency.strip().upper()[:8]}


def _text(text: str, longest: int) -> str | None:
    return tidy(text)[:longest] or None


def _web(address: str) -> str | None:
    """An address that may become a link: a web address, or nothing."""
    return _text(address, 1000) if address.startswith(("https://", "http://127.0.0.1", "http://localhost")) else None
