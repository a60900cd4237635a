"""The connector against the stand-in of Amazon, over HTTP, as it would speak to the real thing."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from sportello.channels.beginning import Beginning, Purpose
from sportello.channels.contract import Account, ApiTrouble, NudgeKind, OrderPage, TroubleKind
from sportello.channels.health import ReportedHealth
from sportello.channels.shipping import LeavingParcel
from sportello.connectors.amazon import messaging, reports, shipping, soliciting
from sportello.connectors.amazon.client import Client
from sportello.connectors.amazon.connector import CONNECTOR
from sportello.connectors.amazon.messaging import Kind, Proactive
from sportello.connectors.amazon.sites import marketplace_of
from sportello.connectors.amazon.uploads import File
from sportello.orders.records import AfterSale, Fulfiller, OrderRecord, OrderState
from sportello.sandbox.amazon import ACCESS_KEY, CLIENT_ID, CLIENT_SECRET, REFRESH_TOKEN, SECRET_KEY
from sportello.sandbox.amazon.queue import queue_url
from sportello.sandbox.testing import Apis, apis

from .api import account


@pytest.fixture(scope="module")
def running() -> Iterator[Apis]:
    with apis(vendors=("amazon",)) as found:
        yield found


@pytest.fixture
def sandbox(running: Apis) -> Iterator[Apis]:
    running.faults("amazon", no_limits=True)
    yield running
    running.faults("amazon")


def _shop(sandbox: Apis, **config: str) -> Account:
    shop = account(sandbox.base("amazon"), **config)
    shop.secrets |= {"client_id": CLIENT_ID, "client_secret": CLIENT_SECRET, "refresh_token": REFRESH_TOKEN}
    shop.secrets |= {"aws_access_key_id": ACCESS_KEY, "aws_secret_access_key": SECRET_KEY}
    return shop


def _pages(sandbox: Apis, shop: Account, cursor: Mapping[str, Any], *, days: int = 700) -> list[OrderPage]:
    assert CONNECTOR.pull_orders is not None
    now = sandbox.world.now()
    return list(CONNECTOR.pull_orders(shop, cursor, since=now - timedelta(days=days), now=now))


def _all(pages: list[OrderPage]) -> dict[str, OrderRecord]:
    return {order.number: order for page in pages for order in page.orders}


def _true(sandbox: Apis, since: datetime) -> dict[str, Any]:
    """The world's orders since then, without the last two minutes, which the interface does not show yet."""
    until = sandbox.world.now() - timedelta(minutes=2)
    return {order.number: order for order in sandbox.world.orders("amazon", changed_since=since, until=until)}


def test_it_back_fills_every_order_of_the_world(sandbox: Apis) -> None:
    shop, since = _shop(sandbox), sandbox.world.now() - timedelta(days=700)
    pages = _pages(sandbox, shop, {})
    assert set(_all(pages)) == set(_true(sandbox, since))
    assert pages[0].total == 700
    assert [page.done for page in pages if page.total] == sorted(page.done for page in pages if page.total)


def test_it_goes_on_from_its_cursor_with_what_changed(sandbox: Apis) -> None:
    shop = _shop(sandbox)
    cursor = _pages(sandbox, shop, {})[-1].cursor
    before = sandbox.world.now()
    sandbox.world.advance(2)
    seen = _all(_pages(sandbox, shop, cursor))
    assert set(_true(sandbox, before)) <= set(seen)


def test_it_loses_no_order_when_it_stops_after_any_page(sandbox: Apis) -> None:
    shop, cursor = _shop(sandbox), dict[str, Any]()
    seen: dict[str, OrderRecord] = {}
    assert CONNECTOR.pull_orders is not None
    now = sandbox.world.now()
    for _round in range(12):
        for page in CONNECTOR.pull_orders(shop, cursor, since=now - timedelta(days=700), now=now):
            seen |= {order.number: order for order in page.orders}
            cursor = dict(page.cursor)
            break
    assert set(_true(sandbox, now - timedelta(days=700))) <= set(seen)


def test_it_loses_no_order_while_pages_move(sandbox: Apis) -> None:
    sandbox.faults("amazon", no_limits=True, moving_pages=True)
    shop = _shop(sandbox)
    pages = _pages(sandbox, shop, {})
    again = _pages(sandbox, shop, pages[-1].cursor)
    since = sandbox.world.now() - timedelta(days=700)
    assert set(_true(sandbox, since)) <= set(_all(pages)) | set(_all(again))


def test_it_tells_who_ships_and_where_the_parcels_are(sandbox: Apis) -> None:
    orders = _all(_pages(sandbox, _shop(sandbox), {})).values()
    by_amazon = [order for order in orders if order.fulfilled_by is Fulfiller.MARKETPLACE]
    by_us = [order for order in orders if order.fulfilled_by is Fulfiller.SELLER]
    assert by_amazon
    assert all(not order.buyer.relay and not order.shipments for order in by_amazon)
    assert any(order.buyer.relay for order in by_us)
    parcels = [parcel for order in by_us for parcel in order.shipments or ()]
    assert any(parcel.carrier and parcel.tracking_number for parcel in parcels)


