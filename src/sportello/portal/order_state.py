"""An order as its buyer sees it: where each parcel is now, what was refunded, how a return stands. No names."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal

from django.utils import formats
from django.utils.translation import get_language

from sportello.carriers.names import name_of
from sportello.carriers.pages import tracking_page
from sportello.carriers.states import State
from sportello.channels.contract import Audience
from sportello.channels.inbound import ChannelKind
from sportello.orders.models import Order, Refund, Return, Shipment
from sportello.orders.records import Fulfiller

from . import marketplaces, words

STEPS = range(5)
STILL_LATE = timedelta(days=45)
_AUDIENCES = {
    ChannelKind.AMAZON: Audience.AMAZON,
    ChannelKind.EBAY: Audience.EBAY,
    ChannelKind.WALMART: Audience.WALMART,
}


@dataclass(frozen=True, slots=True)
class ParcelSeen:
    """One parcel: its state in words, what comes next, and the five steps of its way ("done", "held" or "ahead")."""

    carrier: str
    number: str
    href: str
    state: str
    next: str
    place: str
    since: datetime | None
    due: datetime | None
    is_late: bool
    is_troubled: bool
    way: Sequence[str]


@dataclass(frozen=True, slots=True)
class MoneyBack:
    """A refund: how much in words ("" when we only know that there was one), and when."""

    amount: str
    at: datetime


@dataclass(frozen=True, slots=True)
class OrderSeen:
    """An order for its buyer. At a marketplace `own_page` is where it is officially followed and returned."""

    number: str
    audience: str
    site: str
    state: str
    placed_at: datetime
    items: Sequence[str]
    parcels: Sequence[ParcelSeen] = field(default=())
    refunds: Sequence[MoneyBack] = field(default=())
    returns: Sequence[str] = field(default=())
    own_page: str = ""
    marketplace: str = ""
    shipped_by_marketplace: bool = False


def audience_of(order: Order) -> str:
    """For whom texts about this order are written: its marketplace's buyers, or the shop's."""
    return _AUDIENCES.get(ChannelKind(order.channel.kind), Audience.SHOP).value


def seen(order: Order, *, now: datetime) -> OrderSeen:
    """An order as its buyer sees it at `now`. Of complete rows it asks the database nothing."""
    audience = audience_of(order)
    return OrderSeen(
        number=order.number,
        audience=audience,
        site=order.site,
        state=str(words.ORDERS.get(order.state, "")),
        placed_at=order.placed_at,
        items=[f"{line.quantity} × {line.title}" for line in order.lines.all()[:5]],
        parcels=[_parcel(each, order, now) for each in order.shipments.all()],
        refunds=[_refund(each) for each in order.refunds.all()],
        returns=[_return(each) for each in order.returns.all()],
        own_page=marketplaces.order_page(audience, order.site, order.number),
        marketplace=marketplaces.NAMES.get(audience, ""),
        shipped_by_marketplace=order.fulfilled_by == Fulfiller.MARKETPLACE,
    )


def _parcel(shipment: Shipment, order: Order, now: datetime) -> ParcelSeen:
    scans = list(shipment.scans.all())
    latest = scans[0] if scans else None
    due = shipment.due_at or order.deliver_by
    over = shipment.state in {State.DELIVERED, State.RETURNING}
    late = due is not None and due < now < due + STILL_LATE and not over
    troubled = shipment.state in words.TROUBLED
    done = words.STEPS.get(shipment.state, 0)
    reached = "held" if troubled or late else "done"
    return ParcelSeen(
        carrier=name_of(shipment.carrier) if shipment.carrier else shipment.carrier_name,
        number=shipment.tracking_number,
        href=tracking_page(shipment.carrier, shipment.tracking_number, language=get_language() or "en"),
        state=str(words.PARCELS.get(shipment.state, "")),
        next=str(words.NEXT.get(shipment.state, "")),
        place=latest.place if latest else "",
        since=shipment.state_at or (latest.at if latest else None),
        due=None if over else due,
        is_late=late,
        is_troubled=troubled,
        way=[reached if step < done else "ahead" for step in STEPS],
    )


def _refund(refund: Refund) -> MoneyBack:
    money = refund.money
    return MoneyBack(_amount(money.amount, money.currency) if money else "", refund.at)


def _amount(amount: Decimal, currency: str) -> str:
    """As the language writes it: 24,90 EUR."""
    return f"{formats.number_format(amount.quantize(Decimal('0.01')), use_l10n=True, force_grouping=True)} {currency}"


def _return(row: Return) -> str:
    return str(words.RETURNS.get(row.state, ""))
