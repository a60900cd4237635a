"""Reading orders in bulk inside Amazon's rate of one search in three minutes.

Changes are read in windows of time, oldest first, so that a break repeats one window at most; windows grow where
little happened. The last window is left open, and how far it reached is taken from Amazon's own clock.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sportello.channels.contract import Account, ApiTrouble, OrderPage, TroubleKind
from sportello.orders.records import AfterSale, OrderRecord

from .client import Client
from .marker import Marker, marker
from .opinions import visit_opinions
from .searching import PLAIN, WITH_PEOPLE, Found, Search, get_order, search
from .settings import ORDER_NUMBER_FULL, marketplaces
from .values import stamp

PAGE_SIZE = 100
WITHOUT_PEOPLE_FOR = timedelta(days=1)


def pull_orders(account: Account, cursor: Mapping[str, Any], *, since: datetime, now: datetime) -> Iterator[OrderPage]:
    """Everything that changed since the cursor, window by window, then once a day what buyers said of the seller.

    `done` and `total` of a page count days while a back-fill is under way. Raises `ApiTrouble`; THROTTLED, with the
    time to wait, when the published rate is used up: the pages before it are good, and reading goes on after them.
    """
    at = marker(cursor, since=since)
    with Client(account, now=now) as client:
        caught_up = False
        while not caught_up:
            found, at = _searched(client, at.opened(now))
            caught_up = not found.token and at.before is None
            at = _after(at, found, now)
            yield _page(at, found.orders, now)
        for further, news in visit_opinions(client, at, since=since):
            yield _page(further, (), now, news)


def fetch_order(account: Account, number: str, *, site: str, now: datetime) -> OrderRecord | None:
    """The order of a number, or None for a number that is no Amazon order's or none of this account's.

    Raises `ApiTrouble`.
    """
    del site
    if not ORDER_NUMBER_FULL.fullmatch(number):
        return None
    with Client(account, now=now) as client:
        try:
            return get_order(client, number)
        except ApiTrouble as trouble:
            if trouble.kind is not TroubleKind.PERMISSION:
                raise
            return get_order(client, number, included=PLAIN)


def _page(at: Marker, orders: tuple[OrderRecord, ...], now: datetime, news: tuple[AfterSale, ...] = ()) -> OrderPage:
    done, total = at.progress(now)
    return OrderPage(orders=orders, cursor=at.cursor(), news=news, done=done, total=total)


def _searched(client: Client, at: Marker) -> tuple[Found, Marker]:
    """One page of the window; without people where a role is missing, and from its start where the token is refused."""
    plain = at.plain_until is not None and client.now < at.plain_until
    try:
        return search(client, _wish(client, at, PLAIN if plain else WITH_PEOPLE)), at
    except ApiTrouble as trouble:
        if trouble.kind is TroubleKind.PERMISSION and not plain:
            at = replace(at, plain_until=client.now + WITHOUT_PEOPLE_FOR)
        elif trouble.kind is TroubleKind.REFUSED and at.token:
            at = replace(at, token="", reach=None, seen=0)
        else:
            raise
    plain = at.plain_until is not None and client.now < at.plain_until
    return search(client, _wish(client, at, PLAIN if plain else WITH_PEOPLE)), at


def _wish(client: Client, at: Marker, included: tuple[str, ...]) -> Search:
    return Search(
        updated_after=stamp(at.after),
        updated_before=stamp(at.before) if at.before else "",
        marketplace_ids=marketplaces(client.account),
        included=included,
        page_size=PAGE_SIZE,
        token=at.token,
    )


def _after(at: Marker, found: Found, now: datetime) -> Marker:
    """The marker after a page: further inside the window, or at the next one."""
    sites = tuple(sorted({*at.sites, *(order.site for order in found.orders if order.site)}))
    newest = max((order.changed_at for order in found.orders), default=None)
    # Without Amazon's word on its reach the newest change of any page of the window has to do.
    reach = at.reach or found.updated_before or (newest if found.token else None)
    at = replace(at, sites=sites, reach=reach, seen=at.seen + len(found.orders))
    if not found.token:
        return at.closed(newest)
    further = _further(at, found)
    return replace(at, after=further, token="") if further else replace(at, token=found.token, token_at=now)


def _further(at: Marker, found: Found) -> datetime | None:
    """The time from which the window goes on, where the page came in the order of changes; None where it did not.

    Going on by time is better than by token: what changes meanwhile leaves its place, and a page that is counted off
    from the beginning would pass over as many orders as have left.
    """
    times = [order.changed_at for order in found.orders]
    last = times[-1].replace(microsecond=0) if times else at.after
    return last if times == sorted(times) and not at.token and last > at.after else None
