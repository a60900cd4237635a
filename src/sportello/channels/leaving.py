"""Whether a shipment can be confirmed as an agent says it: the order, the day, what is left of it, and the number."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from sportello.carriers.names import name_of
from sportello.orders.models import Line, Order, Shipment
from sportello.orders.records import Fulfiller, OrderState

from .models import Departure
from .registry import connector_named
from .shipping import Doubt, Doubtful, doubt_about

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


def must_be_sound(order: Order, said: Said, *, number: str, carrier: str, now: datetime) -> None:
    """Raises `CannotConfirm` unless this can be said of a parcel of the order.

    `number` is the normal tracking number, `carrier` our code, "" for one that we do not know.
    """
    if why := why_not(order):
        raise CannotConfirm(why)
    _must_name(said, number, carrier)
    _must_fit_the_day(order, said.shipped_at, now)
    _must_be_left(order, said.quantities)


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
