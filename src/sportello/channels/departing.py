"""Telling the marketplace that a parcel left: an agent says it once, the account's runner passes it on."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from sportello.accounts.models import Agent
from sportello.carriers.names import carrier_named, name_of
from sportello.carriers.recognising import normal
from sportello.core import events
from sportello.orders.models import Line, Order, Shipment
from sportello.orders.records import Fulfiller, OrderState

from . import errands
from .contract import ApiTrouble, Connector, TroubleKind
from .models import Departure, DepartureState, ErrandKind, Source
from .pulling import Clock, opened
from .registry import connector_named
from .shipping import Doubt, Doubtful, LeavingParcel, doubt_about

_IN_VAIN = frozenset({TroubleKind.REFUSED, TroubleKind.NOT_FOUND, TroubleKind.PERMISSION})
GIVES_UP_AFTER = timedelta(hours=48)
"""What could not be told for two days is not told any more: by then the seller did it at the marketplace."""
EARLY = timedelta(minutes=5)
"""Clocks differ a little."""


class CannotConfirm(ValueError):
    """The shipment cannot be confirmed like this; the message says why, for the agent.

    `is_doubt` says that it can after all, when the agent is sure of the number.
    """

    def __init__(self, words: str, *, is_doubt: bool = False) -> None:
        super().__init__(words)
        self.is_doubt = is_doubt


@dataclass(frozen=True, slots=True)
class Said:
    """What an agent says of a parcel: the carrier as anybody writes it, its number, when it left, and what is in it by
    the source's ids of the lines. `sure` overrules doubts about the number."""

    carrier: str
    tracking_number: str
    shipped_at: datetime
    quantities: Mapping[str, int]
    sure: bool = False


@transaction.atomic
def confirm(*, order: Order, said: Said, by: Agent, now: datetime) -> Departure:
    """Write down that a parcel left; the account's runner tells the marketplace as soon as it can.

    The same number said twice is one parcel. Raises `CannotConfirm` for an order that is not to be shipped by us, for
    more than is left to ship, for a day that cannot be, and for a number that its carrier would not write.
    """
    order = Order.objects.select_for_update(of=("self",)).select_related("channel").get(pk=order.pk)
    number = normal(said.tracking_number)
    if known := Departure.objects.counting().filter(order=order, plain=number).first():
        return known
    if why := why_not(order):
        raise CannotConfirm(why)
    carrier = carrier_named(said.carrier)
    _must_name(said, number, carrier)
    _must_fit_the_day(order, said.shipped_at, now)
    _must_be_left(order, said.quantities)
    return _write(order, said, number, carrier, by, now)


def why_not(order: Order) -> str:
    """Why nothing of an order can be confirmed as shipped, in words; "" when something can."""
    connector = connector_named(order.channel.kind)
    if connector is None or connector.confirms_shipment is None:
        return _("Shipments are not confirmed from here at this marketplace.")
    if order.fulfilled_by != Fulfiller.SELLER:
        return _("The marketplace ships this order itself.")
    reasons = {
        OrderState.CANCELLED: _("The order was cancelled."),
        OrderState.PENDING: _("The order is not paid yet: it may not be shipped."),
        OrderState.SHIPPED: _("The order was shipped already."),
        OrderState.DELIVERED: _("The order was shipped already."),
    }
    return reasons.get(OrderState(order.state), "")


def left_to_ship(order: Order) -> dict[str, int]:
    """How many of each line are neither told nor known to have left, by the source's ids; nothing for what is gone."""
    told = Departure.objects.counting().filter(order=order)
    ours = {one.plain: one.quantities for one in told}
    others = Shipment.objects.filter(order=order, withdrawn=False).exclude(plain__in=list(ours))
    gone = {line for ids in others.values_list("line_ids", flat=True) for line in ids}
    lines = Line.objects.filter(order=order, withdrawn=False).order_by("id").values_list("external_id", "quantity")
    left = {line: quantity - sum(one.get(line, 0) for one in ours.values()) for line, quantity in lines}
    open_ones = {line: quantity for line, quantity in left.items() if quantity > 0}
    # A source that says a line has left does not say how many of it: where all have, one of them was split.
    return {line: quantity for line, quantity in open_ones.items() if line not in gone} or open_ones


@transaction.atomic
def withdraw(*, departure: Departure, by: Agent, now: datetime) -> bool:
    """Take a parcel back that the marketplace was not told of yet; whether it was still time."""
    return _settle(departure, DepartureState.WITHDRAWN, "", now, by=by.pk)


