"""Dates, amounts and numbers as a language and a country write them. Pure."""

from datetime import date
from functools import lru_cache

from babel import Locale, UnknownLocaleError
from babel.dates import format_date
from babel.numbers import format_currency, format_decimal, list_currencies

from sportello.orders.records import Money

type Given = str | bool | int | date | Money

_CURRENCIES = list_currencies()


@lru_cache(maxsize=256)
def locale_of(language: str, country: str = "") -> Locale:
    """The locale of an edition: its language as the country writes it where that is known ("en", "US"), else at home.

    English without a country is British, as everywhere in Europe. An unknown language is written like English.
    """
    spoken = language.replace("_", "-").partition("-")[0].lower()
    home = "en_GB" if spoken == "en" else spoken
    for name in (f"{spoken}_{country.upper()}", home):
        try:
            return Locale.parse(name)
        except (UnknownLocaleError, ValueError):
            continue
    return Locale.parse("en_GB")


def in_words(value: Given, locale: Locale) -> str:
    """A value as the locale writes it: dates long, amounts with their currency's digits, numbers grouped."""
    if isinstance(value, Money):
        return _money(value, locale)
    if isinstance(value, date):
        return format_date(value, format="long", locale=locale)
    if isinstance(value, int) and not isinstance(value, bool):
        return format_decimal(value, locale=locale)
    return plain(str(value))


def plain(text: str) -> str:
    """A text from outside as it may stand in an answer: without braces, which mean something here, nor control
    characters; every line of it folded."""
    kept = "".join(character for character in text if character == "\n" or character.isprintable())
    lines = (" ".join(line.split()) for line in kept.replace("{", "(").replace("}", ")").splitlines())
    return "\n".join(line for line in lines if line)


def _money(money: Money, locale: Locale) -> str:
    currency = money.currency.upper()
    if currency not in _CURRENCIES:
        return f"{format_decimal(money.amount, locale=locale)} {plain(money.currency)}".strip()
    return format_currency(money.amount, currency, locale=locale)
