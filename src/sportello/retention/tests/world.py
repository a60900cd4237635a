"""A buyer of Amazon with an order, a conversation and a claim, long after delivery."""

from datetime import datetime, timedelta
from typing import Any

from sportello.channels.models import Channel
from sportello.inbox.models import Message, Resolution
from sportello.inbox.standing import refresh
from sportello.inbox.tests.world import NOW, ORDER, RELAY, amazon, said, ticket_of
from sportello.orders.models import Order, Shipment
from sportello.orders.recording import record
from sportello.orders.records import Address, BuyerRecord, Fulfiller, LineRecord, OrderRecord, OrderState

LATER = NOW + timedelta(days=31)
KIM = BuyerRecord(
    name="Kim Beispiel",
    relay=RELAY,
    phone="0151 9988776",
    buyer_id="A1KIM",
    address=Address(name="Kim Beispiel", street="Lindenweg 4", city="Ulm", postcode="89073", country="DE"),
)
TOLD = ("Kim", "Beispiel", "b7k2m9x4p1q8r3t", "9988776", "A1KIM", "Lindenweg", "Nachbar Otto")
"""What nobody may find any more: parts of name, address and telephone, and of what was written."""


def wrote(text: str = "Der Nachbar Otto hat nichts bekommen.", *, at: datetime = NOW) -> Message:
    """The buyer writes about the order."""
    return said(amazon(text, at=at), at=at)


def bought(where: Channel, *, delivered: datetime | None = NOW, **given: Any) -> Order:
    """The order of it, placed three days before, with a parcel that was delivered then (None: is under way)."""
    told: dict[str, Any] = {
        "external_id": ORDER, "number": ORDER, "site": "amazon.de", "placed_at": NOW - timedelta(days=3),
        "changed_at": NOW, "state": OrderState.SHIPPED, "fulfilled_by": Fulfiller.SELLER, "buyer": KIM,
        "lines": (LineRecord(external_id="1", title="Lampe Luna", quantity=1, sku="LUNA-1"),),
    }  # fmt: skip
    order = record(OrderRecord(**(told | given)), account_id=where.source_id, channel_id=where.pk, now=NOW)
    state = "delivered" if delivered else "in_transit"
    Shipment.objects.create(order=order, external_id="p1", changed_at=NOW, state=state, state_at=delivered or NOW)
    return order


def resolved(message: Message) -> None:
    """The ticket of a message is resolved; nothing is owed in it."""
    ticket = ticket_of(message)
    for holding in ticket.holdings.all():
        holding.obligations.update(ended_at=NOW, ended_as="no_response_needed")
    Resolution.objects.create(ticket=ticket, at=NOW, reason="said to Kim that it comes tomorrow")
    refresh(ticket)
