"""Orders that are longer than their place in a page: what was cut is asked for again, more of it at once.

A query may cost 1,000 points at most, counted before it runs: every list by what it could hold. So a page asks for
little of each order, and the few long ones are completed one by one.
"""

from collections.abc import Mapping
from typing import Any

from .api import Api
from .shop import Shop
from .values import Node, is_cut, part, rows, text

BULK = {"lines": 5, "parcels": 2, "events": 8, "refunds": 2, "returns": 1, "items": 5}
LINES_AT_ONCE = 100
# What to ask for again when a part is cut: as much of it as one query may cost, and hardly anything else.
WIDER: Mapping[str, Mapping[str, int]] = {
    "fulfillments": {"lines": 1, "parcels": 12, "events": 30, "refunds": 1, "returns": 1, "items": 15},
    "refunds": {"lines": 1, "parcels": 1, "events": 1, "refunds": 30, "returns": 1, "items": 10},
    "returns": {"lines": 1, "parcels": 1, "events": 1, "refunds": 1, "returns": 20, "items": 8},
}


def sizes_of(shop: Shop, sizes: Mapping[str, int]) -> dict[str, Any]:
    """The variables that say how much of an order is wanted, without the parts that the app may not read."""
    allowed = {
        "mayCustomers": shop.may("customers"),
        "mayProducts": shop.may("products"),
        "mayReturns": shop.may("returns"),
    }
    return {**sizes, **allowed}


def complete(api: Api, shop: Shop, node: Node) -> Node:
    """The order with everything that was cut off. Raises `ApiTrouble`."""
    whole = dict(node)
    for name in _cut(node):
        again = api.ask("orders", "Order", {**sizes_of(shop, WIDER[name]), "id": text(node, "id")})
        whole[name] = part(again, "order").get(name, whole[name])
    if is_cut(node, "lineItems"):
        whole["lineItems"] = {"nodes": _lines(api, shop, text(node, "id"))}
    return whole


def _cut(node: Node) -> list[str]:
    parcels = rows(node, "fulfillments")
    long = any(is_cut(parcel, "events") or is_cut(parcel, "fulfillmentLineItems") for parcel in parcels)
    cut = {
        "fulfillments": long or len(parcels) >= BULK["parcels"],
        "refunds": len(rows(node, "refunds")) >= BULK["refunds"],
        "returns": is_cut(node, "returns"),
    }
    return [name for name, is_so in cut.items() if is_so]


def _lines(api: Api, shop: Shop, gid: str) -> list[Node]:
    lines: list[Node] = []
    after = None
    while True:
        sizes = {"id": gid, "first": LINES_AT_ONCE, "after": after, "mayProducts": shop.may("products")}
        found = part(api.ask("lines", "Lines", sizes), "order", "lineItems")
        lines += rows(found, "nodes")
        after = text(found, "pageInfo", "endCursor")
        if not is_cut(found) or not after:
            return lines
