"""The situations that every macro must stand: shipped by us and by the marketplace, without a scan, without an order.

Invented buyers and numbers in the shapes of real ones; what an edition says in each of them is linted when it is saved,
and may leave no gap. Pure.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sportello.business.policy.catalogue import CATALOGUE
from sportello.business.policy.values import Kind, in_words, number
from sportello.carriers.states import State
from sportello.orders.records import Money

from .formatting import Given
from .parcel_words import parcel_words
from .rendering import Situation

_NUMBERS = {"amazon": "302-5519384-2204417", "ebay": "12-34567-89012", "walmart": "200012345678901", "shop": "#1042"}
_BUYER: Mapping[str, Given] = {"buyer.name": "Cleo Marino", "buyer.first_name": "Cleo"}
_HOUSE: Mapping[str, Given] = {"brand.name": "Casa Lume", "agent.name": "Ben Okafor", "agent.first_name": "Ben"}
_ORDER: Mapping[str, Given] = {
    "order.day": date(2026, 11, 9),
    "order.total": Money(Decimal("64.90"), "EUR"),
    "order.item": "Lampada Luce",
    "order.items": "Lampada Luce",
    "order.ship_by": date(2026, 11, 11),
    "order.deliver_by": date(2026, 11, 16),
}
_PARCEL: Mapping[str, Given] = {
    "order.shipped": True,
    "shipment.carrier": "DHL",
    "shipment.tracking_number": "00340434161094042557",
    "shipment.tracking_link": "https://www.dhl.de/de/privatkunden/pakete-empfangen/verfolgen.html?piececode=00340434161094042557",
    "shipment.sent_on": date(2026, 11, 10),
    "shipment.due": date(2026, 11, 16),
}
_SAMPLES: Mapping[str, Mapping[str, object]] = {
    Kind.DAYS: {"count": 30},
    Kind.MONTHS: {"count": 24},
    Kind.MONEY: {"amount": "49.00", "currency": "EUR"},
    Kind.ADDRESS: {"lines": ["Casa Lume", "Via Po 3", "10123 Torino"]},
}


@dataclass(frozen=True, slots=True)
class Case:
    """One situation by name; `label` is an English source for gettext."""

    name: str
    label: str
    situation: Situation


def _(text: str) -> str:
    """Marks a text for the catalogues; who shows it translates it."""
    return text


def cases(audience: str, language: str) -> list[Case]:
    """The situations for an audience ("any" is told a shop's order number) in a language."""
    order = {**_BUYER, **_HOUSE, **_ORDER, "order.number": _NUMBERS.get(audience, _NUMBERS["shop"])}
    ours = {**order, "order.by_seller": True}
    policy = sample_policy(language)
    scanned = _seen(language, State.IN_TRANSIT, "Milano")
    made = [
        ("by_us", _("shipped by us, on its way"), {**ours, **_PARCEL, **scanned}),
        ("by_marketplace", _("shipped by the marketplace"), {**order, "order.by_marketplace": True}),
        ("no_scan", _("handed over, no scan yet"), {**ours, **_PARCEL}),
        ("not_shipped", _("not shipped yet"), ours),
        ("delivered", _("delivered"), {**ours, **_PARCEL, **_seen(language, State.DELIVERED, "Torino"), **_HERE}),
        ("refunded", _("refunded"), {**ours, **_PARCEL, **_REFUND}),
        ("no_order", _("no order found"), {**_BUYER, **_HOUSE}),
    ]
    known = [Case(name, label, Situation(values, policy)) for name, label, values in made]
    return [*known, Case("nothing", _("nothing known, no policy facts"), Situation({}, {}))]


def sample_policy(language: str) -> dict[str, str]:
    """Invented policy facts in a language, as `policy.variables` gives real ones."""
    words: dict[str, str] = {}
    for key, entry in CATALOGUE.items():
        value = _SAMPLES.get(entry.kind)
        if value is not None:
            words[key] = in_words(entry.kind, value, language)
            words[f"{key}_number"] = number(entry.kind, value)
    return {key: said for key, said in words.items() if said}


def _seen(language: str, state: State, place: str) -> dict[str, Given]:
    return {
        "shipment.scanned": True,
        "shipment.state": state.value,
        "shipment.status": parcel_words(state, language),
        "shipment.place": place,
        "shipment.day": date(2026, 11, 12),
        "shipment.quiet_days": 2,
    }


_HERE: Mapping[str, Given] = {
    "shipment.delivered": True,
    "shipment.delivered_on": date(2026, 11, 12),
    "return.deadline": date(2026, 12, 12),
}
_REFUND: Mapping[str, Given] = {
    "refund.amount": Money(Decimal("64.90"), "EUR"),
    "refund.id": "RF-20817",
    "refund.day": date(2026, 11, 18),
    "return.received": True,
    "return.requested": True,
}
