"""Bad days of Shopify's API, over HTTP against the stand-in."""

import copy
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from sportello.channels.contract import Account, ApiTrouble, TroubleKind
from sportello.connectors.shopify.api import Api
from sportello.connectors.shopify.connector import check
from sportello.connectors.shopify.pulling import pull_orders
from sportello.connectors.shopify.shop import the_shop
from sportello.sandbox.testing import Apis

from .conftest import ADMIN_TOKEN, CLIENT_ID, account_at

LONG_AGO = datetime(2025, 1, 1, tzinfo=UTC)


def trouble(account: Account, shop: Apis) -> ApiTrouble:
    """What a check comes to that must fail."""
    with pytest.raises(ApiTrouble) as caught:
        check(account, now=shop.world.now())
    return caught.value


def tokens_asked(shop: Apis) -> int:
    """How often the token's address was called."""
    return sum(asked.path == "/admin/oauth/access_token" for asked in shop.asked("shopify"))


def test_it_asks_for_a_token_once_and_keeps_it(account: Account, shop: Apis) -> None:
    check(account, now=shop.world.now())
    check(account, now=shop.world.now())
    assert tokens_asked(shop) == 1
    assert account.secrets["token"].startswith("shpat_")
    good_for = datetime.fromisoformat(account.secrets["token_until"]) - shop.world.now()
    assert timedelta(hours=23) < good_for < timedelta(hours=24)


def test_it_renews_a_token_before_its_end(account: Account, shop: Apis) -> None:
    check(account, now=shop.world.now())
    shop.world.advance(hours=23.95)
    check(account, now=shop.world.now())
    assert tokens_asked(shop) == 2
    assert 401 not in [asked.status for asked in shop.asked("shopify")]


def test_it_renews_a_token_that_ended_early_once(account: Account, shop: Apis) -> None:
    check(account, now=shop.world.now())
    shop.world.expire_tokens("shopify")
    shop.world.advance(hours=0.01)
    check(account, now=shop.world.now())
    assert [asked.status for asked in shop.asked("shopify")].count(401) == 1
    assert tokens_asked(shop) == 2


def test_it_says_when_the_app_is_gone(account: Account, shop: Apis) -> None:
    shop.faults("shopify", revoked=True)
    caught = trouble(account, shop)
    assert caught.kind is TroubleKind.CREDENTIALS
    assert "not installed on this shop" in caught.words
    assert "<" not in caught.words


def test_it_says_when_the_secret_is_wrong(shop: Apis) -> None:
    account = account_at(shop.base("shopify"), client_id=CLIENT_ID, client_secret="wrong")
    caught = trouble(account, shop)
    assert caught.kind is TroubleKind.CREDENTIALS
    assert "authentication failed" in caught.words


def test_it_works_with_a_pasted_token_and_cannot_renew_that(shop: Apis) -> None:
    account = account_at(shop.base("shopify"), access_token=ADMIN_TOKEN)
    assert check(account, now=shop.world.now()).orders
    assert tokens_asked(shop) == 0
    shop.faults("shopify", revoked=True)
    assert trouble(account, shop).kind is TroubleKind.CREDENTIALS
    assert tokens_asked(shop) == 0


@pytest.mark.parametrize(("told", "waits"), [(7.0, timedelta(seconds=8)), (None, timedelta(seconds=2))])
def test_it_waits_as_long_as_the_bucket_takes(
    account: Account, shop: Apis, told: float | None, waits: timedelta
) -> None:
    check(account, now=shop.world.now())
    shop.faults("shopify", throttle=1, retry_after=told)
    caught = trouble(account, shop)
    assert caught.kind is TroubleKind.THROTTLED
    assert caught.words == "Throttled"
    assert caught.retry_after == waits


@pytest.mark.parametrize(("told", "waits"), [(7.0, timedelta(seconds=7)), (None, None)])
def test_it_knows_429_from_the_token(account: Account, shop: Apis, told: float | None, waits: timedelta | None) -> None:
    shop.faults("shopify", throttle=1, retry_after=told)
    caught = trouble(account, shop)
    assert (caught.kind, caught.retry_after) == (TroubleKind.THROTTLED, waits)