def carry(source: Source, connector: Connector, departure_id: int, *, clock: Clock) -> None:
    """Tell the marketplace of one parcel, if it still waits, and ask for the order as it is then.

    Raises `ApiTrouble` for what passes by itself: it waits until then, for two days at most.
    """
    row = (
        Departure.objects.select_related("order")
        .filter(pk=departure_id, order__account=source, state=DepartureState.WAITING)
        .first()
    )
    if row is None:
        return
    if connector.confirms_shipment is None:
        _settle(row, DepartureState.FAILED, _("Shipments are not confirmed from here at this marketplace."), clock())
        return
    try:
        connector.confirms_shipment(opened(source), _leaving(row), now=clock())
    except ApiTrouble as trouble:
        if trouble.kind not in _IN_VAIN and clock() - row.created_at < GIVES_UP_AFTER:
            raise
        _settle(row, DepartureState.FAILED, trouble.words, clock())
        return
    with transaction.atomic():
        _settle(row, DepartureState.SENT, "", clock())
        order = row.order
        errands.add(source_id=source.pk, kind=ErrandKind.ORDER, now=clock(), ref=order.number, site=order.site)


def still_waits(departure_id: int) -> bool:
    """Whether the marketplace is still to be told."""
    return Departure.objects.filter(pk=departure_id, state=DepartureState.WAITING).exists()


def _must_name(said: Said, number: str, carrier: str) -> None:
    if not said.carrier.strip():
        raise CannotConfirm(_("Say who carries the parcel."))
    if not number:
        raise CannotConfirm(_("The tracking number is missing."))
    if len(number) > 60 or not number.isascii() or not number.isalnum():
        raise CannotConfirm(_("A tracking number has letters and digits only, 60 at most."))
    doubt = None if said.sure else doubt_about(number, carrier)
    if doubt is not None:
        raise CannotConfirm(_in_words(doubt, name_of(carrier)), is_doubt=True)


def _in_words(doubt: Doubtful, carrier: str) -> str:
    if doubt.doubt is Doubt.MISTYPED:
        return _("The check digit of this number is wrong: compare it with the label.")
    if doubt.doubt is Doubt.ANOTHERS:
        told = {"other": name_of(doubt.carrier), "carrier": carrier}
        return _("This looks like a number of %(other)s, not of %(carrier)s.") % told
    return _("%(carrier)s does not write numbers like this: compare it with the label.") % {"carrier": carrier}


def _must_fit_the_day(order: Order, shipped_at: datetime, now: datetime) -> None:
    if shipped_at > now + EARLY:
        raise CannotConfirm(_("The parcel has not left yet: confirm it on the day it does."))
    if shipped_at.date() < order.placed_at.astimezone(shipped_at.tzinfo).date():
        raise CannotConfirm(_("On that day the order was not placed yet."))


def _must_be_left(order: Order, quantities: Mapping[str, int]) -> None:
    if not any(quantities.values()):
        raise CannotConfirm(_("Say what is in the parcel."))
    left = left_to_ship(order)
    if any(quantity < 0 or quantity > left.get(line, 0) for line, quantity in quantities.items()):
        raise CannotConfirm(_("There is more in the parcel than is left to ship."))


def _write(order: Order, said: Said, number: str, carrier: str, by: Agent, now: datetime) -> Departure:
    try:
        with transaction.atomic():
            made = Departure.objects.create(
                order=order,
                carrier=carrier,
                carrier_name=name_of(carrier) if carrier else said.carrier.strip()[:120],
                tracking_number=number,
                plain=number,
                shipped_at=min(max(said.shipped_at, order.placed_at), now),
                quantities={line: quantity for line, quantity in said.quantities.items() if quantity},
                agent=by,
                created_at=now,
            )
    except IntegrityError:
        return Departure.objects.counting().get(order=order, plain=number)
    events.record(
        kind="departure.told", now=now, subject=("order", order.pk), actor=by.pk, data={"departure": int(made.pk)}
    )
    errands.add(source_id=order.account_id, kind=ErrandKind.DEPARTURE, ref=str(made.pk), now=now)
    return made


@transaction.atomic
def _settle(row: Departure, state: DepartureState, said: str, now: datetime, *, by: int | None = None) -> bool:
    """Write down what became of a parcel that waited; whether it did."""
    waiting = Departure.objects.filter(pk=row.pk, state=DepartureState.WAITING)
    if not waiting.update(state=state, said=said[:500], settled_at=now):
        return False
    data: dict[str, events.Plain] = {"departure": int(row.pk)}
    events.record(kind=f"departure.{state}", now=now, subject=("order", row.order_id), actor=by, data=data)
    return True


def _leaving(row: Departure) -> LeavingParcel:
    return LeavingParcel(
        number=row.order.number,
        site=row.order.site,
        reference=str(row.pk),
        carrier=row.carrier,
        carrier_name=row.carrier_name,
        tracking_number=row.tracking_number,
        shipped_at=row.shipped_at,
        quantities={line: int(quantity) for line, quantity in row.quantities.items()},
    )
