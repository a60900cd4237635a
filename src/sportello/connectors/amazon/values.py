"""Reading Amazon's JSON: what is not there stays empty, what cannot be is trouble. Pure."""

from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from sportello.channels.contract import ApiTrouble, TroubleKind
from sportello.orders.records import Money

EMPTY: Mapping[str, Any] = {}


def nonsense(words: str) -> ApiTrouble:
    """The trouble of an answer that is not what the model says."""
    return ApiTrouble(TroubleKind.NONSENSE, words)


def part(document: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    """An inner object, empty when it is absent. Raises `ApiTrouble` NONSENSE when it is something else."""
    found = document.get(name)
    if found is None:
        return EMPTY
    if not isinstance(found, Mapping):
        raise nonsense(f"{name} is no object")
    return found


def parts(document: Mapping[str, Any], name: str) -> tuple[Mapping[str, Any], ...]:
    """The objects of an inner list, () when it is absent. Raises `ApiTrouble` NONSENSE when it is something else."""
    found = document.get(name)
    if found is None:
        return ()
    if not isinstance(found, list) or not all(isinstance(one, Mapping) for one in found):
        raise nonsense(f"{name} is no list of objects")
    return tuple(found)


def text(document: Mapping[str, Any], name: str) -> str:
    """A text or number as text, "" when it is absent."""
    found = document.get(name)
    return "" if found is None or isinstance(found, Mapping | list) else str(found)


def needed(document: Mapping[str, Any], name: str) -> str:
    """A text that the model requires. Raises `ApiTrouble` NONSENSE without it."""
    found = text(document, name)
    if not found:
        raise nonsense(f"{name} is missing")
    return found


def moment(document: Mapping[str, Any], name: str) -> datetime | None:
    """An ISO 8601 time, aware (UTC where none is said); None when it is absent or cannot be read."""
    try:
        at = datetime.fromisoformat(text(document, name))
        return at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        return None


def needed_moment(document: Mapping[str, Any], name: str) -> datetime:
    """A time that the model requires. Raises `ApiTrouble` NONSENSE without it."""
    at = moment(document, name)
    if at is None:
        raise nonsense(f"{name} is no time")
    return at


def whole(document: Mapping[str, Any], name: str) -> int:
    """A whole number, 0 when it is absent or cannot be read."""
    try:
        return int(text(document, name) or "0")
    except ValueError:
        return 0


def money(document: Mapping[str, Any], name: str) -> Money | None:
    """An amount with its currency, whichever it is; None when a half is absent or no number."""
    found = part(document, name)
    try:
        amount = Decimal(text(found, "amount"))
    except InvalidOperation:
        return None
    currency = text(found, "currencyCode")
    return Money(amount, currency) if currency and amount.is_finite() else None


def stamp(at: datetime) -> str:
    """A time as Amazon takes it: ISO 8601 in UTC, whole seconds."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
