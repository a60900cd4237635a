"""What macros may say of an order: its numbers and days, its parcel, its refund, its return. Rows in, values out."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from django.utils import timezone

from sportello.carriers.names import name_of
from sportello.carriers.pages import carrier_at, tracking_page
from sportello.carriers.states import ENDED, State
from sportello.desk.buying.links import https
from sportello.orders.models import Order, Refund, Return, Shipment
from sportello.orders.records import Fulfiller, OrderState, ReturnState
from sportello.replies.macros.formatting import Given
from sportello.replies.macros.parcel_words import parcel_words

type Values = Mapping[str, Given]

SHOP = "shop"
_SHIPPED = frozenset({OrderState.SHIPPED, OrderState.DELIVERED, OrderState.PARTLY_SHIPPED})
_UNSEEN = frozenset({State.UNKNOWN, State.INFO_RECEIVED})
_ARRIVED = frozenset({ReturnState.RECEIVED, ReturnState.REFUNDED})
_GONE = frozenset({ReturnState.REFUSED, ReturnState.CLOSED})
MOST_ITEMS = 6


def of_order(order: Order, *, audience: str, language: str, now: datetime, return_days: int | None = None) -> Values:
    """Everything an answer to this audience may say of a complete order; what nobody told us of is left out.

    `return_days` is the return window, from the policy facts. Of complete rows it asks the database nothing.
    """
    shipment, refund, sent_back = parcel_of(order), refund_of(order), return_of(order)
    values: dict[str, Given | None] = {
        "order.number": order.number,
        "order.day": local_day(order.placed_at),
        "order.total": order.total,
        **_items(order),
        "order.ship_by": local_day(order.ship_by),
        "order.deliver_by": local_day(order.deliver_by),
        "order.by_marketplace": order.fulfilled_by == Fulfiller.MARKETPLACE,
        "order.by_seller": order.fulfilled_by == Fulfiller.SELLER,
        "order.shipped": order.state in _SHIPPED or shipment is not None,
        "order.cancelled": order.state == OrderState.CANCELLED,
        "claim.open": any(claim.awaits_us for claim in order.claims.all()),
        "return.requested": sent_back is not None,
        "return.received": sent_back is not None and sent_back.state in _ARRIVED,
    }
    if shipment is not None:
        values |= of_shipment(shipment, order, audience=audience, language=language, now=now)
    if refund is not None:
        values |= {"refund.amount": refund.money, "refund.id": _number_of(refund), "refund.day": local_day(refund.at)}
    delivered = values.get("shipment.delivered_on")
    if isinstance(delivered, date) and return_days is not None:
        values["return.deadline"] = delivered + timedelta(days=return_days)
    return {key: value for key, value in values.items() if value not in (None, "", False)}


def of_shipment(
    shipment: Shipment, order: Order, *, audience: str, language: str, now: datetime
) -> dict[str, Given | None]:
    """What may be said of a parcel."""
    seen = [scan for scan in shipment.scans.all() if scan.state not in _UNSEEN]
    last = seen[0] if seen else None
    at = last.at if last else shipment.state_at
    scanned = shipment.state not in _UNSEEN
    delivered = shipment.state == State.DELIVERED
    due = shipment.due_at or order.deliver_by
    return {
        "shipment.carrier": name_of(shipment.carrier) if shipment.carrier else shipment.carrier_name,
        "shipment.tracking_number": shipment.tracking_number,
        "shipment.tracking_link": link_of(shipment, audience=audience, language=language),
        "shipment.status": parcel_words(shipment.state, language),
        "shipment.state": shipment.state if shipment.state != State.UNKNOWN else None,
        "shipment.scanned": scanned,
        "shipment.place": last.place if last and scanned else None,
        "shipment.day": local_day(at) if scanned else None,
        "shipment.quiet_days": (now - at).days if scanned and at and not delivered else None,
        "shipment.sent_on": local_day(shipment.shipped_at),
        "shipment.due": local_day(due) if due and due > now and not delivered else None,
        "shipment.late": bool(due and due < now and not delivered),
        "shipment.delivered": delivered,
        "shipment.delivered_on": local_day(at) if delivered else None,
    }


def parcel_of(order: Order) -> Shipment | None:
    """The parcel that a buyer asks about: the newest under way with a number, else the newest."""
    every = list(order.shipments.all())
    known = [shipment for shipment in every if shipment.tracking_number] or every
    under_way = [shipment for shipment in known if shipment.state not in ENDED] or known
    return under_way[-1] if under_way else None


def refund_of(order: Order) -> Refund | None:
    """The newest refund that says how much, else the newest."""
    known: list[Refund] = list(order.refunds.all())
    return next((refund for refund in reversed(known) if refund.money), known[-1] if known else None)


def return_of(order: Order) -> Return | None:
    """The newest return that was neither refused nor closed."""
    return next((one for one in reversed(order.returns.all()) if one.state not in _GONE), None)


def link_of(shipment: Shipment, *, audience: str, language: str) -> str:
    """The carrier's own page where we know it. What the source calls one stands in for it when it is a carrier's, and
    on the seller's own channels also when it is anybody's over https."""
    known = tracking_page(shipment.carrier, shipment.tracking_number, language=language)
    told = https(shipment.tracking_url)
    if known or not told:
        return known
    host = told.partition("//")[2].partition("/")[0]
    return told if audience == SHOP or carrier_at(host) else ""


def local_day(moment: datetime | None) -> date | None:
    """The day of a moment on the house's clock."""
    return timezone.localtime(moment).date() if moment else None


def _items(order: Order) -> dict[str, Given | None]:
    titles = [line.title for line in order.lines.all()]
    some = titles[:MOST_ITEMS]
    return {"order.item": titles[0] if titles else None, "order.items": ", ".join(some)}


def _number_of(refund: Refund) -> str:
    """The refund's number where it is one that people can use: not an id of ours, made of hashes."""
    return refund.external_id if len(refund.external_id) <= 40 else ""
