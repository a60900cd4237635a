"""eBay's order document (Sell Fulfillment v1, getOrder and getOrders) as an order. Pure."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from sportello.carriers.names import carrier_named
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

from .sites import HOME, order_page, site_of
from .values import Document, money_of, part, rows, text, time_of

_UNPAID = {"PENDING", "FAILED"}


def read_order(
    order: Document, *, fulfillments: Sequence[Document] | None, home: str = HOME, now: datetime
) -> OrderRecord:
    """The order. `fulfillments` are those of its shipping_fulfillment call, None when it was not asked.

    `home` is the account's own site, for lines that name no marketplace; `now` stands in for a missing date.
    """
    number = text(order, "orderId")
    changed = time_of(order.get("lastModifiedDate")) or time_of(order.get("creationDate")) or now
    site = _site(order) or home
    shipping = _first(order)
    dates = [part(line, "lineItemFulfillmentInstructions") for line in rows(order, "lineItems")]
    return OrderRecord(
        external_id=number,
        number=number,
        site=site,
        placed_at=time_of(order.get("creationDate")) or changed,
        changed_at=changed,
        state=_state(order),
        fulfilled_by=_fulfiller(order, shipping),
        lines=tuple(_line(line) for line in rows(order, "lineItems")),
        total=money_of(part(order, "pricingSummary").get("total")),
        buyer=_buyer(order, shipping),
        shipments=None if fulfillments is None else tuple(_shipments(number, fulfillments, changed)),
        refunds=tuple(_refunds(order, changed)),
        cancel_wanted_at=_cancel_wanted(order, changed),
        ship_by=min(filter(None, (time_of(date.get("shipByDate")) for date in dates)), default=None),
        deliver_from=_delivery(dates, shipping, "minEstimatedDeliveryDate"),
        deliver_by=_delivery(dates, shipping, "maxEstimatedDeliveryDate"),
        page_url=order_page(number, site),
        payload=order,
    )


def wants_cancellation(order: Document) -> bool:
    """Whether a cancellation is asked for and not decided."""
    return text(part(order, "cancelStatus"), "cancelState") == "IN_PROGRESS"


def has_fulfillments(order: Document) -> bool:
    """Whether something of the order was shipped."""
    return text(order, "orderFulfillmentStatus") in {"IN_PROGRESS", "FULFILLED"}


def changed_at(order: Document) -> datetime | None:
    """When the order changed last, by eBay's clock."""
    return time_of(order.get("lastModifiedDate"))


def _site(order: Document) -> str:
    for line in rows(order, "lineItems"):
        site = site_of(text(line, "purchaseMarketplaceId")) or site_of(text(line, "listingMarketplaceId"))
        if site:
            return site
    return ""


def _first(order: Document) -> Document:
    """The order's first instruction of how to deliver."""
    return next(iter(rows(order, "fulfillmentStartInstructions")), {})


def _state(order: Document) -> OrderState:
    """eBay never tells that a parcel arrived: FULFILLED is "shipped"."""
    if text(part(order, "cancelStatus"), "cancelState") == "CANCELED":
        return OrderState.CANCELLED
    shipped = {"FULFILLED": OrderState.SHIPPED, "IN_PROGRESS": OrderState.PARTLY_SHIPPED}
    state = shipped.get(text(order, "orderFulfillmentStatus"))
    if state is not None:
        return state
    return OrderState.PENDING if text(order, "orderPaymentStatus") in _UNPAID else OrderState.UNSHIPPED


def _fulfiller(order: Document, shipping: Document) -> Fulfiller:
    by_ebay = text(part(order, "program", "fulfillmentProgram"), "fulfilledBy") == "EBAY"
    if by_ebay or text(shipping, "fulfillmentInstructionsType") == "FULFILLED_BY_EBAY":
        return Fulfiller.MARKETPLACE
    return Fulfiller.SELLER


def _line(line: Document) -> LineRecord:
    codes = {"ebay_item": text(line, "legacyItemId"), "ebay_variation": text(line, "legacyVariationId")}
    quantity = line.get("quantity")
    number = quantity if isinstance(quantity, int) and quantity > 0 else 1
    return LineRecord(
        external_id=text(line, "lineItemId"),
        title=text(line, "title"),
        quantity=number,
        sku=text(line, "sku"),
        codes={kind: code for kind, code in codes.items() if code},
        unit_price=_unit_price(money_of(line.get("lineItemCost")), number),
    )


