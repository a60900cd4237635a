"""Walmart's API over HTTP, against the stand-in."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from sportello.channels.contract import Account, ApiTrouble, TroubleKind
from sportello.connectors.walmart.connector import CONNECTOR
from sportello.connectors.walmart.pulling import fetch_order, pull_orders
from sportello.orders.records import AfterSale, Fulfiller, Money, OrderRecord, OrderState, ReturnState
from sportello.sandbox.apis import Apis, apis
from sportello.sandbox.walmart.api import CLIENT_ID, CLIENT_SECRET
from sportello.sandbox.world import WorldOrder
from sportello.sandbox.world.world import Birth

FAR_BACK = timedelta(days=170)


@pytest.fixture
def walmart() -> Iterator[Apis]:
    with apis(vendors=("walmart",), quiet_orders=220) as running:
        yield running


def account_at(walmart: Apis, **secrets: str) -> Account:
    kept = {"client_id": CLIENT_ID, "client_secret": CLIENT_SECRET} | secrets
    return Account(
        source_id=1,
        config={"base_url": walmart.base("walmart")},
        secrets=kept,
        keep_secrets=kept.update,
    )


def newly_placed(walmart: Apis) -> WorldOrder:
    """An order placed a moment ago, which nobody has shipped yet."""
    now = walmart.world.now()
    like = walmart.world.orders("walmart")[-1]
    order = replace(
        like, id="1079999999999", number="200019999999998", placed_at=now, changed_at=now, state="unshipped",
        parcels=(), returns=(), refunds=(), claims=(), cancel_wished_at=None, acknowledged_at=None,
    )  # fmt: skip
    walmart.world.place(Birth(order, ()))
    walmart.world.settle()
    return order


def pulled(
    walmart: Apis, account: Account, cursor: Mapping[str, Any], since: datetime | None = None
) -> tuple[dict[str, OrderRecord], list[AfterSale], Mapping[str, Any]]:
    now = walmart.world.now()
    orders: dict[str, OrderRecord] = {}
    news: list[AfterSale] = []
    for page in pull_orders(account, cursor, since=since or now - FAR_BACK, now=now):
        orders |= {order.external_id: order for order in page.orders}
        news += page.news
        cursor = page.cursor
    return orders, news, cursor


def test_it_reads_every_order_as_it_is(walmart: Apis) -> None:
    orders, _, _ = pulled(walmart, account_at(walmart), {})
    real = {o.id: o for o in walmart.world.orders("walmart") if o.placed_at > walmart.world.now() - FAR_BACK}
    assert orders.keys() >= real.keys()
    assert len(real) > 8
    for number, order in real.items():
        record = orders[number]
        assert (record.number, record.site) == (order.number, "walmart.com")
        assert record.fulfilled_by == (
            Fulfiller.MARKETPLACE if order.fulfilled_by == "marketplace" else Fulfiller.SELLER
        )
        assert record.state == order.state.replace("pending", "unshipped")
        assert [line.sku for line in record.lines] == [line.sku for line in order.lines]
        assert [line.unit_price for line in record.lines] == [Money(li.unit_price, "USD") for li in order.lines]
        assert [s.tracking_number for s in record.shipments or ()] == [p.tracking for p in order.parcels]
        given = [refund.money.amount for refund in record.refunds or () if refund.money]
        assert sum(given, Decimal(0)) == order.refunded
        assert record.buyer.relay == order.buyer.walmart_relay


def test_it_goes_on_from_its_cursor_and_reads_only_what_changed(walmart: Apis) -> None:
    account = account_at(walmart)
    _, _, cursor = pulled(walmart, account, {})
    walmart.world.advance(hours=1)
    before = len(walmart.asked("walmart"))
    orders, _, cursor = pulled(walmart, account, cursor)
    assert len(orders) < 20
    assert len(walmart.asked("walmart")) - before < 12
    waiting = newly_placed(walmart)
    walmart.world.act("ship", "walmart", waiting.id, carrier="ups", tracking="1Z999AA10123456784")
    walmart.world.advance(hours=1)
    orders, _, _ = pulled(walmart, account, cursor)
    assert orders[waiting.id].state is OrderState.SHIPPED
    [parcel] = orders[waiting.id].shipments or ()
    assert (parcel.carrier, parcel.tracking_number, parcel.state) == ("ups", "1Z999AA10123456784", "in_transit")


def test_it_tells_of_returns_and_wishes_to_cancel(walmart: Apis) -> None:
    account = account_at(walmart)
    _, _, cursor = pulled(walmart, account, {})
    back = next(o for o in walmart.world.orders("walmart") if o.state == "delivered" and not o.returns)
    walmart.world.act("open_return", "walmart", back.id, reason="defective")
    wish = newly_placed(walmart)
    walmart.world.act("wish", "walmart", wish.id, reason="mistake")
    walmart.world.advance(hours=1)
    orders, news, _ = pulled(walmart, account, cursor)
    [told] = [row for row in news if row.number == back.number]
    assert (told.returns[0].state, told.returns[0].reason) == (ReturnState.REQUESTED, "DEFECTIVE")
    assert orders[wish.id].cancel_wanted_at is not None


def test_it_finds_an_order_by_either_number(walmart: Apis) -> None:
    account, now = account_at(walmart), walmart.world.now()
    order = walmart.world.orders("walmart")[-1]
    for number in (order.number, order.id):
        found = fetch_order(account, number, site="walmart.com", now=now)
        assert found is not None
        assert found.external_id == order.id
    assert fetch_order(account, "200019999999999", site="walmart.com", now=now) is None


def test_it_says_what_a_check_read(walmart: Apis) -> None:
    standing = CONNECTOR.check(account_at(walmart), now=walmart.world.now())
    assert standing.orders
    assert not standing.missing
    assert not standing.may_send


def test_it_renews_a_token_that_ended_or_was_ended(walmart: Apis) -> None:
    account = account_at(walmart)
    pulled(walmart, account, {}, since=walmart.world.now() - timedelta(days=3))
    first = account.secrets["token"]
    walmart.world.advance(hours=1)
    pulled(walmart, account, {}, since=walmart.world.now() - timedelta(days=3))
    second = account.secrets["token"]
    walmart.world.expire_tokens("walmart")
    walmart.world.advance(hours=0.01)
    pulled(walmart, account, {}, since=walmart.world.now() - timedelta(days=3))
    assert len({first, second, account.secrets["token"]}) == 3


@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        ({"throttle": 1, "retry_after": 4.0}, TroubleKind.THROTTLED),
        ({"throttle": 1}, TroubleKind.THROTTLED),
        ({"fail": 1}, TroubleKind.SERVER),
        ({"truncate": 1}, TroubleKind.NONSENSE),
        ({"drop": 1}, TroubleKind.LOST),
        ({"revoked": True}, TroubleKind.CREDENTIALS),
    ],
)
def test_it_says_what_went_wrong_and_goes_on_afterwards(
    walmart: Apis, fault: dict[str, object], kind: TroubleKind
) -> None:
    account = account_at(walmart)
    pulled(walmart, account, {}, since=walmart.world.now() - timedelta(days=3))
    walmart.faults("walmart", **fault)
    with pytest.raises(ApiTrouble) as caught:
        pulled(walmart, account, {}, since=walmart.world.now() - timedelta(days=3))
    assert caught.value.kind is kind
    if "retry_after" in fault:
        assert caught.value.retry_after == timedelta(seconds=4)
    walmart.faults("walmart")
    assert pulled(walmart, account, {}, since=walmart.world.now() - timedelta(days=3))[2]


def test_it_refuses_wrong_credentials_in_walmarts_words(walmart: Apis) -> None:
    with pytest.raises(ApiTrouble, match="UNAUTHORIZED") as caught:
        CONNECTOR.check(account_at(walmart, client_secret="wrong"), now=walmart.world.now())
    assert caught.value.kind is TroubleKind.CREDENTIALS


def test_it_loses_nothing_when_it_stops_at_any_page(walmart: Apis) -> None:
    account, now = account_at(walmart), walmart.world.now()
    whole, _, _ = pulled(walmart, account, {})
    pieces: dict[str, OrderRecord] = {}
    cursor: Mapping[str, Any] = {}
    for _ in range(500):
        page = next(pull_orders(account, cursor, since=now - FAR_BACK, now=now), None)
        if page is None:
            break
        pieces |= {order.external_id: order for order in page.orders}
        cursor = page.cursor
    assert pieces == whole


def test_it_keeps_an_order_without_a_buyer_and_with_a_strange_currency() -> None:
    from sportello.connectors.walmart.orders import order_of

    at = int(datetime(2026, 11, 1, tzinfo=UTC).timestamp() * 1000)
    charge = {"chargeType": "PRODUCT", "chargeAmount": {"currency": "ZZZ", "amount": 12.1}}
    line = {"lineNumber": "1", "charges": {"charge": [charge]}, "orderLineStatuses": {"orderLineStatus": []}}
    record = order_of({"purchaseOrderId": "1", "orderDate": at, "orderLines": {"orderLine": [line]}})
    assert record.total is not None
    assert (str(record.total.amount), record.total.currency) == ("12.1", "ZZZ")
    assert record.buyer.relay == ""
    assert record.state is OrderState.UNSHIPPED
    with pytest.raises(ApiTrouble):
        order_of({"purchaseOrderId": "1"})
