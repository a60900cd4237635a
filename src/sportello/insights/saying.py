"""Figures as the reader's language writes them."""

from datetime import timedelta
from functools import lru_cache

from babel.numbers import format_currency, format_decimal, format_percent
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

MINUTE, HOUR, DAY = 60, 3600, 86400
LONG_IN_HOURS = timedelta(hours=48)


def number(value: float, places: int = 0) -> str:
    """A number with its thousands parted: "1,234", "1.234,5". Noughts at the end are left out."""
    return _number(round(value, places) or 0.0, _locale())


def percent(share: float, places: int = 1) -> str:
    """A share of one in percent: "93.4%", "93,4 %"."""
    return _percent(round(share, places + 2) or 0.0, _locale())


def points(difference: float) -> str:
    """How far two shares are apart, in percentage points, with its sign: "+2.1 points"."""
    value = _signed(number(abs(difference) * 100, 1), difference)
    return _("%(number)s points") % {"number": value}


def lasting(seconds: float) -> str:
    """A length of time, as short as is clear: "45 s", "12 min", "3 h 05 min", "4 days 6 h"."""
    whole = round(seconds)
    if whole < 90:
        return _("%(n)s s") % {"n": number(whole)}
    if whole < HOUR:
        return _("%(n)s min") % {"n": number(whole / MINUTE)}
    minutes = round(whole / MINUTE)
    if whole < LONG_IN_HOURS.total_seconds():
        return _("%(hours)s h %(minutes)s min") % {"hours": minutes // 60, "minutes": f"{minutes % 60:02}"}
    hours = round(whole / HOUR)
    return _("%(days)s days %(hours)s h") % {"days": hours // 24, "hours": hours % 24}


def minutes(seconds: float) -> str:
    """A short length of time in minutes, to one place: "4.5 min"."""
    return _("%(n)s min") % {"n": number(seconds / MINUTE, 1)}


def money(amount: float, currency: str) -> str:
    """An amount in a currency: "€12.40", "12,40 €"."""
    return str(format_currency(round(amount, 2), currency, locale=_locale()))


def change(ratio: float) -> str:
    """By how much something changed, in percent of what it was, with its sign: "+12%"."""
    return _signed(percent(abs(ratio), 0), ratio)


def more(difference: float) -> str:
    """By how many something changed, with its sign: "+199"."""
    return _signed(number(abs(difference), 1), difference)


def unknown() -> str:
    """What is said where nothing is known: never nought."""
    return pgettext("figure", "not known")


# A page says some hundred numbers, most of them again and again; writing one takes longer than all else about it.
@lru_cache(maxsize=10_000)
def _number(value: float, locale: str) -> str:
    return str(format_decimal(value, locale=locale, decimal_quantization=False))


@lru_cache(maxsize=10_000)
def _percent(share: float, locale: str) -> str:
    return str(format_percent(share, locale=locale, decimal_quantization=False))


def _signed(words: str, value: float) -> str:
    return f"{'−' if value < 0 else '+'}{words}"


def _locale() -> str:
    return (get_language() or "en").replace("-", "_")
