"""What a policy fact can be, and how it reads in each language. Pure.

Stored values are plain JSON: days and months {"count": 30}, money {"amount": "4.90", "currency": "EUR"}, an address
{"lines": ["..."]}, a text {"en": "...", "it": "..."}.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any

from babel import Locale
from babel.numbers import format_currency, list_currencies

type Stored = Mapping[str, Any]

LANGUAGES = ("en", "it", "de", "fr", "es")
MOST_DAYS, MOST_MONTHS = 3650, 240
LONGEST_TEXT, MOST_LINES = 1000, 8


class Kind(StrEnum):
    """What sort of value a fact is."""

    DAYS = "days"
    MONTHS = "months"
    MONEY = "money"
    TEXT = "text"
    ADDRESS = "address"


class NotAValue(ValueError):
    """A stored value that its kind does not allow; the message says what is wrong, in English, for a log."""


_UNITS: Mapping[Kind, Mapping[str, tuple[str, str]]] = {
    Kind.DAYS: {
        "en": ("day", "days"),
        "it": ("giorno", "giorni"),
        "de": ("Tag", "Tage"),
        "fr": ("jour", "jours"),
        "es": ("día", "días"),
    },
    Kind.MONTHS: {
        "en": ("month", "months"),
        "it": ("mese", "mesi"),
        "de": ("Monat", "Monate"),
        "fr": ("mois", "mois"),
        "es": ("mes", "meses"),
    },
}


def check(kind: Kind, value: Stored) -> None:
    """Raise `NotAValue` unless the value is one of its kind."""
    checks = {
        Kind.DAYS: lambda: _check_count(value, MOST_DAYS),
        Kind.MONTHS: lambda: _check_count(value, MOST_MONTHS),
        Kind.MONEY: lambda: _check_money(value),
        Kind.TEXT: lambda: _check_texts(value),
        Kind.ADDRESS: lambda: _check_lines(value),
    }
    checks[kind]()


def in_words(kind: Kind, value: Stored, language: str) -> str:
    """The value as a text of that language says it ("30 Tage", "4,90 €"); "" for a text that language does not have."""
    match kind:
        case Kind.DAYS | Kind.MONTHS:
            count = int(value["count"])
            one, many = _UNITS[kind].get(language, _UNITS[kind]["en"])
            return f"{count} {one if count == 1 else many}"
        case Kind.MONEY:
            return money_in_words(Decimal(str(value["amount"])), str(value["currency"]), language)
        case Kind.ADDRESS:
            return "\n".join(str(line) for line in value["lines"])
        case Kind.TEXT:
            return str(value.get(language, ""))


def number(kind: Kind, value: Stored) -> str:
    """The bare number of days or months, for sentences that bend the unit ("innerhalb von 30 Tagen"); "" for others."""
    return str(int(value["count"])) if kind in _UNITS else ""


def money_in_words(amount: Decimal, currency: str, language: str) -> str:
    """An amount as the language writes it ("€4.90", "4,90 €"), with the digits that the currency has (ISO 4217)."""
    locale = Locale.parse("en_GB" if language == "en" else language)
    return format_currency(amount, currency, locale=locale)


def _check_count(value: Stored, most: int) -> None:
    count = value.get("count")
    if not isinstance(count, int) or isinstance(count, bool) or not 0 <= count <= most:
        raise NotAValue(f"a count from 0 to {most} is needed, not {count!r}")


def _check_money(value: Stored) -> None:
    try:
        amount = Decimal(str(value.get("amount")))
    except InvalidOperation as wrong:
        raise NotAValue("this is no amount") from wrong
    if not amount.is_finite() or not 0 <= amount < 1_000_000:
        raise NotAValue("this is no amount that a policy names")
    if value.get("currency") not in list_currencies():
        raise NotAValue("this currency is not known")


def _check_texts(value: Stored) -> None:
    texts: Sequence[object] = [*value.values()]
    if not set(value) <= set(LANGUAGES) or not any(texts):
        raise NotAValue("a text in one of our languages is needed")
    if any(not isinstance(text, str) or len(text) > LONGEST_TEXT for text in texts):
        raise NotAValue("a text is too long")


def _check_lines(value: Stored) -> None:
    lines = value.get("lines")
    if not isinstance(lines, list) or not 1 <= len(lines) <= MOST_LINES:
        raise NotAValue(f"an address has one to {MOST_LINES} lines")
    if any(not isinstance(line, str) or not line.strip() or len(line) > 120 for line in lines):
        raise NotAValue("an address line is empty or too long")
