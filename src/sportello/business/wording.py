"""Texts with places for what is known of a buyer, and what a short notice may not name. Pure.

`{name}` and `{order}` stand for values. A part in [square brackets] that holds such a place is left out as a whole when
its value is not known, so that a text never has a gap.
"""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum

PLACES = ("name", "order")
"""What may stand in braces."""

_OPTIONAL = r"\[(?P<part>[^\[\]]*\{\w+\}[^\[\]]*)\]"
_PLACE = r"\{(?P<place>\w+)\}"
_SLOT = re.compile(_PLACE)
_EITHER = re.compile(f"{_OPTIONAL}|{_PLACE}")
_LINK = re.compile(
    r"(?i)https?://\S*|\bwww\.\S+|\b[a-z0-9-]+(?:\.[a-z0-9-]+)*\.(?:com|net|org|shop|store|info|biz|eu|io|de|it|fr|es|nl|at|ch|uk)\b"
)
_ADDRESS = re.compile(r"[^\s@<>]+@[^\s@<>]+\.[a-z]{2,}", re.IGNORECASE)
_MARKETPLACES = {name: re.compile(rf"(?i)\b{name}\b") for name in ("amazon", "ebay", "walmart")}
_ORDERS = {
    "amazon": re.compile(r"(?<![\w-])\d{3}-\d{7}-\d{7}(?![\w-])"),
    "ebay": re.compile(r"(?<![\w-])\d{2}-\d{5}-\d{5}(?![\w-])"),
}
"""Order numbers that say by their shape whose they are."""
_WALMART_ORDER = re.compile(r"\d{13,15}")


class Breach(StrEnum):
    """What a text names that it must not."""

    LINK = "link"
    ADDRESS = "address"
    MARKETPLACE = "marketplace"
    ORDER = "order"


@dataclass(frozen=True, slots=True)
class Filled:
    """A text with its values in it, and the places for which there was none and that no bracket let out."""

    text: str
    missing: tuple[str, ...] = ()


def fill(text: str, values: Mapping[str, str]) -> Filled:
    """Put values into a text. An empty value counts as unknown; brackets without a place stay as they are."""
    missing: list[str] = []

    def known(match: re.Match[str]) -> str:
        part = match["part"]
        if part is not None:
            complete = all(values.get(slot[1]) for slot in _SLOT.finditer(part))
            return _SLOT.sub(lambda slot: values[slot[1]], part) if complete else ""
        if value := values.get(match["place"]):
            return value
        missing.append(match["place"])
        return match[0]

    return Filled(_EITHER.sub(known, text), tuple(dict.fromkeys(missing)))


def unknown_places(text: str) -> tuple[str, ...]:
    """What stands in braces and means nothing."""
    return tuple(dict.fromkeys(slot[1] for slot in _SLOT.finditer(text) if slot[1] not in PLACES))


def bare_places(text: str) -> tuple[str, ...]:
    """The places that no bracket lets out: without their value the text could not be sent."""
    return tuple(dict.fromkeys(match["place"] for match in _EITHER.finditer(text) if match["place"] is not None))


def breaches(text: str, *, audience: str, foreign_orders: Collection[str] = ()) -> tuple[Breach, ...]:
    """What a text for this audience names that it must not: a link, a mail address, another marketplace, its order.

    `audience` is "amazon", "ebay", "walmart" or "shop" (the seller's own channels, which are no marketplace).
    `foreign_orders` are the numbers that belong to other channels; those of Amazon and eBay are known by their shape.
    """
    own = re.compile(rf"(?i)\b{audience}\.[a-z.]+\b")
    plain = own.sub("", _ADDRESS.sub("", text))
    found = {
        Breach.LINK: bool(_LINK.search(plain)),
        Breach.ADDRESS: bool(_ADDRESS.search(text)),
        Breach.MARKETPLACE: any(name.search(text) for kind, name in _MARKETPLACES.items() if kind != audience),
        Breach.ORDER: _names(text, foreign_orders)
        or any(number.search(text) for kind, number in _ORDERS.items() if kind != audience),
    }
    return tuple(breach for breach, there in found.items() if there)


def whose_order(number: str) -> str:
    """The audience that an order's number belongs to by its shape; "shop" for any that is no marketplace's."""
    for kind, shape in _ORDERS.items():
        if shape.fullmatch(number):
            return kind
    return "walmart" if _WALMART_ORDER.fullmatch(number) else "shop"


def _names(text: str, numbers: Collection[str]) -> bool:
    return any(re.search(rf"(?<!\w){re.escape(number)}(?!\w)", text) for number in numbers if number)