def test_it_knows_an_empty_bucket_from_the_answer_itself(account: Account, shop: Apis) -> None:
    bucket = shop.hosting.state("shopify").bucket
    bucket.size, bucket.restore, bucket.left, bucket.clock = 1000.0, 50.0, 100.0, lambda: 0.0
    pages = pull_orders(account, {}, since=LONG_AGO, now=shop.world.now())
    with pytest.raises(ApiTrouble) as caught:
        list(pages)
    assert caught.value.kind is TroubleKind.THROTTLED
    assert caught.value.retry_after is not None
    assert timedelta(seconds=5) < caught.value.retry_after < timedelta(seconds=20)


def test_it_stops_before_the_bucket_is_empty_and_goes_on_later(account: Account, shop: Apis) -> None:
    bucket = shop.hosting.state("shopify").bucket
    bucket.size, bucket.restore, bucket.left, bucket.clock = 1000.0, 100.0, 1000.0, lambda: 0.0
    cursor: dict[str, Any] = {}
    numbers: set[str] = set()
    waits: list[tuple[TroubleKind, timedelta]] = []
    for _round in range(40):
        try:
            for page in pull_orders(account, cursor, since=LONG_AGO, now=shop.world.now()):
                numbers |= {order.number for order in page.orders}
                cursor = dict(page.cursor)
            break
        except ApiTrouble as caught:
            waits.append((caught.kind, caught.retry_after or timedelta(0)))
            shop.world.clock.advance(waits[-1][1])
    assert {kind for kind, _wait in waits} == {TroubleKind.THROTTLED}
    assert all(timedelta(0) < wait < timedelta(seconds=30) for _kind, wait in waits)
    assert {order.number for order in shop.world.orders("shopify")} == numbers


def test_it_waits_a_moment_where_a_moment_is_enough(account: Account, shop: Apis) -> None:
    bucket = shop.hosting.state("shopify").bucket
    slept: list[float] = []
    with Api(account, shop.world.now(), sleep=slept.append) as api:
        bucket.size, bucket.restore, bucket.left, bucket.clock = 1000.0, 50.0, 20.0, lambda: sum(slept)
        for _time in range(9):
            the_shop(api)
    assert slept
    assert all(0 < seconds <= 1 for seconds in slept)


def test_it_asks_for_less_where_a_page_is_too_dear(
    account: Account, shop: Apis, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sportello.connectors.shopify.pulling.PAGE", 50)
    pages = list(pull_orders(account, {}, since=LONG_AGO, now=shop.world.now()))
    assert sum(len(page.orders) for page in pages) == len(shop.world.orders("shopify"))


@pytest.mark.parametrize(
    ("fault", "kind"),
    [("fail", TroubleKind.SERVER), ("truncate", TroubleKind.NONSENSE), ("drop", TroubleKind.LOST)],
)
def test_it_says_what_kind_of_trouble_it_is(account: Account, shop: Apis, fault: str, kind: TroubleKind) -> None:
    shop.faults("shopify", **{fault: -1})
    assert trouble(account, shop).kind is kind


def test_it_doubles_nothing_when_it_breaks_in_the_middle(account: Account, shop: Apis) -> None:
    pages = pull_orders(account, {}, since=LONG_AGO, now=shop.world.now())
    first = next(pages)
    shop.faults("shopify", fail=1)
    with pytest.raises(ApiTrouble):
        next(pages)
    rest = list(pull_orders(account, copy.deepcopy(dict(first.cursor)), since=LONG_AGO, now=shop.world.now()))
    numbers = [order.number for page in (first, *rest) for order in page.orders]
    assert sorted(numbers) == sorted(order.number for order in shop.world.orders("shopify"))


def test_it_asks_the_server_for_the_time_and_not_itself(account: Account, shop: Apis) -> None:
    behind = shop.world.now() - timedelta(hours=3)
    pages = list(pull_orders(account, {}, since=LONG_AGO, now=behind))
    assert sum(len(page.orders) for page in pages) == len(shop.world.orders("shopify"))


def test_it_needs_a_shop() -> None:
    account = Account(1, {}, {"access_token": ADMIN_TOKEN}, lambda values: None)
    with pytest.raises(ApiTrouble) as caught:
        check(account, now=LONG_AGO)
    assert caught.value.kind is TroubleKind.REFUSED