def _unit_price(cost: Money | None, quantity: int) -> Money | None:
    """`lineItemCost` is the price of all units together; a cent that cannot be shared out is rounded."""
    return Money((cost.amount / quantity).quantize(cost.amount), cost.currency) if cost else None


def _buyer(order: Document, shipping: Document) -> BuyerRecord:
    buyer, ship_to = part(order, "buyer"), part(shipping, "shippingStep", "shipTo")
    registered = part(buyer, "buyerRegistrationAddress")
    mail = text(ship_to, "email") or text(registered, "email")
    is_alias = mail.rpartition("@")[2].lower().startswith("members.ebay.")
    return BuyerRecord(
        name=text(ship_to, "fullName") or text(registered, "fullName"),
        email="" if is_alias else mail,
        relay=mail if is_alias else "",
        phone=text(part(ship_to, "primaryPhone"), "phoneNumber"),
        buyer_id=text(buyer, "userId"),
        user_name=text(buyer, "username"),
        address=_address(text(ship_to, "fullName"), part(ship_to, "contactAddress")),
    )


def _address(name: str, address: Document) -> Address | None:
    if not address:
        return None
    street = ", ".join(filter(None, (text(address, "addressLine1"), text(address, "addressLine2"))))
    return Address(
        name=name,
        street=street,
        city=text(address, "city"),
        postcode=text(address, "postalCode"),
        region=text(address, "stateOrProvince"),
        country=text(address, "countryCode"),
    )


def _shipments(number: str, fulfillments: Sequence[Document], changed: datetime) -> Iterator[ShipmentRecord]:
    for fulfillment in fulfillments:
        name = text(fulfillment, "shippingCarrierCode")
        shipped_at = time_of(fulfillment.get("shippedDate"))
        yield ShipmentRecord(
            external_id=text(fulfillment, "fulfillmentId") or f"{number}/{text(fulfillment, 'shipmentTrackingNumber')}",
            changed_at=changed,
            carrier=carrier_named(name) if name else "",
            carrier_name=name,
            tracking_number=text(fulfillment, "shipmentTrackingNumber"),
            shipped_at=shipped_at,
            line_ids=tuple(text(line, "lineItemId") for line in rows(fulfillment, "lineItems")),
        )


def _refunds(order: Document, changed: datetime) -> Iterator[RefundRecord]:
    """The order's refunds, and those that only a line tells."""
    of_lines: dict[str, list[str]] = {}
    single: dict[str, Document] = {}
    for line in rows(order, "lineItems"):
        for refund in rows(line, "refunds"):
            of_lines.setdefault(_refund_id(refund), []).append(text(line, "lineItemId"))
            single.setdefault(_refund_id(refund), refund)
    known = {_refund_id(refund): refund for refund in rows(part(order, "paymentSummary"), "refunds")}
    for key, refund in {**single, **known}.items():
        money = money_of(refund.get("amount"))
        if money is None or text(refund, "refundStatus") == "FAILED":
            continue
        at = time_of(refund.get("refundDate")) or changed
        yield RefundRecord(external_id=key, at=at, money=money, line_ids=tuple(of_lines.get(key, ())))


def _refund_id(refund: Document) -> str:
    said = text(refund, "refundId") or text(refund, "refundReferenceId")
    return said or f"{text(refund, 'refundDate')} {text(part(refund, 'amount'), 'value')}"


def _cancel_wanted(order: Document, changed: datetime) -> datetime | None:
    if not wants_cancellation(order):
        return None
    asked = [time_of(ask.get("cancelRequestedDate")) for ask in rows(part(order, "cancelStatus"), "cancelRequests")]
    return max(filter(None, asked), default=changed)


def _delivery(dates: Sequence[Document], shipping: Document, name: str) -> datetime | None:
    found = [time_of(date.get(name)) for date in (*dates, shipping)]
    return max(filter(None, found), default=None)
