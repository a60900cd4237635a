"""Money as the reader's language writes it."""

from collections.abc import Mapping
from decimal import Decimal

from django.utils.formats import number_format
from django.utils.translation import get_language

from sportello.orders.records import Money

SIGNS: Mapping[str, str] = {"EUR": "€", "GBP": "£", "USD": "$", "JPY": "¥", "INR": "₹", "BRL": "R$", "TRY": "₺"}
# Currencies without a smaller unit (ISO 4217).
WHOLE = frozenset({"CLP", "HUF", "ISK", "JPY", "KRW", "PYG", "VND", "XAF", "XOF"})
_CENTS = Decimal("0.01")


def amount_in_words(money: Money) -> str:
    """An amount with its currency: "€64.90" in English, "64,90 €" elsewhere. A currency we do not know is its code."""
    sign = SIGNS.get(money.currency, "")
    number = number_format(abs(money.amount), decimal_pos=_places(money), use_l10n=True, force_grouping=True)
    minus = "−" if money.amount < 0 else ""
    if sign and (get_language() or "en").startswith("en"):
        return f"{minus}{sign}{number}"
    return f"{minus}{number}\N{NO-BREAK SPACE}{sign or money.currency}".strip()


def _places(money: Money) -> int:
    """As many as the currency has; more where the amount needs them."""
    if money.amount == money.amount.to_integral_value():
        return 0 if money.currency in WHOLE else 2
    return 2 if money.amount.quantize(_CENTS) == money.amount else 4
