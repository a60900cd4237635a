"""Shopify's orders as our records. Pure.

Money is what the buyer was shown (presentment), states are read from `displayFulfillmentStatus` and the parcels.
"""

from collections.abc import Iterable

from sportello.channels.contract import ApiTrouble, TroubleKind
from sportello.orders.records import Address, BuyerRecord, Fulfiller, LineRecord, OrderRecord, OrderState

from .aftersales import refund_records, return_records
from .parcels import is_void, shipment_records
from .values import SITE, Node, moment, money, number_in, part, rows, text

SHIPPED = {"FULFILLED", "FULFILLMENT_NOT_REQUIRED"}
ARRIVED = {"DELIVERED", "PICKED_UP"}


def order_record(node: Node, *, handle: str) -> OrderRecord:
    """One order; `handle` is the shop's name in its admin. Raises `ApiTrouble` for one without id, name or time."""
    placed_at, changed_at = moment(node, "createdAt"), moment(node, "updatedAt")
    number_of_order, name = number_in(text(node, "id")), text(node, "name")
    if not number_of_order or not name or placed_at is None or changed_at is None:
        raise ApiTrouble(TroubleKind.NONSENSE, f"an order without id, name or time: {name or number_of_order!r}")
    return OrderRecord(
        external_id=number_of_order,
        number=name,
        site=SITE,
        placed_at=moment(node, "processedAt") or placed_at,
        changed_at=changed_at,
        state=state_of(node),
        fulfilled_by=Fulfiller.SELLER,
        lines=tuple(line_record(line) for line in rows(node, "lineItems")),
        total=money(node, "totalPriceSet"),
        buyer=buyer_record(node),
        shipments=shipment_records(node) if "fulfillments" in node else None,
        refunds=refund_records(node) if "refunds" in node else None,
        returns=return_records(node, changed_at) if "returns" in node else None,
        page_url=f"https://admin.shopify.com/store/{handle}/orders/{number_of_order}" if handle else "",
        payload=node,
    )


def state_of(node: Node) -> OrderState:
    """Where the order stands. A payment that is still awaited (a bank transfer) makes it pending."""
    if moment(node, "cancelledAt"):
        return OrderState.CANCELLED
    shown = text(node, "displayFulfillmentStatus")
    if shown in SHIPPED:
        return OrderState.DELIVERED if _has_arrived(rows(node, "fulfillments")) else OrderState.SHIPPED
    if shown == "PARTIALLY_FULFILLED":
        return OrderState.PARTLY_SHIPPED
    return OrderState.PENDING if text(node, "displayFinancialStatus") == "PENDING" else OrderState.UNSHIPPED


def line_record(node: Node) -> LineRecord:
    """One line with the product's ids, and its price after the line's own discounts."""
    codes = {
        "shopify_variant": number_in(text(node, "variant", "id")),
        "shopify_product": number_in(text(node, "variant", "product", "id")),
    }
    variant = text(node, "variantTitle")
    title = text(node, "title")
    quantity = node.get("quantity")
    return LineRecord(
        external_id=number_in(text(node, "id")),
        title=f"{title} - {variant}" if variant and variant != "Default Title" else title,
        quantity=quantity if isinstance(quantity, int) else 0,
        sku=text(node, "sku"),
        codes={kind: code for kind, code in codes.items() if code},
        unit_price=money(node, "discountedUnitPriceSet"),
    )


def buyer_record(node: Node) -> BuyerRecord:
    """Who bought, from the customer and what the order itself says; a guest's order may have neither."""
    customer, address = part(node, "customer"), part(node, "shippingAddress") or part(node, "billingAddress")
    return BuyerRecord(
        name=text(customer, "displayName") or text(address, "name"),
        email=(text(node, "email") or text(customer, "defaultEmailAddress", "emailAddress")).lower(),
        phone=text(node, "phone") or text(customer, "defaultPhoneNumber", "phoneNumber") or text(address, "phone"),
        buyer_id=text(customer, "legacyResourceId") or number_in(text(customer, "id")),
        language=(text(node, "customerLocale") or text(customer, "locale")).partition("-")[0].lower(),
        address=_address(address) if address else None,
    )


def _address(node: Node) -> Address:
    street = ", ".join(filter(None, (text(node, "company"), text(node, "address1"), text(node, "address2"))))
    return Address(
        name=text(node, "name"),
        street=street,
        city=text(node, "city"),
        postcode=text(node, "zip"),
        region=text(node, "provinceCode") or text(node, "province"),
        country=text(node, "countryCodeV2"),
    )


def _has_arrived(parcels: Iterable[Node]) -> bool:
    sent = [parcel for parcel in parcels if not is_void(parcel)]
    return bool(sent) and all(
        text(parcel, "displayStatus") in ARRIVED or moment(parcel, "deliveredAt") for parcel in sent
    )