def test_it_fetches_one_order_and_none_that_is_not_there(sandbox: Apis) -> None:
    assert CONNECTOR.fetch_order is not None
    shop, now = _shop(sandbox), sandbox.world.now()
    number = next(iter(_all(_pages(sandbox, shop, {}))))
    found = CONNECTOR.fetch_order(shop, number, site="", now=now)
    assert found is not None
    assert found.number == number
    assert CONNECTOR.fetch_order(shop, "999-0000000-0000000", site="", now=now) is None
    assert CONNECTOR.fetch_order(shop, "no number of Amazon's", site="", now=now) is None


def test_it_says_what_the_account_may(sandbox: Apis) -> None:
    standing = CONNECTOR.check(_shop(sandbox), now=sandbox.world.now())
    assert standing.orders
    assert standing.may_send
    assert standing.sites
    assert standing.missing == ()


def test_it_hears_of_changes_by_the_queue_and_deletes_what_was_kept(sandbox: Apis) -> None:
    assert CONNECTOR.pull_nudges is not None
    shop = _shop(sandbox, queue_url=queue_url(sandbox.base("amazon")))
    assert CONNECTOR.pull_nudges(shop, now=sandbox.world.now()) == ()
    sandbox.world.advance(1)
    heard = CONNECTOR.pull_nudges(shop, now=sandbox.world.now())
    assert heard
    assert {one.nudge.kind for one in heard} == {NudgeKind.ORDER}
    for one in heard:
        one.forget()
    sandbox.world.advance(hours=1)
    again = CONNECTOR.pull_nudges(shop, now=sandbox.world.now())
    assert len(again) <= 10
    assert CONNECTOR.check(shop, now=sandbox.world.now()).missing == ()


def test_it_sends_a_message_with_a_file_of_a_kind_that_is_listed(sandbox: Apis) -> None:
    orders = _all(_pages(sandbox, _shop(sandbox), {})).values()
    ours = [one for one in orders if one.fulfilled_by is Fulfiller.SELLER and one.state is not OrderState.CANCELLED]
    order = max(ours, key=lambda one: one.placed_at)
    place = marketplace_of(order.site)
    with Client(_shop(sandbox), now=sandbox.world.now()) as client:
        kinds = messaging.possible(client, order.number, marketplace_id=place)
        assert Kind.INVOICE in kinds
        assert "-" in messaging.language(client, order.number, marketplace_id=place)
        file = File("invoice.pdf", "application/pdf", b"%PDF-1.7 invoice")
        messaging.send(client, order.number, Proactive(Kind.INVOICE, files=(file,)), marketplace_id=place)
        with pytest.raises(ApiTrouble, match="does not offer"):
            messaging.send(client, order.number, Proactive(Kind.SERVICE, "When may we come?"), marketplace_id=place)
        assert soliciting.may_solicit(client, order.number, marketplace_id=place) is False


def test_it_asks_for_a_review_once(sandbox: Apis) -> None:
    begins, shop, now = CONNECTOR.begins, _shop(sandbox), sandbox.world.now()
    assert begins is not None
    order = next(
        one
        for one in sandbox.world.orders("amazon", changed_since=now - timedelta(days=60))
        if one.state == "delivered" and one.ship_by + timedelta(days=6) < now < one.deliver_by + timedelta(days=25)
    )
    handed: list[int] = []
    request = Beginning(order.number, order.site, Purpose.REVIEW)
    assert Purpose.REVIEW in begins.allowed(shop, order.number, site=order.site, now=now).purposes
    begins.send(shop, request, now=now, handed_over=lambda: handed.append(1))
    assert Purpose.REVIEW not in begins.allowed(shop, order.number, site=order.site, now=now).purposes
    with pytest.raises(ApiTrouble, match="does not offer"):
        begins.send(shop, request, now=now, handed_over=lambda: handed.append(2))
    assert handed == [1]


def test_it_confirms_a_shipment(sandbox: Apis) -> None:
    orders = _all(_pages(sandbox, _shop(sandbox), {})).values()
    ours = (order for order in orders if order.fulfilled_by is Fulfiller.SELLER)
    order = next(order for order in ours if order.state is OrderState.UNSHIPPED)
    departure = shipping.Departure(
        package="1",
        carrier_code="BRT",
        tracking_number="087012345678901",
        shipped_at=sandbox.world.now().strftime("%Y-%m-%dT%H:%M:%SZ"),
        lines=tuple(shipping.Packed(line.external_id, line.quantity) for line in order.lines),
    )
    with Client(_shop(sandbox), now=sandbox.world.now()) as client:
        shipping.confirm_shipment(client, order.number, departure, marketplace_id=marketplace_of(order.site))
    assert CONNECTOR.fetch_order is not None
    found = CONNECTOR.fetch_order(_shop(sandbox), order.number, site="", now=sandbox.world.now())
    assert found is not None
    assert [parcel.tracking_number for parcel in found.shipments or ()] == ["087012345678901"]


