"""Reading eBay's documents: instants, amounts and parts that may be missing. Pure."""

from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from sportello.orders.records import Money

type Document = Mapping[str, Any]


def part(document: Any, *names: str) -> Document:
    """The object at this path; an empty one when it is missing."""
    for name in names:
        document = document.get(name) if isinstance(document, Mapping) else None
    return document if isinstance(document, Mapping) else {}


def rows(document: Any, name: str) -> list[Document]:
    """The objects of the list under a name; empty when it is missing."""
    found = document.get(name) if isinstance(document, Mapping) else None
    return [row for row in found if isinstance(row, Mapping)] if isinstance(found, list) else []


def text(document: Document, name: str) -> str:
    """A string or number as text; "" for anything else."""
    found = document.get(name)
    return str(found) if isinstance(found, str | int) and not isinstance(found, bool) else ""


def count(document: Document, name: str) -> int | None:
    """A whole number that is not negative, or None."""
    found = document.get(name)
    return found if isinstance(found, int) and not isinstance(found, bool) and found >= 0 else None


def time_of(value: Any) -> datetime | None:
    """An instant in ISO 8601, alone or in Post-Order's `{value, formattedValue}`; None for anything else."""
    said = value.get("value") if isinstance(value, Mapping) else value
    if not isinstance(said, str):
        return None
    try:
        at = datetime.fromisoformat(said)
    except ValueError:
        return None
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def money_of(amount: Any) -> Money | None:
    """eBay's `{value, currency}`; the value is a string in REST and a number in Post-Order. None without either."""
    if not isinstance(amount, Mapping):
        return None
    currency = text(amount, "currency")
    try:
        number = Decimal(str(amount.get("value")))
    except InvalidOperation:
        return None
    return Money(number, currency) if currency and number.is_finite() else None


def written(at: datetime) -> str:
    """An instant as eBay's filters want it: UTC with milliseconds."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.") + f"{at.microsecond // 1000:03d}Z"
