"""Orders are found by every way people write their number, in a constant number of queries."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sportello.orders import finding
from sportello.orders.models import Order
from sportello.orders.records import BuyerRecord, ScanRecord, ShipmentRecord

from . import world
from .world import NUMBER, hours, kept, line, order

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("written", [NUMBER, NUMBER.replace("-", ""), f" {NUMBER} ", NUMBER.replace("-", " ")])
def test_it_finds_an_order_however_its_number_is_written(written: str) -> None:
    one = kept(order(), world.channel())
    kept(order(number="302-0000000-0000000"), world.channel(site="amazon.de"))
    assert [*finding.mentioned([written])] == [one]
    assert [*finding.mentioned([written], "amazon.it")] == [one]
    assert not finding.mentioned([written], "amazon.de")
    assert not finding.mentioned(["", "#", "-"])


def test_it_finds_a_shops_short_number_and_a_sources_own_id() -> None:
    shop = kept(order(number="#1042", site=""), world.channel("shopify", ""))
    walmart = kept(order(number="200000000000001", external_id="100000000000009"), world.channel("walmart", "w"))
    assert [*finding.mentioned(["1042"])] == [shop]
    assert [*finding.mentioned(["100000000000009"])] == [walmart]


def test_it_reads_a_tickets_orders_in_as_many_queries_for_one_as_for_many() -> None:
    where = world.channel()

    def read() -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            for one in finding.of_ticket(numbers=[NUMBER], customer_ids=customers):
                told = [
                    str(one.channel),
                    str(one.customer),
                    *(row.product and row.product.title for row in one.lines.all()),
                ]
                told += [scan.words for parcel in one.shipments.all() for scan in parcel.scans.all()]
                told += map(str, (*one.refunds.all(), *one.returns.all(), *one.claims.all()))
                assert told
        return len(queries)

    def sold(number: int) -> Order:
        scans = (ScanRecord(hours(1), "in_transit", "Milano"), ScanRecord(hours(2), "delivered", "Roma"))
        parcel = ShipmentRecord(f"p{number}", hours(1), scans=scans)
        lines = (line("1"), line("2", sku=f"S{number}", codes={}))
        return kept(order(number=f"X{number}", shipments=(parcel,), lines=lines), where)

    customers = [sold(0).customer_id or 0]
    few = read()
    for number in range(1, 12):
        sold(number)
    assert len(finding.of_ticket(numbers=[], customer_ids=customers)) == 12
    assert read() == few == 7
    newest = finding.of_customer(customers[0])[0]
    assert [scan.place for scan in newest.shipments.all()[0].scans.all()] == ["Roma", "Milano"]


def test_it_finds_what_a_ticket_names_beside_what_its_customer_bought() -> None:
    where = world.channel()
    mine = kept(order(), where)
    named = kept(order(number="302-0000000-0000000", buyer=BuyerRecord()), where)
    found = finding.of_ticket(numbers=["302-0000000-0000000"], customer_ids=[mine.customer_id or 0])
    assert {*found} == {mine, named}
