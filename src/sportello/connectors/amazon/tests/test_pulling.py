"""Reading orders in bulk: windows, pages that move, clocks that differ, roles that are missing."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

import pytest

from sportello.channels.contract import Account, ApiTrouble, OrderPage, TroubleKind
from sportello.connectors.amazon.marker import marker
from sportello.connectors.amazon.pulling import fetch_order, pull_orders
from sportello.connectors.amazon.values import stamp

from .api import NOW, Asked, Said, account, answering

LAG = timedelta(minutes=2)


@dataclass
class Shop:
    """An Amazon whose pages are counted off from the beginning, as the worst server would."""

    orders: dict[str, datetime]
    now: datetime = NOW
    ahead: timedelta = timedelta(0)
    page: int = 100
    says_reach: bool = True
    shuffled: bool = False
    forbids: str = ""
    breaks_tokens: int = 0
    between: Any = None
    searches: list[Asked] = field(default_factory=list)

    def __call__(self, asked: Asked) -> Said:
        if asked.path.startswith("/reports"):
            return Said(403, {"errors": [{"code": "Unauthorized", "message": "no"}]})
        self.searches.append(asked)
        if self.forbids and self.forbids in asked.query["includedData"].split(","):
            return Said(
                403, {"errors": [{"code": "Unauthorized", "message": "Access to requested resource is denied."}]}
            )
        if "paginationToken" in asked.query and self.breaks_tokens:
            self.breaks_tokens -= 1
            return Said(400, {"errors": [{"code": "InvalidInput", "message": "paginationToken"}]})
        said = self._page(asked)
        if self.between:
            self.between(self)
        return said

    def _page(self, asked: Asked) -> Said:
        here = self.now + self.ahead
        after = datetime.fromisoformat(asked.query["lastUpdatedAfter"])
        told = asked.query.get("lastUpdatedBefore")
        before = datetime.fromisoformat(told) if told else here - LAG
        assert before <= here - LAG
        found = sorted((at, name) for name, at in self.orders.items() if after <= at <= before)
        if self.shuffled:
            Random(len(found)).shuffle(found)
        skipped = int(asked.query.get("paginationToken", "0"))
        body: dict[str, Any] = {"orders": [_order(name, at) for at, name in found[skipped : skipped + self.page]]}
        if len(found) > skipped + self.page:
            body["pagination"] = {"nextToken": str(skipped + self.page)}
        if self.says_reach:
            body["lastUpdatedBefore"] = stamp(before)
        return Said(200, body, {"x-amzn-RateLimit-Limit": "1000"})


def _order(name: str, at: datetime) -> dict[str, Any]:
    return {
        "orderId": name,
        "createdTime": "2024-01-01T00:00:00Z",
        "lastUpdatedTime": at.isoformat(),
        "salesChannel": {"channelName": "AMAZON", "marketplaceId": "APJ6JRA9NG5V4"},
        "fulfillment": {"fulfillmentStatus": "SHIPPED", "fulfilledBy": "MERCHANT"},
        "orderItems": [],
    }


def _orders(many: int, *, days: int = 600, seed: int = 1) -> dict[str, datetime]:
    chance = Random(seed)
    return {
        f"402-{number:07d}-0000000": NOW - timedelta(seconds=chance.randrange(300, days * 86400))
        for number in range(many)
    }


def _pull(shop: Account, cursor: Mapping[str, Any], now: datetime = NOW, *, days: int = 700) -> list[OrderPage]:
    """All pages, with the waits that the connector asks for made at once."""
    pages: list[OrderPage] = []
    for _wait in range(400):
        try:
            for page in pull_orders(shop, cursor, since=NOW - timedelta(days=days), now=now):
                pages.append(page)
                cursor = json.loads(json.dumps(page.cursor))
            return pages
        except ApiTrouble as trouble:
            if trouble.kind is not TroubleKind.THROTTLED or trouble.retry_after is None:
                raise
            now += trouble.retry_after
    raise AssertionError("it never caught up")


def _numbers(pages: list[OrderPage]) -> set[str]:
    return {order.number for page in pages for order in page.orders}


@pytest.mark.parametrize("shuffled", [False, True])
@pytest.mark.parametrize("many", [0, 1, 99, 100, 101, 1500])
def test_it_back_fills_all_orders_oldest_window_first(many: int, shuffled: bool) -> None:
    amazon = Shop(_orders(many), shuffled=shuffled)
    with answering(amazon) as api:
        pages = _pull(account(api.url), {})
    assert _numbers(pages) == set(amazon.orders)
    done = [page.done for page in pages if page.total]
    assert done == sorted(done)
    assert pages[-1].total is None


def test_it_needs_few_searches_for_a_quiet_shop() -> None:
    amazon = Shop(_orders(40))
    with answering(amazon) as api:
        _pull(account(api.url), {}, days=730)
    assert len(amazon.searches) <= 8


def test_it_goes_on_from_every_page_after_a_crash() -> None:
    amazon = Shop(_orders(900))
    with answering(amazon) as api:
        shop, seen = account(api.url), set()
        cursor: dict[str, Any] = {}
        for _crash in range(60):
            pages = pull_orders(shop, cursor, since=NOW - timedelta(days=700), now=NOW)
            page = next(pages)
            seen |= {order.number for order in page.orders}
            cursor = json.loads(json.dumps(page.cursor))
    assert seen == set(amazon.orders)


@pytest.mark.parametrize("seed", range(6))
def test_it_loses_nothing_while_orders_change_between_pages(seed: int) -> None:
    chance = Random(seed)

    def move(shop: Shop) -> None:
        shop.now += timedelta(seconds=20)
        for name in chance.sample(sorted(shop.orders), 5):
            shop.orders[name] = shop.now - timedelta(seconds=chance.randrange(1, 19))

    amazon = Shop(_orders(1200, days=40, seed=seed), between=move)
    with answering(amazon) as api:
        shop = account(api.url)
        pages = _pull(shop, {}, days=60)
        amazon.between = None
        amazon.now += timedelta(minutes=10)
        later = _pull(shop, pages[-1].cursor, amazon.now, days=60)
    newest = {order.number: order.changed_at for page in [*pages, *later] for order in page.orders}
    assert newest.keys() == amazon.orders.keys()
    assert all(newest[name] >= at for name, at in amazon.orders.items())


@pytest.mark.parametrize("ahead", [timedelta(hours=-3), timedelta(hours=3), timedelta(0)])
@pytest.mark.parametrize("says_reach", [True, False])
def test_it_trusts_amazons_clock_and_not_ours(ahead: timedelta, says_reach: bool) -> None:
    amazon = Shop({}, ahead=ahead, says_reach=says_reach)
    amazon.orders = {"402-0000001-0000000": NOW + ahead - timedelta(hours=1)}
    with answering(amazon) as api:
        shop = account(api.url)
        cursor = _pull(shop, {}, days=5)[-1].cursor
        for step in range(1, 20):
            amazon.now = NOW + timedelta(minutes=4 * step)
            name = f"402-0000001-{step:07d}"
            amazon.orders[name] = amazon.now + ahead - timedelta(minutes=3)
            pages = _pull(shop, cursor, amazon.now)
            assert name in _numbers(pages)
            cursor = pages[-1].cursor


def test_it_catches_up_after_a_long_pause() -> None:
    amazon = Shop({})
    with answering(amazon) as api:
        shop = account(api.url)
        cursor = _pull(shop, {}, days=5)[-1].cursor
        amazon.now = NOW + timedelta(days=200)
        amazon.orders = {f"402-{day:07d}-0000000": NOW + timedelta(days=day) for day in range(1, 200)}
        assert _numbers(_pull(shop, cursor, amazon.now)) == set(amazon.orders)


def test_it_begins_a_window_again_when_its_token_is_refused() -> None:
    amazon = Shop(_orders(500, days=10), shuffled=True, breaks_tokens=2)
    with answering(amazon) as api:
        assert _numbers(_pull(account(api.url), {}, days=12)) == set(amazon.orders)


def test_it_reads_orders_without_people_where_the_role_is_missing() -> None:
    amazon = Shop(_orders(5), forbids="RECIPIENT")
    with answering(amazon) as api:
        pages = _pull(account(api.url), {})
    assert _numbers(pages) == set(amazon.orders)
    assert datetime.fromisoformat(pages[-1].cursor["plain_until"]) == NOW + timedelta(days=1)


def test_it_never_searches_faster_than_published() -> None:
    amazon = Shop(_orders(5000, days=600))
    original = amazon._page
    amazon._page = lambda asked: Said(200, original(asked).body)  # type: ignore[method-assign]
    with answering(amazon) as api:
        shop, made = account(api.url), 0
        for page in _pages_until_throttled(shop):
            made += 1
            assert page.cursor
    assert made == 20


def _pages_until_throttled(shop: Account) -> list[OrderPage]:
    pages: list[OrderPage] = []
    with pytest.raises(ApiTrouble) as trouble:
        pages.extend(_each(shop, pages))
    assert trouble.value.kind is TroubleKind.THROTTLED
    assert trouble.value.retry_after is not None
    assert timedelta(seconds=170) < trouble.value.retry_after < timedelta(seconds=179)
    return pages


def _each(shop: Account, pages: list[OrderPage]) -> list[OrderPage]:
    for page in pull_orders(shop, {}, since=NOW - timedelta(days=700), now=NOW):
        pages.append(page)  # noqa: PERF402 - what came before the trouble counts
    return []


@pytest.mark.parametrize("cursor", [{}, {"after": "x"}, {"after": 5, "days": "many"}, {"opinions": 3, "after": None}])
def test_it_begins_anew_with_a_cursor_that_cannot_be_read(cursor: dict[str, Any]) -> None:
    since = datetime(2026, 1, 1, tzinfo=UTC)
    assert marker(cursor, since=since).after == since


def test_it_fetches_an_order_without_people_where_the_role_is_missing() -> None:
    def answers(asked: Asked) -> Said:
        if "BUYER" in asked.query["includedData"]:
            return Said(403, {"errors": [{"code": "Unauthorized", "message": "no"}]})
        return Said(200, {"order": _order("402-0000001-0000000", NOW)})

    with answering(answers) as api:
        found = fetch_order(account(api.url), "402-0000001-0000000", site="", now=NOW)
    assert found is not None


def test_it_asks_nothing_for_a_number_that_is_not_amazons() -> None:
    with answering(lambda _asked: Said(500)) as api:
        assert fetch_order(account(api.url), "../402-0000001-0000000", site="", now=NOW) is None
    assert api.asked == []


def test_it_asks_only_for_the_chosen_sites() -> None:
    amazon = Shop(_orders(3))
    with answering(amazon) as api:
        _pull(account(api.url, sites="amazon.it, amazon.de"), {})
    assert amazon.searches[0].query["marketplaceIds"] == "APJ6JRA9NG5V4,A1PA6795UKMFR9"
