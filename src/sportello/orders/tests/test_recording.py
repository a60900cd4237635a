"""What is recorded is what the newest told, in whatever order it came and however often."""

import threading
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sportello.core.models import Event
from sportello.core.testing import examples
from sportello.customers.identify import identify
from sportello.customers.models import Customer
from sportello.orders.models import Claim, Line, Order, Refund, Return, Scan, Shipment, WaitingNews
from sportello.orders.recording import record, record_news
from sportello.orders.records import (
    Address,
    AfterSale,
    BuyerRecord,
    ClaimKind,
    ClaimRecord,
    ClaimState,
    Fulfiller,
    Money,
    OrderState,
    RefundRecord,
    ReturnRecord,
    ReturnState,
    ScanRecord,
    ShipmentRecord,
)

from . import world
from .world import NOON, NUMBER, hours, kept, line, order

pytestmark = pytest.mark.django_db


def parcel(changed: float, **given: Any) -> ShipmentRecord:
    return ShipmentRecord(external_id=given.pop("external_id", "p1"), changed_at=hours(changed), **given)


def back(changed: float, state: ReturnState = ReturnState.REQUESTED, **given: Any) -> ReturnRecord:
    return ReturnRecord(
        external_id=given.pop("external_id", "r1"), state=state, requested_at=NOON, changed_at=hours(changed), **given
    )


def test_it_keeps_an_order_with_everything_in_it() -> None:
    where = world.channel()
    parcels = (parcel(2, carrier="brt", tracking_number="123 456", state="in_transit", state_at=hours(1)),)
    one = kept(order(shipments=parcels, buyer=BuyerRecord(name="Cleo", address=Address(city="Milano"))), where)
    one.refresh_from_db()
    assert (one.total, one.state, one.address["city"]) == (Money(Decimal("89.9000"), "EUR"), "unshipped", "Milano")
    assert [(row.title, row.quantity) for row in one.lines.all()] == [("Lampada Luna", 1)]
    assert [(row.plain, row.state, row.state_at) for row in one.shipments.all()] == [("123456", "in_transit", hours(1))]
    assert Event.objects.filter(kind="order.recorded", subject_id=one.pk).count() == 1


def test_it_does_nothing_when_the_same_comes_twice() -> None:
    where = world.channel()
    told = order(shipments=(parcel(1, scans=(ScanRecord(hours(1), "in_transit", "Milano"),)),), returns=(back(1),))
    first = kept(told, where)
    events = Event.objects.count()
    again = kept(told, where, now=hours(5))
    assert (again.pk, again.seen_at, Event.objects.count()) == (first.pk, hours(5), events)
    assert [model.objects.count() for model in (Order, Line, Shipment, Scan, Return)] == [1, 1, 1, 1, 1]


def test_it_lets_nothing_older_overwrite_what_is_newer() -> None:
    where = world.channel()
    kept(order(5, state=OrderState.SHIPPED, shipments=(parcel(5, state="delivered", state_at=hours(4)),)), where)
    kept(order(1, shipments=(parcel(6, state="in_transit", state_at=hours(3), carrier="brt"),)), where)
    one = Order.objects.get()
    assert (one.state, one.changed_at) == ("shipped", hours(5))
    stands = Shipment.objects.get()
    assert (stands.state, stands.state_at, stands.carrier) == ("delivered", hours(4), "brt")


def test_it_keeps_what_a_newer_record_does_not_speak_of() -> None:
    where = world.channel()
    kept(order(1, ship_by=hours(9), refunds=(RefundRecord("f", hours(1), Money(Decimal(5), "EUR")),)), where)
    one = kept(order(2, total=None, buyer=BuyerRecord()), where)
    one.refresh_from_db()
    assert (one.total_amount, one.buyer_name, one.ship_by) == (Decimal("89.90"), "Cleo Conti", hours(9))
    assert not Refund.objects.get().withdrawn


def test_it_withdraws_what_a_newer_list_leaves_out_and_no_older_one() -> None:
    where = world.channel()
    kept(order(1, shipments=(parcel(1),)), where)
    kept(order(3, lines=(line("2"),), shipments=()), where)
    kept(order(2, shipments=(parcel(2), parcel(2, external_id="p2"))), where)
    assert set(Shipment.objects.values_list("external_id", "withdrawn")) == {("p1", True), ("p2", True)}
    assert set(Line.objects.values_list("external_id", "withdrawn")) == {("1", True), ("2", False)}
    assert [row.external_id for row in Order.objects.complete().get().lines.all()] == ["2"]


