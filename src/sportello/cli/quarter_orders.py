"""The simulated quarter's buyers, orders, parcels, claims and cases as rows."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from sportello.customers.models import Customer, Handle, HandleKind
from sportello.orders.models import Claim, Line, Order, Shipment
from sportello.orders.numbers import plain
from sportello.sandbox.quarter.catalogue import MARKETPLACES
from sportello.sandbox.quarter.clock import DAY
from sportello.sandbox.quarter.entities import Order as Bought
from sportello.sandbox.quarter.playing import Played
from sportello.sandbox.quarter.wording import buyer_name, order_code, tracking_code

from .quarter_copying import Row, at, copy, last_id, moment
from .quarter_ground import Ground

type Step = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Buyers:
    """The customers' ids, by the simulator's numbers of buyers."""

    ids: dict[int, int]

    def address(self, buyer: int) -> str:
        """Where a buyer gets mail."""
        return f"buyer{self.ids[buyer]}@posta.example"


def write_buyers(played: Played, *, step: Step) -> Buyers:
    """A customer with a handle for everybody who wrote or looked up an order."""
    first: dict[int, tuple[int, str]] = {}
    for ticket in played.past.tickets:
        first.setdefault(ticket.buyer, (ticket.opened, ticket.language))
    for visit in played.visits:
        if visit.order is not None:
            first.setdefault(visit.order.buyer, (visit.began, visit.language))
    begin = last_id(Customer)
    buyers = Buyers({buyer: begin + place for place, buyer in enumerate(first, 1)})
    rows = ((buyers.ids[buyer], buyer_name(buyer), told, at(when)) for buyer, (when, told) in first.items())
    copy(Customer, ("id", "name", "language", "created_at"), rows, step=step)
    handles = (
        (buyers.ids[buyer], HandleKind.EMAIL.value, buyers.address(buyer), "wrote on email", at(when))
        for buyer, (when, _language) in first.items()
    )
    copy(Handle, ("customer_id", "kind", "value", "evidence", "first_seen_at"), handles, step=step)
    return buyers


def write_orders(played: Played, ground: Ground, buyers: Buyers, *, step: Step) -> int:
    """The orders with what hangs on them; returns the number that their ids begin behind."""
    begin = last_id(Order)
    copy(Order, _ORDER, (_order(order, begin, ground, buyers) for order in played.orders), step=step)
    copy(Line, _LINE, (_line(order, begin, ground) for order in played.orders), step=step)
    copy(Shipment, _SHIPMENT, _shipments(played, begin), step=step)
    copy(Claim, _CLAIM, _claims(played.orders, begin), step=step)
    return begin


_ORDER = (
    "id", "account_id", "channel_id", "external_id", "number", "plain", "site", "placed_at", "changed_at", "seen_at",
    "state", "fulfilled_by", "total_amount", "total_currency", "buyer_name", "buyer_language", "address", "customer_id",
    "ship_by",
)  # fmt: skip


def _order(order: Bought, begin: int, ground: Ground, buyers: Buyers) -> Row:
    code, customer = order_code(order), buyers.ids.get(order.buyer)
    kind = order.market.kind
    changed = at(max(order.placed, order.cancelled or 0, order.shipped or 0))
    return (
        begin + order.number, ground.accounts[kind], ground.channels[order.market.key], code, code, plain(code),
        order.market.site if kind in MARKETPLACES else "", at(order.placed), changed, changed, _state(order),
        "marketplace" if order.by_marketplace else "seller", order.product.price, "EUR",
        buyer_name(order.buyer) if customer else "", order.language, {"country": order.country}, customer,
        at(order.ship_by),
    )  # fmt: skip


def _state(order: Bought) -> str:
    if order.cancelled is not None:
        return "cancelled"
    return "delivered" if order.delivered is not None and not order.stuck else "shipped"


_LINE = (
    "order_id", "external_id", "changed_at", "product_id", "title", "quantity", "sku", "price_amount", "price_currency"
)  # fmt: skip


def _line(order: Bought, begin: int, ground: Ground) -> Row:
    goods = order.product
    return (
        begin + order.number, "1", at(order.placed), ground.products[goods.key], goods.title(order.language), 1,
        goods.sku, goods.price, "EUR",
    )  # fmt: skip


_SHIPMENT = (
    "order_id", "external_id", "changed_at", "carrier", "carrier_name", "tracking_number", "plain", "state", "state_at",
    "state_timed", "shipped_at", "due_at", "line_ids",
)  # fmt: skip


def _shipments(played: Played, begin: int) -> Iterator[Row]:
    ends = played.time.ends
    for order in played.orders:
        if order.shipped is None or order.shipped >= ends:
            continue
        arrived = order.delivered is not None and order.delivered < ends
        known = order.delivered if arrived else order.shipped
        code = tracking_code(order)
        yield (
            begin + order.number, "1", moment(known), order.carrier.code, order.carrier.name, code, plain(code),
            "delivered" if arrived else "in_transit", moment(known), True, at(order.shipped),
            at(order.shipped + 4 * DAY), ["1"],
        )  # fmt: skip


_CLAIM = ("order_id", "external_id", "changed_at", "kind", "state", "opened_at", "reason")


def _claims(orders: Iterable[Bought], begin: int) -> Iterator[Row]:
    for order in orders:
        for place, claim in enumerate(order.claims, 1):
            when = at(claim.at)
            reason = f"{claim.stars}/5" if claim.stars else ""
            yield begin + order.number, f"simulated:{place}", when, claim.kind, "open", when, reason
