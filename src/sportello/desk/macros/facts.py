"""The facts of a ticket's order, ready to be put into an answer, each with how old it is."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from sportello.inbox.models import Ticket
from sportello.orders.models import Order
from sportello.replies.macros.formatting import in_words, locale_of
from sportello.replies.macros.variables import VARIABLES, Sort

from .background import Background, background_of
from .order_values import parcel_of

SHOWN = (
    "shipment.tracking_number",
    "shipment.tracking_link",
    "shipment.status",
    "shipment.due",
    "shipment.delivered_on",
    "refund.amount",
    "refund.day",
    "refund.id",
    "return.deadline",
    "order.number",
)
"""What is offered, in this order."""


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact: the variable's name ("shipment.tracking_number"), its label in the agent's language, its words in the
    buyer's, and how long ago carrier or marketplace told it (None: nobody asks for it anew)."""

    key: str
    label: str
    value: str
    age: timedelta | None


def facts_for(ticket: Ticket, *, now: datetime, thread_id: int | None = None) -> list[Fact]:
    """The known facts of the order that a ticket is about, for an answer in a thread (None: the primary one).

    A handful of queries; where the background is known already, `facts_of` asks nothing.
    """
    background = background_of(ticket=ticket, now=now, thread_id=thread_id)
    return facts_of(background) if background else []


def facts_of(background: Background) -> list[Fact]:
    """The facts of a background, in the buyer's language."""
    language = background.languages[0]
    locale = locale_of(language, background.country)
    values = background.order_values(language)
    return [
        Fact(key, _(VARIABLES[key].label), in_words(values[key], locale), age_of(key, background.order, background.now))
        for key in SHOWN
        if key in values
    ]


def age_of(key: str, order: Order | None, now: datetime) -> timedelta | None:
    """How long ago a live value was told; None for what does not change or nobody tells."""
    if order is None or not VARIABLES[key].live or VARIABLES[key].sort is Sort.FILL:
        return None
    told = order.seen_at
    shipment = parcel_of(order)
    if key.startswith("shipment.") and shipment is not None and shipment.followed_at is not None:
        told = max(told, shipment.followed_at)
    return max(now - told, timedelta(0))


def oldest(keys: Sequence[str], order: Order | None, now: datetime) -> timedelta | None:
    """The age of the oldest of some live values; None when none is live."""
    ages = [age for key in keys if key in VARIABLES and (age := age_of(key, order, now)) is not None]
    return max(ages, default=None)
