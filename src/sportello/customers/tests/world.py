"""Customers for tests, made by the domain's own acts."""

from datetime import UTC, datetime

from sportello.customers.facts import Facts, name_in_full, place_of, tidied
from sportello.customers.identify import identify
from sportello.customers.learning import ORDER, learn
from sportello.customers.models import Customer

NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)


def customer(name: str, address: str, *, kind: str = "email", at: datetime = NOW) -> Customer:
    """A customer known by one handle."""
    return identify(kind=kind, value=address, name=name, language="it", evidence="wrote on email", now=at)


def lives(who: Customer, street: str, postcode: str, city: str, *, phone: str = "", source: str = ORDER) -> None:
    """An order told where a customer lives, and perhaps a telephone number."""
    told = Facts(
        names=frozenset({name_in_full(str(who.name))}),
        places=frozenset({place_of(street=street, postcode=postcode, city=city, country="IT")}),
        phones=frozenset({phone}),
    )
    learn(who.pk, tidied(told, country="IT"), source=source, now=NOW)