@pytest.mark.parametrize("amount", [Decimal("NaN"), Decimal("1e30")])
def test_it_keeps_an_order_whose_amount_is_none(amount: Decimal) -> None:
    one = kept(order(total=Money(amount, "EUR")), world.channel())
    assert (one.total, one.total_currency) == (None, "")


def test_it_keeps_a_currency_it_does_not_know_and_an_order_without_a_buyer() -> None:
    one = kept(order(total=Money(Decimal("1.23456"), "xyz"), buyer=BuyerRecord()), world.channel())
    assert (one.total, one.customer) == (Money(Decimal("1.2346"), "XYZ"), None)


def test_it_takes_a_document_that_the_database_would_refuse() -> None:
    where = world.channel()
    told = order(payload={"a\x00": ["\x00", Decimal("1.5"), NOON, float("nan")]}, lines=(line(title="La\x00mpada"),))
    one = kept(told, where)
    one.refresh_from_db()
    assert one.payload == {"a": ["", "1.5", str(NOON), "nan"]}
    assert Line.objects.get().title == "Lampada"


def test_it_keeps_news_until_the_order_comes() -> None:
    where = world.channel()
    claim = ClaimRecord("c", ClaimKind.A_TO_Z, ClaimState.OPEN, NOON, hours(1), money=Money(Decimal("9.5"), "EUR"))
    news = AfterSale(NUMBER, "amazon.it", claims=(claim,), returns=(back(1, answer_by=hours(24)),))
    for _ in range(2):
        assert record_news(news, account_id=where.account_id, now=NOON) is False
    assert WaitingNews.objects.count() == 1
    kept(order(2), where)
    assert (Claim.objects.get().amount, Return.objects.get().answer_by) == (Decimal("9.5"), hours(24))
    assert not WaitingNews.objects.exists()


def test_it_joins_news_of_a_mail_to_the_order_of_an_account() -> None:
    where, other = world.channel(), world.channel(site="amazon.de")
    news = AfterSale(NUMBER, "amazon.it", returns=(back(1, external_id="mail:return"),))
    assert record_news(news, channel_id=where.pk, now=NOON) is False
    kept(order(number="302-0000000-0000000"), where)
    kept(order(site="amazon.de"), other)
    assert WaitingNews.objects.count() == 1
    one = kept(order(2), where)
    assert [row.order_id for row in Return.objects.all()] == [one.pk]
    assert record_news(replace(news, returns=(back(3, ReturnState.CLOSED),)), channel_id=where.pk, now=NOON)
    assert Return.objects.get(withdrawn=False).external_id == "r1"


def test_it_links_the_buyer_by_exact_handles_only() -> None:
    where, shop = world.channel(), world.channel("shopify", "")
    one = kept(order(), where)
    wrote = identify(
        kind="relay", value="CLEO1@marketplace.amazon.it", name="", language="", evidence="wrote", now=NOON
    )
    assert one.customer == wrote
    assert wrote.name == "Cleo Conti"
    same_name = kept(order(number="#1042", site="", buyer=BuyerRecord(name="Cleo Conti", email="C@x.example")), shop)
    assert same_name.customer != wrote
    other_shop = world.channel("shopify", "", name="other")
    ids = BuyerRecord(buyer_id="77", email="c@x.example")
    assert kept(order(number="#7", site="", buyer=ids), other_shop).customer == same_name.customer
    assert Customer.objects.count() == 2


def test_it_links_an_order_without_buyer_to_whom_we_know_by_its_number() -> None:
    caller = identify(
        kind="order", value=f"amazon.it:{NUMBER}", name=NUMBER, language="it", evidence="service", now=NOON
    )
    assert kept(order(buyer=BuyerRecord(), fulfilled_by=Fulfiller.MARKETPLACE), world.channel()).customer == caller


def test_it_takes_in_nothing_of_a_buyer_who_was_erased() -> None:
    where = world.channel()
    one = kept(order(), where)
    Order.objects.update(erased_at=NOON, buyer_name="", buyer_relay="", customer=None)
    kept(order(3, payload={"name": "Cleo"}), where)
    one.refresh_from_db()
    assert (one.buyer_name, one.buyer_relay, one.customer, one.payload, one.changed_at) == ("", "", None, {}, hours(3))


