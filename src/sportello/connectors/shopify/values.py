"""Reading GraphQL's answers: what may be null or missing is never trusted to be there. Pure."""

from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from sportello.orders.records import Money

type Node = Mapping[str, Any]

ORDER_GID = "gid://shopify/Order/"
SITE = ""


def text(node: Node, *path: str) -> str:
    """The value at this path as text, "" when anything on the way is missing."""
    found: Any = node
    for name in path:
        found = found.get(name) if isinstance(found, Mapping) else None
    return "" if found is None else str(found).strip()


def part(node: Node, *path: str) -> Node:
    """The object at this path, an empty one when it is missing."""
    found: Any = node
    for name in path:
        found = found.get(name) if isinstance(found, Mapping) else None
    return found if isinstance(found, Mapping) else {}


def rows(node: Node, *path: str) -> list[Node]:
    """The objects of the list or connection at this path; empty when it is missing."""
    *way, last = path
    found = part(node, *way).get(last)
    if isinstance(found, Mapping):
        found = found.get("nodes")
    return [row for row in found if isinstance(row, Mapping)] if isinstance(found, list) else []


def is_cut(node: Node, *path: str) -> bool:
    """Whether the connection at this path goes on behind what was asked for."""
    return part(node, *path, "pageInfo").get("hasNextPage") is True


def moment(node: Node, *path: str) -> datetime | None:
    """The instant at this path (ISO 8601; UTC where it names no zone), None when it is missing or none."""
    try:
        at = datetime.fromisoformat(text(node, *path))
    except ValueError:
        return None
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def latest(*moments: datetime | None) -> datetime | None:
    """The last of those that are known."""
    return max((at for at in moments if at is not None), default=None)


def money(node: Node, *path: str) -> Money | None:
    """The amount at this path: a `MoneyV2`, or of a `MoneyBag` what the buyer was shown."""
    found = part(node, *path)
    found = part(found, "presentmentMoney") or found
    try:
        amount = Decimal(text(found, "amount"))
    except InvalidOperation:
        return None
    currency = text(found, "currencyCode")
    return Money(amount, currency) if currency and amount.is_finite() else None


def number_in(gid: str) -> str:
    """The number at the end of a global id such as "gid://shopify/LineItem/42?x=y"; what is none stays as it is."""
    return gid.rpartition("/")[2].partition("?")[0]


def count(node: Node, name: str) -> int:
    """A number of things, 0 when it is missing."""
    found = node.get(name)
    return found if isinstance(found, int) and not isinstance(found, bool) else 0