def test_it_makes_one_parcel_of_two_words_and_refuses_amazons_own_orders(sandbox: Apis) -> None:
    assert CONNECTOR.confirms_shipment is not None
    assert CONNECTOR.fetch_order is not None
    shop, now = _shop(sandbox), sandbox.world.now()
    orders = list(_all(_pages(sandbox, shop, {})).values())
    open_ones = [one for one in orders if one.state is OrderState.UNSHIPPED and one.fulfilled_by is Fulfiller.SELLER]
    number = open_ones[0].number

    def parcel(about: OrderRecord) -> LeavingParcel:
        quantities = {line.external_id: line.quantity for line in about.lines}
        return LeavingParcel(about.number, about.site, "17", "", "Corriere Rossi", "CR123456", now, quantities)

    for _ in range(2):
        CONNECTOR.confirms_shipment(shop, parcel(open_ones[0]), now=now)
    found = CONNECTOR.fetch_order(shop, number, site="", now=now)
    assert found is not None
    assert found.state is OrderState.SHIPPED
    assert [(one.tracking_number, one.carrier_name) for one in found.shipments or ()] == [
        ("CR123456", "Corriere Rossi")
    ]
    theirs = next(one for one in orders if one.fulfilled_by is Fulfiller.MARKETPLACE)
    for wrong in (parcel(theirs), replace(parcel(open_ones[0]), site="amazon.example")):
        with pytest.raises(ApiTrouble) as told:
            CONNECTOR.confirms_shipment(shop, wrong, now=now)
        assert told.value.kind is TroubleKind.REFUSED


def test_it_brings_feedback_as_news_of_its_orders(sandbox: Apis) -> None:
    shop, cursor, news = _shop(sandbox), dict[str, Any](), list[AfterSale]()
    for _hour in range(4):
        pages = _pages(sandbox, shop, cursor)
        cursor = dict(pages[-1].cursor)
        news += [one for page in pages for one in page.news]
        sandbox.world.advance(hours=1)
    troubles = {site: told["trouble"] for site, told in cursor["opinions"].items() if "trouble" in told}
    assert troubles == {}
    assert all(claim.external_id == f"feedback:{one.number}" for one in news for claim in one.claims)


def test_it_reads_the_accounts_health_of_each_site(sandbox: Apis) -> None:
    assert CONNECTOR.reads_health is not None
    shop, progress, found = _shop(sandbox), dict[str, Any](), list[ReportedHealth]()
    for _hour in range(3):
        kept, came = CONNECTOR.reads_health(shop, progress, sites=("amazon.it", "nobody"), now=sandbox.world.now())
        progress = dict(kept)
        found += came
        sandbox.world.advance(hours=1)
    assert not any("trouble" in told for told in progress.values())
    assert [one.site for one in found] == ["amazon.it"]
    assert found[0].status in {"NORMAL", "AT_RISK", "DEACTIVATED"}
    late = next(rate for rate in found[0].rates if rate.measure == "late_shipments")
    assert (late.limit, late.side) == (Decimal("0.04"), "below")


def test_it_renews_tokens_that_ended_under_it(sandbox: Apis) -> None:
    shop = _shop(sandbox)
    _pages(sandbox, shop, {})
    sandbox.world.expire_tokens("amazon")
    assert CONNECTOR.check(shop, now=sandbox.world.now()).missing == ()


@pytest.mark.parametrize(
    ("faults", "kind"),
    [
        ({"revoked": True}, TroubleKind.CREDENTIALS),
        ({"fail": -1}, TroubleKind.SERVER),
        ({"throttle": -1, "retry_after": 9.0}, TroubleKind.THROTTLED),
        ({"throttle": -1}, TroubleKind.THROTTLED),
        ({"truncate": -1}, TroubleKind.NONSENSE),
        ({"drop": -1}, TroubleKind.LOST),
    ],
)
def test_it_tells_each_fault_by_its_kind(sandbox: Apis, faults: dict[str, Any], kind: TroubleKind) -> None:
    sandbox.faults("amazon", no_limits=True, **faults)
    with pytest.raises(ApiTrouble) as trouble:
        _pages(sandbox, _shop(sandbox), {})
    assert trouble.value.kind is kind
    assert kind is not TroubleKind.THROTTLED or trouble.value.retry_after is not None


def test_it_lists_reports_it_asked_for(sandbox: Apis) -> None:
    with Client(_shop(sandbox), now=sandbox.world.now()) as client:
        found, _token = reports.listed(client, ("GET_SELLER_FEEDBACK_DATA",), page_size=10)
    assert all(report.kind == "GET_SELLER_FEEDBACK_DATA" for report in found)
