"""What buyers are told: the names of topics as they would ask, where a parcel is, how a return stands."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from sportello.carriers.states import State
from sportello.orders.records import OrderState, ReturnState

type Words = str | Promise

CATEGORIES: Mapping[str, tuple[Words, Words]] = {
    "delivery": (pgettext_lazy("help centre", "Delivery"), _("Where it is, delays, address")),
    "returns": (pgettext_lazy("help centre", "Returns and refunds"), _("Sending back, damage, your money")),
    "policy": (pgettext_lazy("help centre", "Products and terms"), _("Use, warranty, invoice, payment")),
}
"""The three categories: their names, and what is in them in a few words."""

TOPICS: Mapping[str, Words] = {
    "where_is_my_order": _("Where is my order?"),
    "tracking_stuck": _("The tracking does not move"),
    "delivered_not_received": _("It says delivered, but I have nothing"),
    "change_delivery": _("Change the address or the delivery"),
    "return_request": _("I want to send something back"),
    "refund_status": _("Where is my refund?"),
    "damaged_or_defective": _("It arrived damaged or does not work"),
    "wrong_or_missing_item": _("Something is wrong or missing"),
    "exchange": _("I want to exchange something"),
    "partial_refund": _("My refund is too small"),
    "cancel_order": _("Cancel my order"),
    "warranty": _("Warranty"),
    "product_question": _("A question about a product"),
    "assembly": _("Assembly and use"),
    "invoice": _("I need an invoice"),
    "price_or_discount": _("Price or discount"),
    "account_or_payment": _("Account or payment"),
    "other": _("Something else"),
}

ORDERS: Mapping[str, Words] = {
    OrderState.PENDING: _("We have your order; the payment is not confirmed yet."),
    OrderState.UNSHIPPED: _("Your order is being prepared."),
    OrderState.PARTLY_SHIPPED: _("Part of your order is on its way."),
    OrderState.SHIPPED: _("Your order is on its way."),
    OrderState.DELIVERED: _("Your order was delivered."),
    OrderState.CANCELLED: _("This order was cancelled."),
}

PARCELS: Mapping[str, Words] = {
    State.UNKNOWN: _("The carrier has no news yet"),
    State.INFO_RECEIVED: _("Announced to the carrier, not yet picked up"),
    State.IN_TRANSIT: _("On its way"),
    State.OUT_FOR_DELIVERY: _("Out for delivery today"),
    State.AVAILABLE_FOR_PICKUP: _("Waiting for you to pick it up"),
    State.ATTEMPT_FAILED: _("The carrier tried to deliver and could not"),
    State.DELIVERED: pgettext_lazy("parcel", "Delivered"),
    State.EXCEPTION: _("Held up by a problem"),
    State.RETURNING: _("On its way back to us"),
    State.EXPIRED: _("No news for a long time"),
}

NEXT: Mapping[str, Words] = {
    State.INFO_RECEIVED: _("Most parcels are scanned for the first time within two working days."),
    State.AVAILABLE_FOR_PICKUP: _("Take the number and an identity card with you."),
    State.ATTEMPT_FAILED: _("The carrier's page says when they try again, or where it waits for you."),
    State.EXCEPTION: _("The carrier's page says more. If nothing moves for three days, write to us."),
    State.RETURNING: _("When it is back, we refund you or send it again. Tell us which you prefer."),
    State.EXPIRED: _("Please write to us: we will ask the carrier."),
}
"""What a buyer can do or expect, where that is not plain from the state itself."""

RETURNS: Mapping[str, Words] = {
    ReturnState.REQUESTED: _("Your return is asked for; we answer soon."),
    ReturnState.AUTHORISED: _("Your return is accepted: you can send it."),
    ReturnState.UNDER_WAY: _("Your return is on its way to us."),
    ReturnState.RECEIVED: _("Your return has arrived and is being checked."),
    ReturnState.REFUNDED: _("Your return is done, and the money is on its way to you."),
    ReturnState.CLOSED: _("Your return is closed."),
    ReturnState.REFUSED: _("Your return was not accepted."),
}

STEPS: Mapping[str, int] = {
    State.INFO_RECEIVED: 1,
    State.IN_TRANSIT: 2,
    State.EXCEPTION: 2,
    State.EXPIRED: 2,
    State.RETURNING: 2,
    State.OUT_FOR_DELIVERY: 3,
    State.ATTEMPT_FAILED: 4,
    State.AVAILABLE_FOR_PICKUP: 4,
    State.DELIVERED: 5,
}
"""How far along five steps a parcel is: announced, on its way, near, at the door, there."""
TROUBLED = frozenset({State.EXCEPTION, State.ATTEMPT_FAILED, State.RETURNING, State.EXPIRED})


def topic(slug: str) -> str:
    """A topic as a buyer would ask; a slug of a later version stands for itself."""
    return str(TOPICS.get(slug, slug))


def category(slug: str) -> str:
    """The name of a category."""
    return str(CATEGORIES[slug][0]) if slug in CATEGORIES else slug
