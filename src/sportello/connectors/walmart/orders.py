"""A purchase order of Walmart's (GET /v3/orders) as an order of ours. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sportello.channels.contract import ApiTrouble, TroubleKind
from sportello.orders.records import (
    Address,
    BuyerRecord,
    Fulfiller,
    LineRecord,
    Money,
    OrderRecord,
    OrderState,
    RefundRecord,
    ShipmentRecord,
)

from .carriers import code_of
from .values import Document, money_of, number_of, part, rows, sum_of, text, time_of

SITE = "walmart.com"
ORDER_PAGE = "https://seller.walmart.com/orders/manage-orders?search={number}"
# How far each of Walmart's line statuses is on its way; unknown words count as not shipped.
_STEPS = {"Created": 0, "Acknowledged": 0, "Shipped": 1, "Delivered": 2}
_CANCELLED = "Cancelled"


@dataclass(frozen=True, slots=True)
class _Line:
    """One order line with its latest status' time."""

    document: Document
    number: str
    at: datetime | None

    @property
    def statuses(self) -> list[Document]:
        return rows(self.document, "orderLineStatuses", "orderLineStatus")


def order_of(document: Document) -> OrderRecord:
    """The order. Raises `ApiTrouble` (nonsense) when it lacks its numbers or its date."""
    external_id, number = text(document, "purchaseOrderId"), text(document, "customerOrderId")
    placed_at = time_of(document.get("orderDate"))
    if not external_id or placed_at is None:
        raise ApiTrouble(TroubleKind.NONSENSE, "an order without purchaseOrderId or orderDate")
    lines = list(_lines(document))
    shipping = part(document, "shippingInfo")
    return OrderRecord(
        external_id=external_id,
        number=number or external_id,
        site=SITE,
        placed_at=placed_at,
        changed_at=max([placed_at, *(line.at for line in lines if line.at)]),
        state=_state([text(status, "status") for line in lines for status in line.statuses]),
        fulfilled_by=_fulfiller(document),
        lines=tuple(_line_of(line) for line in lines),
        total=sum_of(_charges(lines)),
        buyer=_buyer(document),
        shipments=tuple(_shipments(external_id, lines, placed_at, time_of(shipping.get("estimatedDeliveryDate")))),
        refunds=tuple(_refunds(lines, placed_at)),
        cancel_wanted_at=_wish_to_cancel(lines, placed_at),
        ship_by=time_of(shipping.get("estimatedShipDate")),
        deliver_by=time_of(shipping.get("estimatedDeliveryDate")),
        page_url=ORDER_PAGE.format(number=external_id),
        payload=document,
    )


def _lines(document: Document) -> Iterator[_Line]:
    for row in rows(document, "orderLines", "orderLine"):
        yield _Line(row, text(row, "lineNumber"), time_of(row.get("statusDate")))


def _state(words: list[str]) -> OrderState:
    going = [_STEPS.get(word, 0) for word in words if word != _CANCELLED]
    if words and not going:
        return OrderState.CANCELLED
    if not going or max(going) == 0:
        return OrderState.UNSHIPPED
    if min(going) == 0:
        return OrderState.PARTLY_SHIPPED
    return OrderState.DELIVERED if min(going) == 2 else OrderState.SHIPPED


def _fulfiller(document: Document) -> Fulfiller:
    node = text(part(document, "shipNode"), "type")
    return Fulfiller.MARKETPLACE if node == "WFSFulfilled" else Fulfiller.SELLER


def _line_of(line: _Line) -> LineRecord:
    item = part(line.document, "item")
    quantity = int(number_of(text(part(line.document, "orderLineQuantity"), "amount") or "1"))
    item_price = sum_of(
        money_of(charge.get("chargeAmount"))
        for charge in rows(line.document, "charges", "charge")
        if text(charge, "chargeType") == "PRODUCT"
    )
    return LineRecord(
        external_id=line.number,
        title=text(item, "productName"),
        quantity=quantity,
        sku=text(item, "sku"),
        unit_price=Money(item_price.amount / (quantity or 1), item_price.currency) if item_price else None,
    )


def _charges(lines: list[_Line]) -> Iterator[Money | None]:
    for line in lines:
        for charge in rows(line.document, "charges", "charge"):
            yield money_of(charge.get("chargeAmount"))
            yield money_of(part(charge, "tax").get("taxAmount"))


def _buyer(document: Document) -> BuyerRecord:
    shipping = part(document, "shippingInfo")
    address = part(shipping, "postalAddress")
    street = " ".join(filter(None, (text(address, "address1"), text(address, "address2"))))
    return BuyerRecord(
        name=text(address, "name"),
        relay=text(document, "customerEmailId").lower(),
        phone=text(shipping, "phone"),
        language="en",
        address=Address(
            name=text(address, "name"),
            street=street,
            city=text(address, "city"),
            postcode=text(address, "postalCode"),
            region=text(address, "state"),
            country={"USA": "US"}.get(text(address, "country"), text(address, "country")),
        )
        if address
        else None,
    )


def _shipments(
    order: str, lines: list[_Line], placed_at: datetime, due_at: datetime | None
) -> Iterator[ShipmentRecord]:
    """One parcel for each tracking number, whichever lines lie in it."""
    parcels: dict[str, list[tuple[_Line, Document]]] = {}
    for line in lines:
        for status in line.statuses:
            if number := text(part(status, "trackingInfo"), "trackingNumber"):
                parcels.setdefault(number, []).append((line, status))
    for number, found in parcels.items():
        line, status = found[0]
        tracking = part(status, "trackingInfo")
        name = _carrier_name(tracking)
        shipped_at = time_of(tracking.get("shipDateTime"))
        is_there = all(text(each, "status") == "Delivered" for _, each in found)
        at = max((each.at for each, _ in found if each.at), default=shipped_at)
        yield ShipmentRecord(
            external_id=f"{order}:{number}",
            changed_at=at or placed_at,
            carrier=code_of(name),
            carrier_name=name,
            tracking_number=number,
            tracking_url=text(tracking, "trackingURL"),
            state="delivered" if is_there else "in_transit",
            state_at=at if is_there else shipped_at,
            shipped_at=shipped_at,
            due_at=due_at,
            line_ids=tuple(each.number for each, _ in found),
        )


def _carrier_name(tracking: Document) -> str:
    carrier = part(tracking, "carrierName")
    return text(carrier, "carrier") or text(carrier, "otherCarrier")


def _refunds(lines: list[_Line], placed_at: datetime) -> Iterator[RefundRecord]:
    """Each charge given back, known by its place: a line has one `refundId` that later refunds replace."""
    for line in lines:
        for place, given in enumerate(rows(part(line.document, "refund"), "refundCharges", "refundCharge")):
            charge = part(given, "charge")
            money = sum_of([money_of(charge.get("chargeAmount")), money_of(part(charge, "tax").get("taxAmount"))])
            if money:
                yield RefundRecord(
                    external_id=f"{line.number}:{place}",
                    at=line.at or placed_at,
                    # What was given back is written with a minus sign.
                    money=Money(abs(money.amount), money.currency),
                    reason=text(given, "refundReason"),
                    line_ids=(line.number,),
                )


def _wish_to_cancel(lines: list[_Line], placed_at: datetime) -> datetime | None:
    wished: list[Any] = [line.at or placed_at for line in lines if text(line.document, "intentToCancel")]
    return min(wished, default=None)
