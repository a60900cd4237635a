"""Records of people as files have them, one JSON object each, as facts. Pure.

Fields (all optional): first_name, surname, full_name, signature (names); email, phone, relay, buyer_id, order,
named_order; street, postcode, city, country (ISO 3166-1 alpha-2); dob (ISO date).
"""

from collections.abc import Mapping
from typing import Any

from .facts import Facts, name_in_full, name_of, place_of, tidied

IN_FULL = ("full_name", "signature")


def facts_of(record: Mapping[str, Any]) -> Facts:
    """What a record says of its person. Raises ValueError when a field is no text."""
    told = {field: _text(record, field) for field in record if isinstance(field, str)}

    def get(field: str) -> str:
        return told.get(field, "")

    names = [name_of(get("first_name"), get("surname")), *(name_in_full(get(field)) for field in IN_FULL)]
    told_of = Facts(
        names=frozenset(names),
        emails=frozenset({get("email")}),
        relays=frozenset({get("relay")}),
        buyer_ids=frozenset({get("buyer_id")}),
        phones=frozenset({get("phone")}),
        places=frozenset(
            {place_of(street=get("street"), postcode=get("postcode"), city=get("city"), country=get("country"))}
        ),
        orders=frozenset({get("order")}),
        named_orders=frozenset({get("named_order")}),
        born=frozenset({get("dob")}),
    )
    return tidied(told_of, country=get("country"))


def _text(record: Mapping[str, Any], field: str) -> str:
    value = record[field]
    if value is None:
        return ""
    if not isinstance(value, str | int | float):
        raise ValueError(f"{field} is no text")
    return str(value).strip()
