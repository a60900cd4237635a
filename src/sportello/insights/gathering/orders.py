"""Reading orders: the facts that figures divide by, and which order a ticket is about."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sportello.inbox.models import Holding
from sportello.insights.facts.values import Happened, Placed
from sportello.orders.models import Claim, Line, Order, Return, Shipment
from sportello.orders.models.after_sale import ClaimKinds
from sportello.orders.models.order import State
from sportello.orders.numbers import plain

BAD_STARS = ("1/5", "2/5")


def placed(ids: Collection[int], told: Mapping[int, Sequence[Happened]], *, now: datetime) -> dict[int, Placed]:
    """The facts of these orders as their rows stand; `told` are their events, which remember a country that was erased.

    Products are those of the lines, carrier and times those of the first parcel that has them.
    """
    orders = Order.objects.filter(pk__in=ids).values_list(
        "pk", "channel", "placed_at", "address", "fulfilled_by", "state", "ship_by"
    )
    parts = _Parts(ids)
    found = {}
    for pk, channel, placed_at, address, fulfilled_by, state, ship_by in orders:
        parcels, cancelled = parts.parcels.get(pk, []), state == State.CANCELLED
        shipped = min((one[2] for one in parcels if one[2]), default=None)
        claims = parts.claims.get(pk, [])
        found[pk] = Placed(
            order=pk,
            channel=channel,
            placed_at=placed_at,
            products=tuple(dict.fromkeys(parts.products.get(pk, ()))),
            carrier=next((one[0] for one in parcels if one[0]), ""),
            country=(address.get("country") or _country(told.get(pk, ())))[:8],
            fulfilled_by=fulfilled_by,
            cancelled=cancelled,
            ship_by=ship_by,
            shipped_at=shipped,
            delivered_at=max((one[4] for one in parcels if one[3] == "delivered" and one[4]), default=None),
            is_late=ship_by is not None and not cancelled and ship_by < (shipped or now),
            is_tracked=bool(parcels) and all(one[1] for one in parcels),
            claimed_at=claims[0][1] if claims else None,
            claim=claims[0][0] if claims else "",
            bad_feedback_at=parts.feedback.get(pk),
            return_asked_at=parts.returns.get(pk),
        )
    return found


def about(tickets: Iterable[int]) -> dict[int, dict[str, Any]]:
    """What the orders that tickets' conversations name say they are about, as the data of "ticket.about".

    A ticket whose conversations name several orders is about that of its newest one. Left out are tickets without a
    known order, and those whose order's buyer was erased.
    """
    held = Holding.objects.filter(ticket__in=list(tickets)).exclude(thread__order_id="").order_by("thread")
    named = {ticket: (plain(number), channel) for ticket, number, channel in held.values_list(
        "ticket", "thread__order_id", "thread__channel"
    )}  # fmt: skip
    known = Order.objects.filter(plain__in={number for number, _channel in named.values() if number}, erased_at=None)
    orders: dict[tuple[str, int], tuple[int, str, str]] = {}
    anywhere: dict[str, tuple[int, str, str]] = {}
    rows = known.order_by("-pk").values_list("pk", "plain", "channel", "address", "fulfilled_by")
    for pk, number, channel, address, fulfilled_by in rows:
        orders[number, channel] = anywhere[number] = (pk, (address.get("country") or "")[:8], fulfilled_by)
    chosen = {
        ticket: order
        for ticket, (number, channel) in named.items()
        if (order := orders.get((number, channel)) or anywhere.get(number))
    }
    parts = _Parts({order[0] for order in chosen.values()})
    return {ticket: _said(order, parts) for ticket, order in chosen.items()}


def tickets_about(orders: Collection[int]) -> list[int]:
    """The tickets whose conversations name these orders."""
    numbers = Order.objects.filter(pk__in=orders).values_list("number", flat=True)
    return list(Holding.objects.filter(thread__order_id__in=list(numbers)).values_list("ticket", flat=True))


def _said(order: tuple[int, str, str], parts: "_Parts") -> dict[str, Any]:
    pk, country, fulfilled_by = order
    products, parcels = parts.products.get(pk, [0]), parts.parcels.get(pk, [])
    carrier = next((one[0] for one in parcels if one[0]), "")
    return {
        "order": pk, "product": products[0], "carrier": carrier, "country": country, "fulfilled_by": fulfilled_by
    }  # fmt: skip


def _country(events: Sequence[Happened]) -> str:
    told: list[Any] = [event.data.get("country", "") for event in events]
    return next((country for country in reversed(told) if country), "")


class _Parts:
    """Lines, parcels, claims and returns of orders, five queries for any number of them."""

    def __init__(self, orders: Collection[int]) -> None:
        self.products: dict[int, list[int]] = {}
        self.parcels: dict[int, list[tuple[str, str, datetime | None, str, datetime | None]]] = {}
        self.claims: dict[int, list[tuple[str, datetime]]] = {}
        self.feedback: dict[int, datetime] = {}
        self.returns: dict[int, datetime] = {}
        lines = Line.objects.filter(order__in=orders, withdrawn=False, product__isnull=False).order_by("pk")
        for order, product in lines.values_list("order", "product"):
            self.products.setdefault(order, []).append(product or 0)
        shipments = Shipment.objects.filter(order__in=orders, withdrawn=False).order_by("pk")
        for order, *parcel in shipments.values_list(
            "order", "carrier", "tracking_number", "shipped_at", "state", "state_at"
        ):
            self.parcels.setdefault(order, []).append(tuple(parcel))  # type: ignore[arg-type]
        claims = Claim.objects.filter(order__in=orders, withdrawn=False).order_by("opened_at", "pk")
        for order, kind, opened_at, reason in claims.values_list("order", "kind", "opened_at", "reason"):
            if kind != ClaimKinds.FEEDBACK:
                self.claims.setdefault(order, []).append((kind, opened_at))
            elif reason.startswith(BAD_STARS):
                self.feedback.setdefault(order, opened_at)
        returns = Return.objects.filter(order__in=orders, withdrawn=False).order_by("-requested_at")
        self.returns.update(returns.values_list("order", "requested_at"))
