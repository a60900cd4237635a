"""All that is known of customers, as the scorer reads it: names, handles, and what messages and orders told."""

import json
from collections import defaultdict
from collections.abc import Collection, Mapping

from .facts import Facts, Name, Place, name_in_full, tidied
from .models import Customer, Handle, HandleKind, Trait, TraitKind

_FIELDS = {
    HandleKind.EMAIL: "emails",
    HandleKind.RELAY: "relays",
    HandleKind.BUYER_ID: "buyer_ids",
    HandleKind.ORDER: "orders",
    TraitKind.EMAIL: "emails",
    TraitKind.RELAY: "relays",
    TraitKind.BUYER_ID: "buyer_ids",
    TraitKind.PHONE: "phones",
    TraitKind.ORDER: "orders",
    TraitKind.NAMED_ORDER: "named_orders",
}


def facts_of(customer_ids: Collection[int]) -> Mapping[int, Facts]:
    """What is known of each of these customers, in three queries."""
    told: dict[int, dict[str, set[object]]] = defaultdict(lambda: defaultdict(set))
    for pk, name in Customer.objects.filter(pk__in=customer_ids).values_list("pk", "name"):
        told[pk]["names"].add(name_in_full(name) if any(c.isalpha() for c in name) else Name())
    for model in (Handle, Trait):
        for pk, kind, value in model.objects.filter(customer__in=customer_ids).values_list("customer", "kind", "value"):
            field, read = _read(kind, value)
            told[pk][field].add(read)
    return {pk: _facts(fields) for pk, fields in told.items()}


def _read(kind: str, value: str) -> tuple[str, object]:
    if kind == TraitKind.NAME:
        return "names", Name(*json.loads(value))
    if kind == TraitKind.ADDRESS:
        return "places", Place(*json.loads(value))
    return _FIELDS[kind], value  # type: ignore[index]


def _facts(fields: Mapping[str, set[object]]) -> Facts:
    return tidied(Facts(**{field: frozenset(values) for field, values in fields.items()}))  # type: ignore[arg-type]
