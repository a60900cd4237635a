"""Reading Walmart's orders and returns: by change, in windows, each window page by page.

Walmart says neither in which order it gives orders nor what happens to pages while orders change, so a window is read
to its end before the next one begins, and each new look goes back a little. Orders reach back 180 days, and each kind
of fulfilment has to be asked for by name (developer.walmart.com, "All orders").
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sportello.channels.contract import Account, OrderPage
from sportello.orders.records import AfterSale, OrderRecord

from .api import Api
from .orders import order_of
from .returns import news_of
from .values import Document, part, rows, text

REACHES_BACK = timedelta(days=180)
WINDOW = timedelta(days=7)
OVERLAP = timedelta(minutes=10)
PAGE = "100"
NODES = ("SellerFulfilled", "WFSFulfilled", "3PLFulfilled")
RETURNS = "returns"
STREAMS = (*NODES, RETURNS)


@dataclass(frozen=True, slots=True)
class _At:
    """How far one stream was read: everything that changed before `begin`; `page` goes on inside the window."""

    begin: datetime
    end: datetime | None = None
    page: str = ""

    def as_json(self) -> dict[str, str]:
        return {"begin": self.begin.isoformat(), "end": self.end.isoformat() if self.end else "", "page": self.page}


def pull_orders(account: Account, cursor: Mapping[str, Any], *, since: datetime, now: datetime) -> Iterator[OrderPage]:
    """See `channels.contract.PullsOrders`."""
    first = max(since, now - REACHES_BACK)
    places = {stream: _place(cursor.get(stream), first) for stream in STREAMS}
    done = 0
    with Api(account, now) as api:
        while True:
            stream = min(places, key=lambda name: places[name].begin)
            if places[stream].begin >= now:
                return
            page, places[stream] = _page(api, stream, places[stream], now)
            done += len(page.orders)
            told = {name: place.as_json() for name, place in places.items()}
            yield replace(page, cursor=told, done=done, total=None)
            if all(place.begin >= now for place in places.values()):
                return


def fetch_order(account: Account, number: str, *, site: str, now: datetime) -> OrderRecord | None:
    """See `channels.contract.FetchesOrder`. A buyer may quote the customer order or the purchase order: both have 15
    digits."""
    del site
    with Api(account, now) as api:
        for name in ("customerOrderId", "purchaseOrderId"):
            for node in NODES:
                asked = {name: number, "shipNodeType": node, **_created(now)}
                if found := _orders(api.find("/v3/orders", asked)):
                    return order_of(found[0])
    return None


def _place(told: Any, first: datetime) -> _At:
    if not isinstance(told, Mapping) or not told.get("begin"):
        return _At(first)
    begin = datetime.fromisoformat(str(told["begin"]))
    end = datetime.fromisoformat(str(told["end"])) if told.get("end") else None
    return _At(begin, end, str(told.get("page") or ""))


def _page(api: Api, stream: str, at: _At, now: datetime) -> tuple[OrderPage, _At]:
    end = at.end or min(at.begin + WINDOW, now)
    found = _ask(api, stream, at, end, now)
    meta = part(found, "meta") if stream == RETURNS else part(part(found, "list"), "meta")
    following = text(meta, "nextCursor")
    place = _At(at.begin, end, following) if following and following != at.page else _At(end)
    orders: tuple[OrderRecord, ...] = ()
    news: tuple[AfterSale, ...] = ()
    if stream == RETURNS:
        news = tuple(said for row in rows(found, "returnOrders") if (said := news_of(row)))
    else:
        orders = tuple(sorted((order_of(row) for row in _orders(found)), key=lambda order: order.changed_at))
    return OrderPage(orders=orders, cursor={}, news=news), place


def _ask(api: Api, stream: str, at: _At, end: datetime, now: datetime) -> Document:
    path = "/v3/returns" if stream == RETURNS else "/v3/orders"
    if at.page:
        return api.find(path + at.page if at.page.startswith("?") else f"{path}?{at.page}")
    begin = _stamp(at.begin - OVERLAP)
    if stream == RETURNS:
        asked = {"returnLastModifiedStartDate": begin, "returnLastModifiedEndDate": _stamp(end), "limit": PAGE}
        return api.find(path, asked)
    changed = {"lastModifiedStartDate": begin, "lastModifiedEndDate": _stamp(end)}
    return api.find(path, {**changed, **_created(now), "shipNodeType": stream, "limit": PAGE})


def _created(now: datetime) -> dict[str, str]:
    """Without this Walmart looks only at the last seven days' orders."""
    return {"createdStartDate": _stamp(now - REACHES_BACK)}


def _orders(found: Document) -> list[Document]:
    return rows(found, "list", "elements", "order")


def _stamp(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")
