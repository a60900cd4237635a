"""Looking up an order for a visitor who knows its number and one more thing that only its buyer knows.

Nothing is told to a guesser: the answer to a number that does not exist, to one of another brand and to one whose
second thing is wrong is the same, takes the same query and the same comparisons, and each try is counted, for the
visitor's network address and for the number.
"""

import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from django.db.models import Q

from sportello.channels.inbound import ChannelKind
from sportello.orders.models import Order
from sportello.orders.numbers import plain

from . import braking
from .models import HelpCentre

AMAZON_DIGITS = 17
SHOPS = frozenset({ChannelKind.SHOPIFY, ChannelKind.EMAIL, ChannelKind.FORM})
_CANDIDATES = 4
_NOTHING: dict[str, Any] = {"pk": None, "buyer_email": "", "address": {}, "channel__kind": ""}


class TooOften(Exception):
    """Too many tries; `wait` is how long until the next one counts."""

    def __init__(self, wait: timedelta) -> None:
        super().__init__(f"again in {wait}")
        self.wait = wait


@dataclass(frozen=True, slots=True)
class Asking:
    """Who asks for which order: the number and the second thing as they typed them."""

    number: str
    proof: str
    address: str


def look_up(asking: Asking, *, centre: HelpCentre, now: datetime) -> Order | None:
    """The order with its parcels, refunds and returns; None when there is none that this visitor may see.

    Raises `TooOften`. The second thing is the buyer's e-mail or postcode; for a marketplace's order the postcode alone.
    """
    number = plain(asking.number)
    waits = [
        braking.brake(braking.LOOK_UPS, asking.address, now=now),
        braking.brake(braking.NUMBER, number, now=now),
    ]
    if any(waits):
        raise TooOften(max(wait for wait in waits if wait))
    found = [row["pk"] for row in _candidates(number, centre) if _is_proved(row, asking.proof)]
    return Order.objects.complete().get(pk=found[0]) if found and found[0] else None


def shown(number: str) -> str:
    """An order's number as its buyer knows it: 17 digits are Amazon's, written 3-7-7, however they were pasted."""
    digits = "".join(character for character in number if character.isdigit())
    if len(digits) == AMAZON_DIGITS and not any(character.isalpha() for character in number):
        return f"{digits[:3]}-{digits[3:10]}-{digits[10:]}"
    return " ".join(number.split())[:60]


def _candidates(number: str, centre: HelpCentre) -> list[dict[str, Any]]:
    """Always as many rows to compare, however many there are."""
    ours = Q(channel__brand=None) | Q(channel__brand=centre.brand_id)
    rows = Order.objects.filter(ours, plain=number, erased_at=None).order_by("-placed_at", "-pk")
    found: list[dict[str, Any]] = list(rows.values(*_NOTHING)[:_CANDIDATES]) if number else []
    return found + [_NOTHING] * (_CANDIDATES - len(found))


def _is_proved(row: dict[str, Any], proof: str) -> bool:
    """Whether the second thing is this order's. Both comparisons are made in any case, on digests of equal length."""
    email = row["buyer_email"] if row["channel__kind"] in SHOPS else ""
    by_email = _same(_mail(email), _mail(proof))
    by_postcode = _same(_postcode(str((row["address"] or {}).get("postcode") or "")), _postcode(proof))
    return by_email | by_postcode


def _same(known: str, given: str) -> bool:
    equal = hmac.compare_digest(sha256(known.encode()).digest(), sha256(given.encode()).digest())
    return equal & (len(known) > 2)


def _mail(text: str) -> str:
    return "".join(text.split()).casefold()


def _postcode(text: str) -> str:
    return plain(text)[:12]
