"""Whether a text names an amount of money, in figures of any country or in words. Pure."""

import re
from decimal import Decimal, InvalidOperation
from typing import Final

from .numerals import NUMERALS

_FIGURE = re.compile(
    r"(?<![\w.,])(\d{1,3}(?:[.,'\u2019 \u00a0\u202f]\d{3})+(?:[.,]\d{1,2})?|\d+(?:[.,]\d{1,2})?)(?![\d])"
)
_MARK = (
    r"(?:€|£|\$|eur\b|euros?\b|gbp\b|usd\b|chf\b|pounds?\b|sterling\b|sterline\b|dollars?\b|d[oó]l\w+|pfund\b|livres?\b"
    r"|libras?\b|franken\b|quid\b|pesos?\b)"
)
_BEFORE = re.compile(rf"{_MARK}\s?$", re.IGNORECASE)
_AFTER = re.compile(rf"^\s?(?:,-|-|,–)?\s?{_MARK}", re.IGNORECASE)
_CENTS = re.compile(
    r"^\s?(?:euros?|eur|€|pounds?|£)?\s?(?:e|und|et|y|con|and)?\s?(\d{2})(?:\s?(?:cent\w*|p\b))?", re.IGNORECASE
)
_PARTS: Final = re.compile(r"^\s*(?P<mark>[^\d\s]*)\s*(?P<figure>[\d.,'\u2019 ]*\d)\s*(?P<after>[^\d]*)$")


def amount_of(text: str) -> Decimal | None:
    """The value of an amount such as "1.234,50 EUR" or "£12.90"; None when there is none."""
    parts = _PARTS.match(text.strip())
    return value_of(parts["figure"]) if parts else None


def value_of(figure: str) -> Decimal | None:
    """The value of figures with separators of any country: the last one before one or two digits is the decimal one."""
    plain = re.sub(r"[\s\u00a0\u202f'\u2019]", "", figure)
    decimal = re.search(r"[.,](\d{1,2})$", plain)
    whole = plain[: decimal.start()] if decimal else plain
    digits = re.sub(r"[.,]", "", whole) + (f".{decimal[1]}" if decimal else "")
    try:
        return Decimal(digits)
    except InvalidOperation:
        return None


def names_amount(text: str, amount: Decimal) -> bool:
    """Whether `text` names this much money: as a figure beside a currency or with its cents, or in words."""
    return _in_figures(text, amount) or _in_words(text, amount)


def has_amount(text: str) -> bool:
    """Whether a text names any sum of money in figures, or a percentage."""
    found = (match for match in _FIGURE.finditer(text) if _is_money(text, match))
    return next(found, None) is not None or re.search(r"\d\s?%", text) is not None


def _in_figures(text: str, amount: Decimal) -> bool:
    return any(
        value_of(match[1]) == amount and (_is_money(text, match) or re.search(r"[.,]\d{2}$", match[1]))
        for match in _FIGURE.finditer(text)
    )


def _is_money(text: str, match: re.Match[str]) -> bool:
    before, after = text[max(0, match.start() - 12) : match.start()], text[match.end() : match.end() + 14]
    return _BEFORE.search(before) is not None or _AFTER.search(after) is not None


def _in_words(text: str, amount: Decimal) -> bool:
    words = NUMERALS.get(int(amount), ())
    said = text.casefold()
    for word in words:
        for found in re.finditer(rf"(?<!\w){re.escape(word)}\s?{_MARK}", said):
            cents = _CENTS.match(said[found.end() :])
            if (Decimal(cents[1]) / 100 if cents else Decimal(0)) == amount - int(amount):
                return True
    return False
