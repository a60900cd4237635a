"""What looks like a tracking number and is known to be something else: orders, dates, money, cards, IBANs, links."""

import re
from typing import Final

from .checks import luhn
from .post import COUNTRIES

BLANK: Final = "\x00"
"""Stands for every character of what was masked, so that offsets stay."""

_BIDI: Final = re.compile(r"[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
URL: Final = re.compile(r"(?:https?://|www\.)[^\s<>\"')\]]{4,2000}", re.IGNORECASE)
_IBAN: Final = re.compile(
    r"(?<![0-9A-Za-z])[A-Z]{2}\d{2}(?:[ -]?[0-9A-Z]{4}){2,7}(?:[ -]?[0-9A-Z]{1,4})?(?![0-9A-Za-z])"
)
_CARD: Final = re.compile(r"(?<![0-9A-Za-z])(?:[45]\d{3}|2[2-7]\d{2})(?:[ -]?\d{4}){3}(?![0-9A-Za-z])", re.ASCII)
_MAIL: Final = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w.-]{3,255}")
_OTHER_SHAPES: Final = re.compile(
    # Nothing of it begins with anything else: most places in a text are passed by at once.
    r"(?=[0-9#+€$£D])(?:"
    # Amazon, eBay, Walmart, Shopify and digital orders.
    r"(?<![0-9A-Za-z-])(?:\d{3}-\d{7}-\d{7}|D\d{2}-\d{7}-\d{7}|\d{2}-\d{5}-\d{5})(?![0-9A-Za-z-])"
    r"|(?<![0-9A-Za-z-])2000\d{11}(?![0-9A-Za-z-])"
    r"|#\d{3,9}(?![0-9A-Za-z])"
    # Telephones in international form.
    r"|\+\d[\d ()./-]{6,20}\d|(?<!\d)00(?:39|49|33|34|44|1|43|41)[ /-]\d[\d ()./-]{5,18}\d"
    # Dates, times, money.
    r"|(?<!\d)(?:\d{4}[-./]\d{1,2}[-./]\d{1,2}|\d{1,2}[-./]\d{1,2}[-./]\d{2,4})(?![\d.]*\d)"
    r"|(?<!\d)\d{1,2}[:.]\d{2}(?::\d{2})?(?= ?(?:uhr|h\b|am\b|pm\b))"
    r"|(?<!\d)\d{1,3}(?:[.' ]\d{3}){0,3},\d{2}(?!\d)|(?<!\d)\d{1,3}(?:,\d{3}){0,3}\.\d{2}(?![\d.])"
    r"|[€$£] ?\d[\d.,']{0,15}|(?<![0-9A-Za-z.,'])\d[\d.,']{0,15} ?(?:€|EUR\b|USD\b|GBP\b|CHF\b))",
    re.IGNORECASE,
)


def plain(text: str) -> str:
    """The text with invisible marks as blanks, as long as before."""
    return _BIDI.sub(" ", text)


def masked(text: str) -> str:
    """The text with everything that is known to be something else blanked out, as long as before."""
    without = URL.sub(_blank, text)
    if "@" in without:
        without = _MAIL.sub(_blank, without)
    return _OTHER_SHAPES.sub(_blank, _CARD.sub(_blank_card, _IBAN.sub(_blank_iban, without)))


def _blank(match: re.Match[str]) -> str:
    return BLANK * len(match.group())


def _blank_iban(match: re.Match[str]) -> str:
    return _blank(match) if is_iban(re.sub(r"[ -]", "", match.group())) else match.group()


def _blank_card(match: re.Match[str]) -> str:
    return _blank(match) if luhn(re.sub(r"[ -]", "", match.group())) else match.group()


def is_iban(number: str) -> bool:
    """Whether this is an IBAN: a country, and 1 modulo 97 with the first four at the end (ISO 13616)."""
    if number[:2] not in COUNTRIES or not 15 <= len(number) <= 34:
        return False
    return int("".join(str(int(char, 36)) for char in number[4:] + number[:4])) % 97 == 1
