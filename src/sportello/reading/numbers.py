"""Order, tracking, article and invoice numbers that a message names; shapes are exact, so these are expressions."""

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from typing import Final

from sportello.carriers.finding import find
from sportello.reading.judgements import Number, NumberKind, Place

LETTERS_READ: Final = 60_000
"""Letters of a text that are searched; a longer one is an attachment gone astray."""

MOST: Final = 100
"""Numbers of one kind of shape that a text may name; more are a table that nobody asks about."""

_ORDERS: Final = (
    ("amazon", re.compile(r"(?<![\w-])(?:\d{3}|D\d{2})-\d{7}-\d{7}(?![\w-])")),
    ("ebay", re.compile(r"(?<![\w-])\d{2}-\d{5}-\d{5}(?![\w-])")),
    ("walmart", re.compile(r"(?<![\w-])2000\d{11}(?![\w-])")),
    ("shopify", re.compile(r"(?<![\w#&/])#\d{3,7}(?![\w-])")),
)
_NOT_AN_ORDER: Final = re.compile(
    r"(?:\bapt\.?|apartment|\bunit|\bsuite|\bste\.?|invoice|fattura|facture|factura|rechnung"
    r"|\bpo box|\broom|\bzimmer)\s*$",
    re.IGNORECASE,
)
_ASIN: Final = re.compile(r"(?<![\w-])B0[0-9A-Z]{8}(?![\w-])")
_SKU: Final = re.compile(r"\bSKU\s*[:#=]?\s*(?P<value>(?=[\w./-]*\d)[\w./-]{3,30}\w)", re.IGNORECASE)
_INVOICE: Final = re.compile(
    r"\b(?:invoice|fattura|rechnung(?:snummer)?|re|facture|factura|inv)\b\.?\s{0,2}"
    r"(?:n(?:o|r|umber|umero|um|úm|°|º|\.)?\.?|number|numero|número|nummer)?\s{0,2}[:#]?\s{0,2}"
    r"(?P<value>(?:[A-Z]{1,5}[-/ ]?)?\d{2,}(?:[-/]\d+)*)(?![\w.,€]*\d|\s?€)",
    re.IGNORECASE,
)
_BIDI: Final = re.compile(r"[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\u00ad]")


def numbers_of(body: str, *, subject: str = "") -> tuple[Number, ...]:
    """All numbers of the body, then of the subject, by place. Quoted mail counts: an order named there is still named.

    Offsets refer to the text of their place. Never raises; work is bounded by LETTERS_READ.
    """
    return (*_in(body[:LETTERS_READ], "body"), *_in(subject[:1_000], "subject"))


def _in(text: str, place: Place) -> list[Number]:
    # Invisible marks become blanks of the same length, so that offsets stay.
    plain = _BIDI.sub(" ", text)
    found = [*_orders(plain, place), *_articles(plain, place)]
    taken = [(number.start, number.end) for number in found]
    found += [
        replace(_number("tracking", plain, place, parcel.start, parcel.end, parcel.carrier), checked=parcel.is_checked)
        for parcel in islice(find(plain), MOST)
        if all(parcel.end <= start or parcel.start >= end for start, end in taken)
    ]
    placed = [replace(number, text=text[number.start : number.end]) for number in found]
    return sorted(placed, key=lambda number: number.start)


def _orders(text: str, place: Place) -> Iterator[Number]:
    for marketplace, shape in _ORDERS:
        for match in islice(shape.finditer(text), MOST):
            if not _NOT_AN_ORDER.search(text[max(0, match.start() - 16) : match.start()]):
                yield _number("order", text, place, match.start(), match.end(), marketplace)


def _articles(text: str, place: Place) -> Iterator[Number]:
    for match in islice(_ASIN.finditer(text), MOST):
        if any(char.isdigit() for char in match.group()[2:]):
            yield _number("asin", text, place, match.start(), match.end(), "amazon")
    for match in islice(_SKU.finditer(text), MOST):
        yield _number("sku", text, place, match.start("value"), match.end("value"))
    for match in islice(_INVOICE.finditer(text), MOST):
        yield _number("invoice", text, place, match.start("value"), match.end("value"))


def _number(kind: NumberKind, text: str, place: Place, start: int, end: int, issuer: str = "") -> Number:
    written = text[start:end]
    value = re.sub(r"\s+", "", written).upper()
    return Number(kind, written, value, place, start, end, issuer)
