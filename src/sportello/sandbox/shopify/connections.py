"""Lists as GraphQL's connections: a slice, its cursors, and whether there is more."""

import base64
import binascii
import json
from collections.abc import Callable, Sequence
from typing import Any

from graphql import GraphQLError

MOST = 250
type Key = Callable[[Any], list[str]]


def connection(nodes: Sequence[Any], key: Key | None = None) -> Callable[..., dict[str, Any]]:
    """A resolver of a connection over `nodes`. `key` gives what a cursor says of a node; its id by default.

    A cursor is a place in the order of the keys, not a count: what changes meanwhile is not skipped.
    """

    def resolve(_info: Any, **given: Any) -> dict[str, Any]:
        return sliced(nodes, key, given)

    return resolve


def sliced(nodes: Sequence[Any], key: Key | None, given: dict[str, Any]) -> dict[str, Any]:
    """The slice that `first`, `last`, `after`, `before` and `reverse` ask for. Raises GraphQLError for nonsense."""
    first, last = given.get("first"), given.get("last")
    if (first is None) == (last is None):
        raise GraphQLError("you must provide one of first or last")
    for name, size in (("first", first), ("last", last)):
        if size is not None and not 0 <= size <= MOST:
            raise GraphQLError(f"{name} must be between 0 and {MOST}")
    ordered = list(reversed(nodes)) if given.get("reverse") else list(nodes)
    keys = [_cursor(key(node) if key else [str(place)]) for place, node in enumerate(ordered)]
    begin = _behind(ordered, keys, key, given.get("after"), reverse=bool(given.get("reverse")))
    end = keys.index(given["before"]) if given.get("before") in keys else len(ordered)
    low, high = (begin, min(end, begin + first)) if first is not None else (max(begin, end - (last or 0)), end)
    return _page(ordered, keys, low, high)


def _page(nodes: list[Any], keys: list[str], low: int, high: int) -> dict[str, Any]:
    found, cursors = nodes[low:high], keys[low:high]
    return {
        "nodes": found,
        "edges": [{"cursor": cursor, "node": node} for cursor, node in zip(cursors, found, strict=True)],
        "pageInfo": {
            "hasNextPage": high < len(nodes),
            "hasPreviousPage": low > 0,
            "startCursor": cursors[0] if cursors else None,
            "endCursor": cursors[-1] if cursors else None,
        },
    }


def _behind(nodes: list[Any], keys: list[str], key: Key | None, after: str | None, *, reverse: bool) -> int:
    if after is None:
        return 0
    place = _read(after)
    if key is None:
        return keys.index(after) + 1 if after in keys else len(nodes)
    past = [(key(node) < place) if reverse else (key(node) > place) for node in nodes]
    return past.index(True) if True in past else len(nodes)


def _cursor(parts: list[str]) -> str:
    return base64.b64encode(json.dumps(parts).encode()).decode()


def _read(cursor: str) -> list[str]:
    try:
        parts = json.loads(base64.b64decode(cursor, validate=True))
    except (binascii.Error, ValueError) as broken:
        raise GraphQLError("Invalid cursor for current pagination sort.", original_error=broken) from broken
    if not isinstance(parts, list):
        raise GraphQLError("Invalid cursor for current pagination sort.")
    return [str(part) for part in parts]
