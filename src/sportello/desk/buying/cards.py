"""An order as the buyer column shows it, every word worked out beforehand."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from sportello.channels.contract import Connector
from sportello.channels.registry import connector_named
from sportello.orders.models import Claim, Order, Refund, Return
from sportello.orders.records import Fulfiller, OrderState

from . import links
from .amounts import amount_in_words
from .links import Outside
from .parcels import STILL_LATE, Parcel, parcel_of
from .words import act_name, shipper

_AT_REST = frozenset({OrderState.DELIVERED, OrderState.CANCELLED})
_NOT_SENT = frozenset({OrderState.PENDING, OrderState.UNSHIPPED})
_TO_CANCEL = _NOT_SENT | {OrderState.PARTLY_SHIPPED}


@dataclass(frozen=True, slots=True)
class Money:
    """A refund or a claim: the row, and the amount in words ("" when nobody said how much)."""

    row: Refund | Claim
    amount: str


@dataclass(frozen=True, slots=True)
class Card:
    """An order. `anothers` says that somebody else bought it; `quiet` stands in where the marketplace tells nothing.

    `overdue_since` is when it should have been shipped, or, where no parcel says it better, delivered.
    """

    order: Order
    named: bool
    anothers: bool
    href: str
    total: str
    shipper: str
    parcels: Sequence[Parcel]
    refunds: Sequence[Money]
    returns: Sequence[Return]
    claims: Sequence[Money]
    acts: Sequence[Outside]
    quiet: str
    overdue_since: datetime | None
    overdue: str

    @property
    def state_chip(self) -> str:
        """How the state looks: done, late, or nothing special."""
        if self.order.state == OrderState.DELIVERED:
            return "done"
        return "late" if self.order.state == OrderState.CANCELLED else ""


def card_of(order: Order, *, now: datetime, named: bool = False, customer_ids: Collection[int] = ()) -> Card:
    """The card of an order at `now`, for a ticket of `customer_ids`, who are one person.

    Of complete rows it asks the database nothing.
    """
    connector = connector_named(order.channel.kind)
    parcels = [parcel_of(shipment, order, now) for shipment in order.shipments.all()]
    href = page_of(order, connector)
    overdue_since, overdue = _overdue(order, parcels, now)
    return Card(
        order=order,
        named=named,
        anothers=bool(customer_ids and order.customer_id and order.customer_id not in customer_ids),
        href=href,
        total=amount_in_words(order.total) if order.total else "",
        shipper=shipper(order),
        parcels=parcels,
        refunds=[_with_amount(refund) for refund in order.refunds.all()],
        returns=list(order.returns.all()),
        claims=[_with_amount(claim) for claim in order.claims.all()],
        acts=acts_of(order, connector, href),
        quiet=_quiet(order, connector, parcels),
        overdue_since=overdue_since,
        overdue=overdue,
    )


def page_of(order: Order, connector: Connector | None) -> str:
    """The order's page at the marketplace, as the source or else the connector gives it; "" when there is none."""
    if told := links.https(order.page_url):
        return told
    if connector is None or connector.order_url is None:
        return ""
    return links.https(connector.order_url(order.number, site=order.site, config=order.account.config))


def acts_of(order: Order, connector: Connector | None, page: str) -> list[Outside]:
    """Where to refund, take back and cancel the order at the marketplace, by names for people."""
    if connector is None:
        return []
    places = connector.acts_at_marketplace
    if order.state not in _TO_CANCEL:
        places = {name: place for name, place in places.items() if name != "cancel"}
    found = links.acts(places, number=order.number, site=order.site, page=page)
    return [Outside(act_name(act.name), act.href, act.words and _(act.words)) for act in found]


def _with_amount(row: Refund | Claim) -> Money:
    return Money(row, amount_in_words(row.money) if row.money else "")


def _quiet(order: Order, connector: Connector | None, parcels: Sequence[Parcel]) -> str:
    """What to say of an order that the marketplace ships without telling where it is."""
    told = order.fulfilled_by != Fulfiller.MARKETPLACE or any(parcel.number for parcel in parcels)
    return "" if told or connector is None or not connector.gives_no_buyer else _(connector.gives_no_buyer)


def _overdue(order: Order, parcels: Sequence[Parcel], now: datetime) -> tuple[datetime | None, str]:
    """Since when an order is late, and what with; a parcel that says so itself need not be repeated."""
    if order.state in _AT_REST or any(parcel.late_since for parcel in parcels):
        return None, ""
    if order.state in _NOT_SENT and order.ship_by and order.ship_by < now:
        return order.ship_by, _("should have been shipped by")
    # Where the marketplace ships nobody tells us of the arrival; a parcel says by itself when it is late.
    told = order.fulfilled_by == Fulfiller.SELLER and not parcels
    if told and order.deliver_by and order.deliver_by < now < order.deliver_by + STILL_LATE:
        return order.deliver_by, _("should have arrived by")
    return None, ""