def _updates() -> st.SearchStrategy[list[Any]]:
    """Records and news of one order, no two told at the same moment."""
    states = st.sampled_from(["in_transit", "delivered", "out_for_delivery", "unknown"])
    moments = st.integers(0, 6)

    @st.composite
    def shipment(draw: st.DrawFn, at: float) -> ShipmentRecord:
        scans = st.lists(st.builds(ScanRecord, st.builds(hours, moments), states, st.sampled_from(["", "Roma"])))
        return parcel(
            at,
            external_id=draw(st.sampled_from(["p1", "p2"])),
            carrier=draw(st.sampled_from(["", f"carrier {at}"])),
            state=draw(states),
            state_at=draw(st.none() | st.builds(hours, moments)),
            scans=draw(st.none() | st.builds(tuple, scans)),
        )

    @st.composite
    def update(draw: st.DrawFn, number: int) -> Any:
        at = float(number)
        parcels = tuple({each.external_id: each for each in draw(st.lists(shipment(at), max_size=2))}.values())
        returns = tuple(
            back(at, draw(st.sampled_from([*ReturnState])), external_id=name, answer_by=draw(st.none() | st.just(NOON)))
            for name in draw(st.sets(st.sampled_from(["r1", "r2", "mail:r"])))
        )
        if draw(st.booleans()):
            return AfterSale(NUMBER, "amazon.it", returns=returns, shipments=parcels)
        return order(
            at,
            state=draw(st.sampled_from([*OrderState])),
            total=draw(st.none() | st.just(Money(Decimal(number), "EUR"))),
            ship_by=draw(st.none() | st.just(hours(at))),
            buyer=draw(st.sampled_from([BuyerRecord(), BuyerRecord(name=f"Cleo {number}")])),
            lines=tuple(line(name, quantity=number) for name in draw(st.sets(st.sampled_from(["1", "2"]), min_size=1))),
            shipments=draw(st.sampled_from([None, parcels])),
            returns=draw(st.sampled_from([None, returns])),
        )

    count = st.integers(1, 6)
    return count.flatmap(lambda n: st.tuples(*(update(number) for number in range(1, n + 1)))).map(list)


def _stands() -> list[Any]:
    """Everything that is kept of the order, without our own ids."""
    rows: list[Any] = []
    for model in (Order, Line, Shipment, Scan, Return):
        own = {"id", "seen_at", "order_id", "shipment_id", "product_id", "customer_id", "account_id", "channel_id"}
        names = [column.attname for column in model._meta.concrete_fields if column.attname not in own]
        extra = ["shipment__external_id"] if model is Scan else []
        rows.append(sorted(map(repr, model._default_manager.values_list(*names, *extra))))
    return rows


@settings(max_examples=examples(20), suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.data())
def test_it_ends_the_same_in_whatever_order_updates_come(data: st.DataObject) -> None:
    updates = data.draw(_updates())
    mixed = data.draw(st.permutations([*updates, *data.draw(st.lists(st.sampled_from(updates)))]))
    assert _after(reversed(updates)) == _after(mixed)


def _after(updates: Iterable[Any]) -> list[Any]:
    with transaction.atomic():
        where = world.channel()
        for update in updates:
            if isinstance(update, AfterSale):
                record_news(update, account_id=where.account_id, now=NOON)
            else:
                kept(update, where)
        stands = _stands()
        transaction.set_rollback(True)
    return stands


@pytest.mark.django_db(transaction=True)
def test_it_makes_one_order_of_what_two_workers_record_at_once() -> None:
    where = world.channel()
    start = threading.Barrier(4)

    def work(changed: float) -> None:
        start.wait()
        told = order(changed, shipments=(parcel(changed, carrier=f"c{changed}"),))
        record(told, account_id=where.account_id, channel_id=where.pk, now=NOON + timedelta(hours=changed))
        connection.close()

    with ThreadPoolExecutor(4) as pool:
        assert [*pool.map(work, map(float, range(4)))] == [None] * 4
    assert (Order.objects.get().changed_at, Shipment.objects.get().carrier) == (hours(3), "c3.0")
