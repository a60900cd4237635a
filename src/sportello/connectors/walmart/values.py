"""Reading Walmart's documents: times in milliseconds, numbers as JSON floats, lists that may be missing. Pure."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from sportello.orders.records import Money

type Document = Mapping[str, Any]


def time_of(value: Any) -> datetime | None:
    """An instant given in milliseconds since 1970 or as ISO 8601; None for anything else."""
    try:
        if isinstance(value, int | float) and not isinstance(value, bool):
            return datetime.fromtimestamp(value / 1000, UTC)
        at = datetime.fromisoformat(str(value))
    except (ValueError, OverflowError, OSError):
        return None
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def number_of(value: Any) -> Decimal:
    """An amount, exactly as it is written; nothing for what is no finite number."""
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return Decimal(0)
    return number if number.is_finite() else Decimal(0)


def money_of(charge: Any) -> Money | None:
    """A `{currency, amount}` of orders or a `{currencyUnit, currencyAmount}` of returns."""
    if not isinstance(charge, Mapping):
        return None
    currency = str(charge.get("currency") or charge.get("currencyUnit") or "")
    amount = charge.get("amount", charge.get("currencyAmount"))
    return Money(number_of(amount), currency) if currency and amount is not None else None


def sum_of(amounts: Iterable[Money | None]) -> Money | None:
    """All of them together; None when there is none. Amounts in another currency than the first's are left out."""
    known = [money for money in amounts if money is not None]
    if not known:
        return None
    return Money(sum((m.amount for m in known if m.currency == known[0].currency), Decimal(0)), known[0].currency)


def rows(document: Any, *path: str) -> list[Document]:
    """The objects of the list at this path; empty when it is missing."""
    for name in path:
        document = document.get(name) if isinstance(document, Mapping) else None
    return [row for row in document if isinstance(row, Mapping)] if isinstance(document, list) else []


def part(document: Any, name: str) -> Document:
    """The object under a name; an empty one when it is missing."""
    found = document.get(name) if isinstance(document, Mapping) else None
    return found if isinstance(found, Mapping) else {}


def text(document: Any, name: str) -> str:
    """A value as text, "" when it is missing."""
    found = document.get(name) if isinstance(document, Mapping) else None
    return "" if found is None else str(found).strip()
