"""What parcels, shippers and acts are called on the screen."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sportello.carriers.states import State
from sportello.channels.inbound import ChannelKind
from sportello.orders.models import Order
from sportello.orders.records import Fulfiller, OrderState

PARCELS: Mapping[str, str | Promise] = {
    State.UNKNOWN: gettext_lazy("no news yet"),
    State.INFO_RECEIVED: gettext_lazy("announced to the carrier"),
    State.IN_TRANSIT: gettext_lazy("in transit"),
    State.OUT_FOR_DELIVERY: gettext_lazy("out for delivery"),
    State.AVAILABLE_FOR_PICKUP: gettext_lazy("waits to be picked up"),
    State.ATTEMPT_FAILED: gettext_lazy("delivery attempted"),
    State.DELIVERED: gettext_lazy("delivered"),
    State.EXCEPTION: gettext_lazy("stopped by a problem"),
    State.RETURNING: gettext_lazy("on its way back"),
    State.EXPIRED: gettext_lazy("no news for a long time"),
}
# How far along five steps a parcel is: announced, on its way, near, at the door, there.
STEPS: Mapping[str, int] = {
    State.INFO_RECEIVED: 1,
    State.IN_TRANSIT: 2,
    State.EXCEPTION: 2,
    State.EXPIRED: 2,
    State.OUT_FOR_DELIVERY: 3,
    State.ATTEMPT_FAILED: 4,
    State.AVAILABLE_FOR_PICKUP: 4,
    State.DELIVERED: 5,
}
TROUBLED = frozenset({State.EXCEPTION, State.ATTEMPT_FAILED, State.RETURNING, State.EXPIRED})
ACTS: Mapping[str, str | Promise] = {
    "refund": gettext_lazy("Refund"),
    "return": gettext_lazy("Return"),
    "cancel": gettext_lazy("Cancel"),
    "tracking": gettext_lazy("Tracking"),
    "buyer_tracking": gettext_lazy("The buyer's tracking page"),
    "buyer_return": gettext_lazy("The buyer's return page"),
}
_BY_MARKETPLACE: Mapping[str, str | Promise] = {
    ChannelKind.AMAZON: gettext_lazy("Shipped by Amazon (FBA)"),
    ChannelKind.WALMART: gettext_lazy("Shipped by Walmart (WFS)"),
}
_BY_US: Mapping[str, str | Promise] = {ChannelKind.AMAZON: gettext_lazy("Shipped by you (FBM)")}


def parcel_state(state: str) -> str:
    """One of the ten states in words; a word that is none of them is shown as it is."""
    return str(PARCELS.get(state, state))


def shipper(order: Order) -> str:
    """Who ships the order, or shipped it."""
    if order.state == OrderState.CANCELLED:
        return ""
    if order.fulfilled_by == Fulfiller.MARKETPLACE:
        return str(_BY_MARKETPLACE.get(order.channel.kind, _("Shipped by the marketplace")))
    return str(_BY_US.get(order.channel.kind, _("Shipped by you")))


def act_name(name: str) -> str:
    """What is done at the marketplace; a name nobody knows is shown as it is."""
    return str(ACTS.get(name, name.replace("_", " ").capitalize()))
