"""What an order tells of its buyer goes to what we know of the customer."""

from datetime import datetime

from sportello.customers.facts import Facts, name_in_full, place_of, tidied
from sportello.customers.learning import ORDER, learn

from .models import Order


def learn_who_bought(order: Order, *, now: datetime) -> None:
    """Keep the buyer's name, addresses, ids and telephone of an order with its customer; without one nothing."""
    if order.customer_id is None or order.erased_at is not None:
        return
    address, kind = order.address, order.channel.kind
    place = place_of(
        street=str(address.get("street", "")),
        postcode=str(address.get("postcode", "")),
        city=str(address.get("city", "")),
        country=str(address.get("country", "")),
    )
    told = Facts(
        names=frozenset({name_in_full(order.buyer_name), name_in_full(str(address.get("name", "")))}),
        emails=frozenset({order.buyer_email}),
        relays=frozenset({order.buyer_relay if "@" in order.buyer_relay else ""}),
        buyer_ids=frozenset({f"{kind}:{order.buyer_id}" if order.buyer_id else ""}),
        phones=frozenset({order.buyer_phone}),
        places=frozenset({place}),
        orders=frozenset({f"{order.site or kind}:{order.number}"}),
    )
    learn(order.customer_id, tidied(told, country=place.country), source=ORDER, now=now)
