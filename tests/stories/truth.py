"""What the sandbox says happened, and what our database says, in the same plain values.

Each marketplace tells only a part of what is the case; `expected` holds exactly what its API lets anybody know. Amazon
tells of packages for what the seller ships, and of refunds, returns and claims not at all (they come by mail), but of
stars once a day (`rated`); eBay tells tracking numbers but no scans and no delivery; Walmart shipped or delivered;
Shopify nearly everything.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from sportello.orders.models import Order
from sportello.orders.records import ClaimKind
from sportello.sandbox.amazon.report_texts import rating
from sportello.sandbox.ebay.documents import last_change
from sportello.sandbox.ebay.orders import is_dispute
from sportello.sandbox.ebay.state import State as EbayState
from sportello.sandbox.shopify.documents import EVENTS
from sportello.sandbox.walmart.documents import CENT, TAX
from sportello.sandbox.world import Claim, Kind, Parcel, Return, World, WorldOrder

# eBay wants a call for the parcels of each order, so those of orders long at rest are not asked for.
EBAY_PARCELS_MATTER_FOR = timedelta(days=45)

type Sorted = tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Known:
    """One order: lines as (id, SKU, quantity, price), parcels as (number, state), scans as (number, time, state),
    refunds as (id, amount), returns and claims as (id, state)."""

    number: str
    site: str
    state: str
    fulfilled_by: str
    total: str
    placed_at: str
    lines: Sorted
    parcels: Sorted
    scans: Sorted
    refunds: Sorted
    returns: Sorted
    claims: Sorted


def expected(world: World, *, ebay: EbayState, connected_at: datetime) -> dict[tuple[str, str], Known]:
    """Every order of the world as its marketplace tells of it, by kind and id."""
    return {(order.kind, order.id): _told(order, ebay, connected_at) for order in world.orders()}


def recorded() -> dict[tuple[str, str], Known]:
    """Every order of the database, by kind and id, with every part of it, also what was withdrawn."""
    parts = ("lines", "shipments__scans", "refunds", "returns", "claims")
    orders = Order.objects.select_related("account").prefetch_related(*parts)
    return {(order.account.connector, order.external_id): _kept(order) for order in orders}


def rated(world: World) -> set[str]:
    """The numbers of Amazon's orders whose buyers have left stars."""
    return {order.number for order in world.orders("amazon") if rating(order)}


def _kept(order: Order) -> Known:
    parcels = list(order.shipments.all())
    refunds = [(_refund_id(order, one.external_id), _amount(one.amount)) for one in order.refunds.all()]
    return Known(
        number=order.number,
        site=order.site,
        state=order.state,
        fulfilled_by=order.fulfilled_by,
        total=_amount(order.total_amount),
        placed_at=_second(order.placed_at),
        lines=_sorted(
            (line.external_id, line.sku, str(line.quantity), _amount(line.price_amount)) for line in order.lines.all()
        ),
        parcels=_sorted((parcel.tracking_number, parcel.state) for parcel in parcels),
        scans=_sorted(
            (parcel.tracking_number, _second(scan.at), scan.state) for parcel in parcels for scan in parcel.scans.all()
        ),
        refunds=_sorted(refunds),
        returns=_sorted((one.external_id, one.state) for one in order.returns.all()),
        claims=_sorted((one.external_id, one.state) for one in order.claims.all() if one.kind != ClaimKind.FEEDBACK),
    )


def _told(order: WorldOrder, ebay: EbayState, connected_at: datetime) -> Known:
    tells = _TELLS[order.kind]
    silent = order.kind == "ebay" and last_change(order, ebay) < connected_at - EBAY_PARCELS_MATTER_FOR
    parcels = () if silent or (order.kind == "amazon" and order.fulfilled_by == "marketplace") else order.parcels
    return Known(
        number=order.number,
        site="" if order.kind == "shopify" else order.site,
        state=tells.state(order),
        fulfilled_by=order.fulfilled_by,
        total=_amount(tells.total(order)),
        placed_at=_second(order.placed_at),
        lines=_sorted((line.id, line.sku, str(line.quantity), _amount(line.unit_price)) for line in order.lines),
        parcels=_sorted((parcel.tracking, tells.parcel(parcel)) for parcel in parcels),
        scans=_sorted(_scans(order)),
        refunds=_sorted(_refunds(order)),
        returns=_sorted((back.id, tells.back(order, back)) for back in tells.returns(order)),
        claims=_sorted((claim.id, tells.claim(claim)) for claim in tells.claims(order)),
    )


