"""Orders in bulk and one by one, over HTTP against the stand-in."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from sportello.channels.contract import Account, ApiTrouble, OrderPage, TroubleKind
from sportello.connectors.shopify.pulling import OVERLAP, fetch_order, pull_orders
from sportello.orders.records import ClaimState, Money, OrderRecord, OrderState, ReturnState
from sportello.sandbox.testing import Apis

LONG_AGO = datetime(2025, 1, 1, tzinfo=UTC)


def pulled(account: Account, shop: Apis, cursor: Mapping[str, Any] | None = None) -> list[OrderPage]:
    """All pages until it has caught up."""
    return list(pull_orders(account, cursor or {}, since=LONG_AGO, now=shop.world.now()))


def by_number(pages: list[OrderPage]) -> dict[str, OrderRecord]:
    """What was told last of each order."""
    return {order.number: order for page in pages for order in page.orders}


def test_it_reads_every_order_oldest_change_first_and_counts(account: Account, shop: Apis) -> None:
    pages = pulled(account, shop)
    told = by_number(pages)
    assert set(told) == {order.number for order in shop.world.orders("shopify")}
    times = [order.changed_at for page in pages for order in page.orders]
    assert times == sorted(times)
    assert {page.total for page in pages} == {len(told)}
    assert [page.done for page in pages][-1] == len(told)


def test_it_tells_of_each_order_what_is_the_case(account: Account, shop: Apis) -> None:
    told = by_number(pulled(account, shop))
    for real in shop.world.orders("shopify"):
        order = told[real.number]
        assert order.external_id == real.id
        assert order.total == Money(real.total, real.currency)
        assert [(line.sku, line.quantity) for line in order.lines] == [(line.sku, line.quantity) for line in real.lines]
        assert [line.codes["shopify_variant"] for line in order.lines] == [line.shopify_variant for line in real.lines]
        assert (order.buyer.email, order.buyer.buyer_id) == (real.buyer.email, real.buyer.shopify_id)
        assert order.state == real.state
        parcels = order.shipments or ()
        assert [parcel.tracking_number for parcel in parcels] == [parcel.tracking for parcel in real.parcels]
        assert [len(parcel.scans or ()) for parcel in parcels] == [len(parcel.scans) for parcel in real.parcels]
        assert [refund.money for refund in order.refunds or ()] == [Money(r.amount, r.currency) for r in real.refunds]
        assert [back.external_id for back in order.returns or ()] == [back.id for back in real.returns]
        assert order.page_url == f"https://admin.shopify.com/store/casa-lume/orders/{real.id}"


def test_it_goes_on_from_every_cursor_and_reads_little_again(account: Account, shop: Apis) -> None:
    pages = pulled(account, shop)
    half = pages[len(pages) // 2]
    rest = pulled(account, shop, half.cursor)
    assert by_number(pages[: pages.index(half) + 1]).keys() | by_number(rest).keys() == by_number(pages).keys()
    assert [page.done for page in rest] == [page.done for page in pages[pages.index(half) + 1 :]]
    again = by_number(pulled(account, shop, pages[-1].cursor))
    newest = max(order.changed_at for order in by_number(pages).values())
    assert set(again) == {order.number for order in by_number(pages).values() if order.changed_at >= newest - OVERLAP}


def test_it_sees_what_changed_since(account: Account, shop: Apis) -> None:
    cursor = pulled(account, shop)[-1].cursor
    shop.world.advance(3)
    changed = {
        order.number for order in shop.world.orders("shopify") if order.changed_at > shop.world.now() - timedelta(3)
    }
    told = pulled(account, shop, cursor)
    assert changed <= set(by_number(told))
    assert told[0].total is None


def test_it_loses_nothing_when_orders_change_while_it_pages(account: Account, shop: Apis) -> None:
    shop.faults("shopify", moving_pages=True)
    told = by_number(pulled(account, shop))
    real = {order.number: order.changed_at.replace(microsecond=0) for order in shop.world.orders("shopify")}
    assert {number: order.changed_at for number, order in told.items()} == real


def test_it_begins_the_search_again_when_a_cursor_is_not_understood(account: Account, shop: Apis) -> None:
    first = pulled(account, shop)[0].cursor
    told = by_number(pulled(account, shop, {**first, "after": "no cursor"}))
    assert len(told) == len(shop.world.orders("shopify"))


def test_it_reads_long_orders_completely(account: Account, shop: Apis) -> None:
    real = next(order for order in shop.world.orders("shopify") if order.state == "delivered" and not order.returns)
    for place in range(2, 9):
        shop.world.act("ship", "shopify", real.id, carrier="gls", tracking=f"9000000000{place}")
    for place in range(12):
        shop.world.act("scan", "shopify", real.id, parcel="3", state="in_transit", place=f"Hub {place}", words="")
    for amount in ("1.00", "2.00", "3.00"):
        shop.world.act("refund", "shopify", real.id, amount=amount)
    order = fetch_order(account, real.number, site="", now=shop.world.now())
    assert order is not None
    assert len(order.shipments or ()) == 8
    assert len((order.shipments or ())[3].scans or ()) == 13
    assert [refund.money for refund in order.refunds or ()] == [Money(Decimal(n), real.currency) for n in (1, 2, 3)]
    assert [parcel.carrier for parcel in (order.shipments or ())[1:]] == ["gls"] * 7


def test_it_tells_returns_as_they_go(account: Account, shop: Apis) -> None:
    real = next(order for order in shop.world.orders("shopify") if order.state == "delivered" and not order.returns)
    shop.world.act("open_return", "shopify", real.id, reason="defective", words="It does not light up")
    states = [_return_state(account, shop, real.number)]
    for state, details in (
        ("approved", {}),
        ("in_transit", {"carrier": "gls", "tracking": "90123456789"}),
        ("received", {}),
        ("closed", {}),
    ):
        shop.world.act("move_return", "shopify", real.id, state=state, **details)
        states.append(_return_state(account, shop, real.number))
    shop.world.act("refund", "shopify", real.id, reason="return")
    states.append(_return_state(account, shop, real.number))
    assert states == [
        ReturnState.REQUESTED,
        ReturnState.AUTHORISED,
        ReturnState.UNDER_WAY,
        ReturnState.RECEIVED,
        ReturnState.CLOSED,
        ReturnState.REFUNDED,
    ]


def test_it_keeps_what_the_buyer_said_of_a_return(account: Account, shop: Apis) -> None:
    real = next(order for order in shop.world.orders("shopify") if order.state == "delivered" and not order.returns)
    shop.world.act("open_return", "shopify", real.id, reason="wrong_size", words="Too tall")
    order = fetch_order(account, real.number, site="", now=shop.world.now())
    assert order is not None
    assert order.returns
    assert (order.returns[0].reason, order.returns[0].words) == ("Wrong size", "Too tall")
    assert order.returns[0].line_ids == tuple(line.id for line in real.lines)


def test_it_tells_chargebacks_with_the_day_of_the_evidence(account: Account, shop: Apis) -> None:
    real = next(order for order in shop.world.orders("shopify") if order.state == "delivered" and not order.claims)
    claimed = shop.world.act("open_claim", "shopify", real.id, reason="not_received")
    news = {sale.number: sale.claims[0] for page in pulled(account, shop) for sale in page.news}
    assert news[real.number].state is ClaimState.WAITING_FOR_SELLER
    assert news[real.number].answer_by == claimed.claims[0].respond_by.replace(microsecond=0)
    assert news[real.number].reason == "product not received"


@pytest.mark.parametrize("shape", ["{0}", "#{0}", " #{0} "])
def test_it_finds_an_order_by_its_number(account: Account, shop: Apis, shape: str) -> None:
    real = shop.world.orders("shopify")[5]
    found = fetch_order(account, shape.format(real.number.removeprefix("#")), site="", now=shop.world.now())
    assert found is not None
    assert (found.number, found.external_id) == (real.number, real.id)


@pytest.mark.parametrize("number", ["#99999999", "no number", "' OR name:'", "302-1234567-1234567", "", "9" * 80])
def test_it_finds_none_by_other_numbers(account: Account, shop: Apis, number: str) -> None:
    assert fetch_order(account, number, site="", now=shop.world.now()) is None


def test_it_finds_an_order_by_the_id_of_a_push(account: Account, shop: Apis) -> None:
    real = shop.world.orders("shopify")[0]
    found = fetch_order(account, f"gid://shopify/Order/{real.id}", site="", now=shop.world.now())
    assert found is not None
    assert found.number == real.number
    assert fetch_order(account, "gid://shopify/Order/1", site="", now=shop.world.now()) is None


def test_it_reads_what_it_may_when_scopes_are_missing(account: Account, shop: Apis) -> None:
    shop.hosting.state("shopify").scopes = ("read_orders",)
    told = by_number(pulled(account, shop))
    recent = [o for o in shop.world.orders("shopify") if o.placed_at >= shop.world.now() - timedelta(days=60)]
    assert set(told) == {order.number for order in recent}
    assert {order.returns for order in told.values()} == {None}
    assert all(order.buyer.email and not order.buyer.buyer_id for order in told.values())


def test_it_stops_at_a_permission_that_is_needed(account: Account, shop: Apis) -> None:
    shop.hosting.state("shopify").scopes = ("read_products",)
    with pytest.raises(ApiTrouble) as caught:
        pulled(account, shop)
    assert caught.value.kind is TroubleKind.PERMISSION
    assert "read_orders" in caught.value.words


def test_it_knows_a_cancelled_order(account: Account, shop: Apis) -> None:
    real = _waiting_order(shop)
    shop.world.act("cancel", "shopify", real.id)
    order = fetch_order(account, real.number, site="", now=shop.world.now())
    assert order is not None
    assert order.state is OrderState.CANCELLED
    assert [refund.money for refund in order.refunds or ()] == [Money(real.total, real.currency)]


def _return_state(account: Account, shop: Apis, number: str) -> ReturnState:
    order = fetch_order(account, number, site="", now=shop.world.now())
    assert order is not None
    assert order.returns
    return order.returns[-1].state


def _waiting_order(shop: Apis) -> Any:
    """An order that is not shipped yet; new ones are placed every day."""
    for _day in range(20):
        for order in shop.world.orders("shopify"):
            if order.state == "unshipped":
                return order
        shop.world.advance(0.5)
    raise AssertionError("nobody bought anything for ten days")
