"""Orders 2026-01-01: searchOrders with its pages, getOrder."""

import re
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sportello.sandbox.world import WorldOrder

from .calls import Call, written
from .contract import time_of
from .errors import invalid
from .shapes import INCLUDED, STATUSES, fulfilled_by, shape, status
from .sites import BY_SITE, MARKETPLACES
from .state import PAGE_LIFE, Page

NUMBER = re.compile(r"\d{3}-\d{7}-\d{7}")
LAG = timedelta(minutes=2)
REACH = timedelta(days=730)
MOST = 100
CHANGEABLE = {"paginationToken", "maxResultsPerPage", "includedData"}
KNOWN = CHANGEABLE | {
    "createdAfter", "createdBefore", "lastUpdatedAfter", "lastUpdatedBefore", "fulfillmentStatuses", "marketplaceIds",
    "fulfilledBy",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Search:
    """What is looked for: by which of the two times, from and to when (both inclusive), and who fulfils what where."""

    by_placing: bool
    after: datetime
    before: datetime
    sites: set[str]
    statuses: set[str]
    fulfillers: set[str]


def get_order(call: Call) -> dict[str, Any]:
    """One order. Raises Problem."""
    if not NUMBER.fullmatch(call.names["order"]):
        raise invalid("orderId is not valid.")
    included = set(call.one_of("includedData", INCLUDED))
    return {"order": shape(call.order(), included)}


def search_orders(call: Call) -> dict[str, Any]:
    """A page of orders. Raises Problem."""
    unknown = set(call.request.queries) - KNOWN
    if unknown:
        raise invalid(f"{min(unknown)} is not a parameter.")
    search, size = _search(call), _size(call)
    included = set(call.one_of("includedData", INCLUDED))
    page = _first(call, search) if not call.values("paginationToken") else _next(call)
    ids = page.orders
    if call.world.faults("amazon").moving_pages:
        ids = tuple(order.id for order in _found(call, search))[page.skipped :]
    shown = [order for name in ids[:size] if (order := call.world.order("amazon", name))]
    said: dict[str, Any] = {"orders": [shape(order, included) for order in shown]}
    said["createdBefore" if search.by_placing else "lastUpdatedBefore"] = written(page.before)
    if len(ids) > size:
        token = secrets.token_urlsafe(24)
        call.state.pages[token] = Page(page.query, ids[size:], page.skipped + size, call.now + PAGE_LIFE, page.before)
        said["pagination"] = {"nextToken": token}
    return said


def _first(call: Call, search: Search) -> Page:
    found = tuple(order.id for order in _found(call, search))
    return Page(_query(call), found, 0, call.now, search.before)


def _next(call: Call) -> Page:
    page = call.state.pages.get(call.values("paginationToken")[0])
    if page is None or page.ends_at < call.now:
        raise invalid("paginationToken is not valid, or is older than 24 hours.")
    if page.query != _query(call):
        raise invalid("All other parameters must be those of the request that gave the paginationToken.")
    return page


def _query(call: Call) -> str:
    kept = {name: sorted(values) for name, values in call.request.queries.items() if name not in CHANGEABLE}
    return repr(sorted(kept.items()))


def _size(call: Call) -> int:
    text = call.request.query.get("maxResultsPerPage", str(MOST))
    if not text.isdecimal() or not 1 <= int(text) <= MOST:
        raise invalid("maxResultsPerPage must be between 1 and 100.")
    return int(text)


def _search(call: Call) -> Search:
    times = {name: _time(call, name) for name in KNOWN if name.endswith(("After", "Before"))}
    if (times["createdAfter"] is None) == (times["lastUpdatedAfter"] is None):
        raise invalid("Provide exactly one of createdAfter and lastUpdatedAfter.")
    by_placing = times["createdAfter"] is not None
    name, other = ("created", "lastUpdated") if by_placing else ("lastUpdated", "created")
    if times[f"{other}Before"]:
        raise invalid(f"{other}Before does not go with {name}After.")
    after, latest = times[f"{name}After"], call.now - LAG
    before = times[f"{name}Before"] or latest
    if after is None or before > latest or (times[f"{name}Before"] and before < after):
        raise invalid(f"{name}Before must be after {name}After and two minutes before now.")
    marketplaces = call.one_of("marketplaceIds", set(MARKETPLACES))
    return Search(
        by_placing,
        max(after, call.now - REACH),
        before,
        {MARKETPLACES[marketplace].site for marketplace in marketplaces},
        set(call.one_of("fulfillmentStatuses", STATUSES)),
        set(call.one_of("fulfilledBy", {"AMAZON", "MERCHANT"})),
    )


def _time(call: Call, name: str) -> datetime | None:
    values = call.values(name)
    if not values:
        return None
    at = time_of(values[0])
    if at is None:
        raise invalid(f"{name} is no ISO 8601 time.")
    return at


def _found(call: Call, search: Search) -> list[WorldOrder]:
    since = {"placed_since" if search.by_placing else "changed_since": search.after}
    return [
        order
        for order in call.world.orders("amazon", until=search.before, **since)  # type: ignore[arg-type]
        if order.site in BY_SITE
        and (not search.sites or order.site in search.sites)
        and (not search.statuses or status(order) in search.statuses)
        and (not search.fulfillers or fulfilled_by(order) in search.fulfillers)
    ]