@dataclass(frozen=True, slots=True)
class _Tells:
    """What one marketplace makes of an order, a parcel, a return and a claim, in our words."""

    state: Callable[[WorldOrder], str]
    total: Callable[[WorldOrder], Decimal]
    parcel: Callable[[Parcel], str]
    back: Callable[[WorldOrder, Return], str]
    claim: Callable[[Claim], str]
    returns: Callable[[WorldOrder], tuple[Return, ...]] = lambda order: order.returns
    claims: Callable[[WorldOrder], tuple[Claim, ...]] = lambda order: order.claims


def _of_amazon(order: WorldOrder) -> str:
    return "shipped" if order.state == "delivered" and order.fulfilled_by == "marketplace" else order.state


def _of_ebay(order: WorldOrder) -> str:
    return "shipped" if order.state == "delivered" else order.state


def _with_tax(order: WorldOrder) -> Decimal:
    return order.total + sum(((line.total * TAX).quantize(CENT) for line in order.lines), Decimal(0))


def _amazon_parcel(parcel: Parcel) -> str:
    said = {"available_for_pickup": "in_transit", "attempt_failed": "in_transit", "exception": "in_transit"}
    return said.get(parcel.state, parcel.state)


def _shopify_return(order: WorldOrder, back: Return) -> str:
    if back.state in {"requested", "refused"}:
        return back.state
    if any(refund.return_id == back.id or refund.reason == "return" for refund in order.refunds):
        return "refunded"
    if back.state == "in_transit":
        return "under_way" if back.tracking else "authorised"
    return {"approved": "authorised"}.get(back.state, back.state)


def _ebay_claim(claim: Claim) -> str:
    if claim.state != "open":
        return "closed"
    return "waiting_for_seller" if is_dispute(claim) else "open"


_EBAY_RETURNS = {"approved": "authorised", "in_transit": "under_way", "refused": "closed"}
_WALMART_RETURNS = {"approved": "requested", "in_transit": "under_way", "closed": "refunded", "refused": "closed"}
_TELLS: Mapping[Kind, _Tells] = {
    "amazon": _Tells(
        state=_of_amazon,
        total=lambda order: order.total,
        parcel=_amazon_parcel,
        back=lambda _order, back: back.state,
        claim=lambda claim: claim.state,
        returns=lambda _order: (),
        claims=lambda _order: (),
    ),
    "ebay": _Tells(
        state=_of_ebay,
        total=lambda order: order.total,
        parcel=lambda _parcel: "unknown",
        back=lambda _order, back: _EBAY_RETURNS.get(back.state, back.state),
        claim=_ebay_claim,
    ),
    "walmart": _Tells(
        state=lambda order: order.state,
        total=_with_tax,
        parcel=lambda parcel: "delivered" if parcel.delivered_at else "in_transit",
        back=lambda _order, back: _WALMART_RETURNS.get(back.state, back.state),
        claim=lambda claim: claim.state,
        claims=lambda _order: (),
    ),
    "shopify": _Tells(
        state=lambda order: order.state,
        total=lambda order: order.total,
        parcel=lambda parcel: "exception" if parcel.state in {"returning", "expired"} else parcel.state,
        back=_shopify_return,
        claim=lambda claim: "waiting_for_seller" if claim.state == "open" else claim.state,
    ),
}


def _scans(order: WorldOrder) -> Iterator[tuple[str, ...]]:
    """Only Shopify tells where a parcel was seen."""
    for parcel in order.parcels if order.kind == "shopify" else ():
        for scan in parcel.scans:
            if scan.state in EVENTS:
                said = "exception" if EVENTS[scan.state] == "FAILURE" else scan.state
                yield parcel.tracking, _second(scan.at), said


def _refunds(order: WorldOrder) -> Iterator[tuple[str, ...]]:
    if order.kind == "amazon":
        return
    for refund in order.refunds:
        yield "" if order.kind == "walmart" else refund.id, _amount(refund.amount)


def _refund_id(order: Order, external_id: str) -> str:
    """Walmart numbers a line's refunds by their place."""
    return "" if order.account.connector == "walmart" else external_id


def _amount(amount: Decimal | None) -> str:
    return "" if amount is None else f"{amount:.2f}"


def _second(at: datetime) -> str:
    """Some marketplaces tell no fraction of a second."""
    return f"{at:%Y-%m-%d %H:%M:%S}"


def _sorted(rows: "Iterator[tuple[str, ...]] | list[tuple[str, str]]") -> Sorted:
    return tuple(sorted(rows))
