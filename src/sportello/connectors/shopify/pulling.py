"""Reading orders in bulk by their last change, and one order by the number that a buyer quotes.

Pages follow Shopify's own cursor, which names the last order's time of change: an order that changes meanwhile moves
to the end and is met again. When all is read, the next time begins a little before the newest change met (the search
index lags behind the orders); what comes twice does no harm.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sportello.channels.contract import Account, ApiTrouble, OrderPage, TroubleKind
from sportello.orders.records import AfterSale, OrderRecord

from .aftersales import dispute_news
from .api import Api, handle_of
from .completing import BULK, complete, sizes_of
from .orders import order_record
from .shop import Shop, the_shop
from .troubles import TooDear
from .values import ORDER_GID, Node, count, is_cut, latest, moment, part, rows, text

OVERLAP = timedelta(minutes=5)
PAGE = 6
DISPUTES_BACK = timedelta(days=120)
DISPUTES = 50
MOST_OF_A_NAME = 40
_DIGITS = re.compile(r"\d")
_UNSEARCHABLE = re.compile(r"[\"'\\():<>*\s]+")


@dataclass(frozen=True, slots=True)
class Place:
    """Where reading stands: `since` bounds the search, `after` is Shopify's cursor in it, `seen` the newest change."""

    since: datetime
    after: str = ""
    seen: datetime | None = None
    done: int = 0
    total: int | None = None

    @classmethod
    def of(cls, cursor: Mapping[str, Any], since: datetime) -> "Place":
        """As it was stored; from `since` when nothing was."""
        known = {"since": cursor.get("since", "")}
        total = cursor.get("total")
        return cls(
            since=moment(known, "since") or since,
            after=text(cursor, "after"),
            seen=moment(cursor, "seen"),
            done=count(cursor, "done"),
            total=total if isinstance(total, int) else None,
        )

    def cursor(self) -> dict[str, Any]:
        """As it is stored."""
        seen = self.seen.isoformat() if self.seen else ""
        place = {"since": self.since.isoformat(), "after": self.after, "seen": seen}
        return {**place, "done": self.done, "total": self.total} if self.total is not None else place

    def query(self) -> str:
        """The search for all that changed since."""
        return f"updated_at:>='{self.since.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}'"

    def passed(self, nodes: list[Node], after: str) -> "Place":
        """After a page of these orders."""
        seen = latest(self.seen, *(moment(node, "updatedAt") for node in nodes))
        return Place(self.since, after, seen, self.done + len(nodes), self.total)

    def ended(self) -> "Place":
        """Caught up: the next search begins a little before the newest change."""
        return Place(max(self.since, self.seen - OVERLAP) if self.seen else self.since)


def pull_orders(account: Account, cursor: Mapping[str, Any], *, since: datetime, now: datetime) -> Iterator[OrderPage]:
    """`contract.PullsOrders`. Shopify shows only the last 60 days to an app without `read_all_orders`."""
    with Api(account, now) as api:
        shop = the_shop(api)
        place = Place.of(cursor, since)
        if not cursor:
            place = Place(place.since, total=count_orders(api, place.query()))
        more = True
        while more:
            nodes, after = _read(api, shop, place)
            records = tuple(order_record(complete(api, shop, node), handle=handle_of(account)) for node in nodes)
            place, more = place.passed(nodes, after), bool(after)
            news = () if more else _disputes(api, shop, now)
            yield OrderPage(records, (place if more else place.ended()).cursor(), news, place.done, place.total)


def fetch_order(account: Account, number: str, *, site: str, now: datetime) -> OrderRecord | None:
    """`contract.FetchesOrder`. `number` is a name ("#1042", "1042", "EN1042-A") or the id that a push gave."""
    del site
    with Api(account, now) as api:
        shop = the_shop(api)
        node = _by_id(api, shop, number) if number.startswith(ORDER_GID) else _by_name(api, shop, number)
        return order_record(complete(api, shop, node), handle=handle_of(account)) if node else None


def count_orders(api: Api, query: str) -> int | None:
    """How many orders a search finds; None when Shopify does not say. Raises `ApiTrouble`."""
    found = part(api.ask("count", "Count", {"query": query}), "ordersCount").get("count")
    return found if isinstance(found, int) else None


def _read(api: Api, shop: Shop, place: Place) -> tuple[list[Node], str]:
    """One page and the cursor of the next one, "" when it was the last. Asks for less where Shopify finds it dear."""
    first, after = PAGE, place.after
    while True:
        sizes = {**sizes_of(shop, BULK), "query": place.query(), "first": first, "after": after or None}
        try:
            found = part(api.ask("orders", "Orders", sizes), "orders")
        except TooDear:
            if first == 1:
                raise
            first //= 2
            continue
        except ApiTrouble as trouble:
            if not after or trouble.kind is not TroubleKind.REFUSED or "cursor" not in trouble.words.lower():
                raise
            after = ""
            continue
        return rows(found, "nodes"), text(found, "pageInfo", "endCursor") if is_cut(found) else ""


def _by_id(api: Api, shop: Shop, gid: str) -> Node:
    return part(api.ask("orders", "Order", {**sizes_of(shop, BULK), "id": gid}), "order")


def _by_name(api: Api, shop: Shop, number: str) -> Node:
    """The order whose name this is. The search also finds names that only begin so: the name decides."""
    wanted = _UNSEARCHABLE.sub("", number)
    if not _DIGITS.search(wanted) or len(wanted) > MOST_OF_A_NAME:
        return {}
    names = dict.fromkeys((wanted.removeprefix("#"), wanted, shop.named(wanted)))
    query = " OR ".join(f"name:'{name}'" for name in names)
    sizes = {**sizes_of(shop, BULK), "query": query, "first": PAGE, "after": None}
    found = rows(api.ask("orders", "Orders", sizes), "orders")
    known = {shop.bare(name) for name in names}
    return next((node for node in reversed(found) if shop.bare(text(node, "name")) in known), {})


def _disputes(api: Api, shop: Shop, now: datetime) -> tuple[AfterSale, ...]:
    if not shop.may("shopify_payments_disputes"):
        return ()
    query = f"initiated_at:>='{now - DISPUTES_BACK:%Y-%m-%d}'"
    found = rows(api.ask("disputes", "Disputes", {"query": query, "first": DISPUTES, "after": None}), "disputes")
    return tuple(filter(None, map(dispute_news, found)))
