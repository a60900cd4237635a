"""Shopify's search syntax, as much of it as finds orders by time, name and id."""

import re
from collections.abc import Callable
from datetime import UTC, datetime

from graphql import GraphQLError

from sportello.sandbox.world import WorldOrder

_TERM = re.compile(r"\s*(?:(OR|AND)\b|([a-z_]+):\s*(>=|<=|>|<)?\s*(?:'([^']*)'|\"([^\"]*)\"|([^\s'\"]+)))\s*")
type Test = Callable[[WorldOrder], bool]


def orders_found(query: str | None, orders: list[WorldOrder]) -> list[WorldOrder]:
    """The orders that a query finds. Raises GraphQLError for one that this stand-in does not understand."""
    choices = _parsed(query or "")
    return [order for order in orders if any(all(test(order) for test in tests) for tests in choices)]


def day_of(query: str | None, field: str) -> datetime | None:
    """The time in a query such as "initiated_at:>='2026-01-01'", None when it has none. Raises GraphQLError."""
    match = re.fullmatch(rf"\s*{field}:>=\s*'?([^']+)'?\s*", query or "")
    if query and match is None:
        raise GraphQLError(f"cannot search for {query!r}")
    return _time(match[1]) if match else None


def _parsed(query: str) -> list[list[Test]]:
    choices: list[list[Test]] = [[]]
    place = 0
    while place < len(query.rstrip()):
        match = _TERM.match(query, place)
        if match is None:
            raise GraphQLError(f"cannot search for {query[place:]!r}")
        word, field, sign, *values = match.groups()
        if word == "OR":
            choices.append([])
        elif field:
            choices[-1].append(_test(field, sign or "", next(value for value in values if value is not None)))
        place = match.end()
    return choices


def _test(field: str, sign: str, value: str) -> Test:
    if field in {"updated_at", "created_at", "processed_at"}:
        return _by_time(field, sign, _time(value))
    if field == "name" and not sign:
        wanted = value.casefold().removeprefix("#")
        return lambda order: order.number.casefold().removeprefix("#") == wanted
    if field == "id" and not sign:
        return lambda order: order.id == value
    raise GraphQLError(f"'{field}' is no filter of orders")


def _by_time(field: str, sign: str, wanted: datetime) -> Test:
    signs: dict[str, Callable[[datetime], bool]] = {
        ">=": lambda at: at >= wanted,
        "<=": lambda at: at <= wanted,
        ">": lambda at: at > wanted,
        "<": lambda at: at < wanted,
        "": lambda at: at == wanted,
    }
    compare = signs[sign]
    changed = field == "updated_at"
    return lambda order: compare((order.changed_at if changed else order.placed_at).replace(microsecond=0))


def _time(value: str) -> datetime:
    try:
        at = datetime.fromisoformat(value)
    except ValueError as broken:
        raise GraphQLError(f"{value!r} is no time", original_error=broken) from broken
    return at if at.tzinfo else at.replace(tzinfo=UTC)
