"""The orders beside a conversation: those it names first, then the buyer's others, on every channel."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Case, IntegerField, Q, Value, When

from sportello.channels import errands
from sportello.channels.errands import Asked
from sportello.channels.models import Channel
from sportello.channels.registry import connector_named
from sportello.orders import finding
from sportello.orders.models import Order
from sportello.orders.numbers import plain

from . import links
from .cards import Card, card_of

MOST = 20
MOST_NAMED = 10


@dataclass(frozen=True, slots=True)
class Unknown:
    """An order that a message names and nobody has told us of: its number, its page at the marketplace, and what
    became of asking for it (None: no account was there to ask)."""

    number: str
    href: str
    asked: Asked | None

    @property
    def site(self) -> str:
        """Where it was asked for."""
        return self.asked.site if self.asked else ""


@dataclass(frozen=True, slots=True)
class Panel:
    """The orders of a ticket's buyer. `more` says that the buyer has others still."""

    cards: Sequence[Card]
    unknown: Sequence[Unknown]
    more: bool

    @property
    def waits(self) -> bool:
        """Whether an order is being fetched."""
        return any(one.asked and one.asked.state != "not_found" for one in self.unknown)


def panel_of(*, numbers: Iterable[str], customer_ids: Sequence[int], channel: Channel | None, now: datetime) -> Panel:
    """The orders for a ticket whose conversation names `numbers` (the latest first), bought by one of
    `customer_ids`, who are one person.

    Nine queries, however many orders there are; fewer where there is nothing.
    """
    written = list(dict.fromkeys(numbers))[:MOST_NAMED]
    wanted = {plain(number) for number in written} - {""}
    first = Case(
        When(Q(plain__in=wanted) | Q(external_id__in=written), then=Value(0)),
        default=Value(1),
        output_field=IntegerField(),
    )
    rows = finding.of_ticket(numbers=written, customer_ids=customer_ids)
    found = list(rows.order_by(first, "-placed_at", "-id")[: MOST + 1])
    known = {plain(order.number) for order in found} | {plain(order.external_id) for order in found}

    def is_named(order: Order) -> bool:
        return order.plain in wanted or order.external_id in written

    cards = [card_of(order, now=now, named=is_named(order), customer_ids=customer_ids) for order in found[:MOST]]
    return Panel(
        cards=cards,
        unknown=_unknown([number for number in written if plain(number) not in known], channel),
        more=len(found) > MOST,
    )


def _unknown(numbers: Sequence[str], channel: Channel | None) -> list[Unknown]:
    asked: Mapping[str, Asked] = errands.asked_for(numbers) if numbers else {}
    return [Unknown(number, _page(number, channel), asked.get(plain(number))) for number in numbers]


def _page(number: str, channel: Channel | None) -> str:
    """Where the marketplace of the conversation would show the order; pure, so a wrong number costs one click."""
    connector = connector_named(channel.kind) if channel else None
    if channel is None or connector is None or connector.order_url is None:
        return ""
    config = channel.account.config if channel.account_id and channel.account else {}
    return links.https(connector.order_url(number, site=channel.site, config=config))
