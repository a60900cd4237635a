"""Casa Lume's policy facts, and the macros that come with Sportello, as its owner would have taken them in."""

from datetime import UTC, date, datetime

from sportello.business.models import PolicyFact
from sportello.business.policy import stating
from sportello.business.policy.finding import Fact
from sportello.business.policy.values import Kind
from sportello.replies.macros.starting import starter_set, take

from .demo_shop import people

SINCE = date(2026, 1, 1)
FACTS = (
    Fact("return_window", Kind.DAYS, {"count": 30}, SINCE),
    Fact(
        "return_address",
        Kind.ADDRESS,
        {"lines": ["Casa Lume, Resi", "Via Bologna 214", "10154 Torino", "Italia"]},
        SINCE,
    ),
    Fact("refund_days", Kind.DAYS, {"count": 14}, SINCE),
    Fact("warranty", Kind.MONTHS, {"count": 24}, SINCE),
    Fact("handling_days", Kind.DAYS, {"count": 2}, SINCE),
    Fact("delivery_days", Kind.DAYS, {"count": 4}, SINCE),
    Fact("free_shipping_from", Kind.MONEY, {"amount": "49.00", "currency": "EUR"}, SINCE),
    Fact("invoice_days", Kind.DAYS, {"count": 3}, SINCE),
    Fact(
        "hours",
        Kind.TEXT,
        {
            "en": "Monday to Friday, 9 to 13 and 14 to 18",
            "it": "dal lunedì al venerdì, 9-13 e 14-18",
            "de": "Montag bis Freitag, 9 bis 13 und 14 bis 18 Uhr",
            "fr": "du lundi au vendredi, de 9 h à 13 h et de 14 h à 18 h",
            "es": "de lunes a viernes, de 9 a 13 y de 14 a 18",
        },
        SINCE,
    ),
)


def take_in_macros() -> None:
    """State the facts that nobody stated yet, and take in the macros that are not here yet."""
    owner, now = people()[0], datetime.now(UTC)
    known = set(PolicyFact.objects.stated().values_list("key", flat=True))
    for fact in FACTS:
        if fact.key not in known:
            stating.state(fact=fact, by=owner, now=now)
    take(macros=starter_set(), by=None, now=now, trusted=True)
