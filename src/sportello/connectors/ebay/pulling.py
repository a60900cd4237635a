"""Reading orders in bulk and one by one.

The back-fill goes through windows of time by `lastmodifieddate`; the last window has no end and its beginning comes
from eBay's own dates, so our clock does not matter. eBay names neither the buyer's requests to cancel nor parcels in
its list: both are asked for order by order, parcels only of orders that changed lately, because each costs one of
the 5,000 calls a day.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sportello.channels.contract import Account, ApiTrouble, OrderPage, TroubleKind
from sportello.orders.records import OrderRecord

from .aftersales import after_sales
from .api import FULFILLMENT, Api
from .orders import changed_at, has_fulfillments, read_order, wants_cancellation
from .paging import Page, pages
from .sites import HOME
from .values import Document, count, rows, text, time_of, written

REACHES_BACK = timedelta(days=729)
WINDOW = timedelta(days=30)
OVERLAP = timedelta(minutes=5)
PARCELS_MATTER_FOR = timedelta(days=45)
LIMIT = 50
ORDER_NUMBER = r"\d{2}-\d{5}-\d{5}"
_ANY_ORDER_ID = re.compile(r"[\w!-]{3,64}", re.ASCII)
# "Invalid order ID": what eBay says with status 400 for an order that the seller does not have.
_NO_SUCH_ORDER = "32100"


@dataclass(frozen=True, slots=True)
class Place:
    """Where the reading stands: a window (`to` None is open), the next page in it, and the counts for people."""

    since: datetime
    to: datetime | None = None
    offset: int = 0
    total: int | None = None
    newest: datetime | None = None
    done: int = 0
    all: int | None = None

    def kept(self) -> dict[str, Any]:
        """As a cursor."""
        times = {"since": self.since, "to": self.to, "newest": self.newest}
        numbers = {"offset": self.offset, "total": self.total, "done": self.done, "all": self.all}
        return {**{name: at.isoformat() if at else None for name, at in times.items()}, **numbers}


def pull_orders(account: Account, cursor: Mapping[str, Any], *, since: datetime, now: datetime) -> Iterator[OrderPage]:
    """`PullsOrders`: orders by their last change, then returns, inquiries, cases and disputes."""
    floor = max(since, now - REACHES_BACK)
    after = cursor.get("after") or {}
    with Api(account, now) as api:
        place = _resumed(cursor, now) if cursor.get("since") else _begun(api, floor, now)
        ends: datetime | None = now
        while ends is not None:
            ends = place.to
            for page in _window(api, place):
                named = (order for order in rows(page.document, "orders") if text(order, "orderId"))
                documents = sorted(named, key=lambda order: changed_at(order) or now)
                records = tuple(_complete(api, account, order, now) for order in documents)
                place = _after_page(place, page, records, now)
                kept = {**place.kept(), "after": after}
                yield OrderPage(records, kept, done=place.done, total=_total(place))
        for news, kept_after in after_sales(api, after, since=floor, now=now):
            yield OrderPage((), {**place.kept(), "after": kept_after}, news, done=place.done, total=_total(place))


def fetch_order(account: Account, number: str, *, site: str, now: datetime) -> OrderRecord | None:
    """`FetchesOrder`: one order; eBay's numbers are the same on every site."""
    del site
    if not _ANY_ORDER_ID.fullmatch(number):
        return None
    with Api(account, now) as api:
        try:
            order = api.get(f"{FULFILLMENT}/order/{number}")
        except ApiTrouble as trouble:
            if trouble.kind is TroubleKind.NOT_FOUND or _NO_SUCH_ORDER in trouble.words:
                return None
            raise
        return read_order(order, fulfillments=_fulfillments(api, order), home=_home(account), now=now)


def modified(since: datetime, to: datetime | None) -> str:
    """The filter of getOrders for orders that changed from `since` on, until `to` where that is given."""
    return f"lastmodifieddate:[{written(since)}..{written(to) if to else ''}]"


def order_documents(api: Api, filter_: str, *, limit: int, offset: int) -> tuple[Document, int, int | None]:
    """One page of getOrders, how many orders it has, and the total. Raises `ApiTrouble`."""
    params = {"filter": filter_, "limit": str(limit), "offset": str(offset)}
    found = api.get(f"{FULFILLMENT}/order", params)
    return found, len(rows(found, "orders")), count(found, "total")


def _begun(api: Api, floor: datetime, now: datetime) -> Place:
    _, _, total = order_documents(api, modified(floor, None), limit=1, offset=0)
    return Place(floor, _end(floor, now), all=total)


def _resumed(cursor: Mapping[str, Any], now: datetime) -> Place:
    since = time_of(cursor["since"]) or now
    return Place(
        max(since, now - REACHES_BACK),
        time_of(cursor.get("to")),
        offset=count(cursor, "offset") or 0,
        total=count(cursor, "total"),
        newest=time_of(cursor.get("newest")),
        done=count(cursor, "done") or 0,
        all=count(cursor, "all"),
    )


def _end(since: datetime, now: datetime) -> datetime | None:
    """The end of the window that begins at `since`; the last one has none. A day of doubt about clocks is left."""
    end = since + WINDOW
    return end if end < now - timedelta(days=1) else None


def _window(api: Api, place: Place) -> Iterator[Page]:
    wanted = modified(place.since, place.to)

    def ask(offset: int) -> tuple[Document, int, int | None]:
        return order_documents(api, wanted, limit=LIMIT, offset=offset)

    return pages(ask, limit=LIMIT, offset=place.offset, total=place.total)


def _after_page(place: Place, page: Page, records: tuple[OrderRecord, ...], now: datetime) -> Place:
    newest = max((record.changed_at for record in records), default=place.newest)
    newest = max(filter(None, (newest, place.newest)), default=None)
    place = replace(place, newest=newest, done=place.done + page.rows)
    if not page.is_last:
        return replace(place, offset=page.offset + LIMIT, total=page.total)
    if place.to is not None:
        return replace(place, since=place.to, to=_end(place.to, now), offset=0, total=None)
    caught_up = max(place.since, newest - OVERLAP) if newest else place.since
    return replace(place, since=caught_up, offset=0, total=None, newest=None, all=place.done)


def _total(place: Place) -> int | None:
    return None if place.all is None else max(place.all, place.done)


def _complete(api: Api, account: Account, order: Document, now: datetime) -> OrderRecord:
    if wants_cancellation(order):
        order = api.get(f"{FULFILLMENT}/order/{text(order, 'orderId')}")
    changed = changed_at(order)
    is_recent = changed is None or changed > now - PARCELS_MATTER_FOR
    fulfillments = _fulfillments(api, order) if is_recent else None
    return read_order(order, fulfillments=fulfillments, home=_home(account), now=now)


def _fulfillments(api: Api, order: Document) -> list[Document]:
    if not has_fulfillments(order):
        return []
    return rows(api.get(f"{FULFILLMENT}/order/{text(order, 'orderId')}/shipping_fulfillment"), "fulfillments")


def _home(account: Account) -> str:
    return account.setting("site", HOME)
