"""What an order tells of its buyer."""

import pytest

from sportello.customers.considering import consider_waiting
from sportello.customers.identify import identify
from sportello.customers.learning import consider_strangers
from sportello.customers.linking import together
from sportello.customers.models import CustomerLink, Trait
from sportello.orders.erasing import erase_buyer
from sportello.orders.records import Address, BuyerRecord

from . import world
from .world import NOON, kept, order

pytestmark = pytest.mark.django_db

MILAN = Address(name="Cleo Conti", street="Via Roma 12", city="Milano", postcode="20121", country="IT")
CLEO = BuyerRecord(
    name="Cleo Conti", relay="cleo1@marketplace.amazon.it", phone="333 1234567", buyer_id="A1", address=MILAN
)


def test_it_keeps_what_an_order_tells_with_its_customer() -> None:
    one = kept(order(buyer=CLEO), world.channel())
    told = {row.kind: row.value for row in Trait.objects.filter(customer=one.customer)}
    assert set(told) == {"name", "address", "phone", "relay", "buyer_id", "order"}
    assert told["phone"] == "+393331234567"
    assert told["order"] == f"amazon.it:{one.number}"


def test_it_joins_two_customers_whom_one_order_names() -> None:
    where = world.channel()
    mail = identify(
        kind="email", value="cleo@posta.example", name="Cleo Conti", language="it", evidence="wrote on email", now=NOON
    )
    relay = identify(
        kind="relay", value="cleo1@marketplace.amazon.it", name="Cleo", language="it", evidence="order", now=NOON
    )
    kept(
        order(buyer=BuyerRecord(name="Cleo Conti", relay="cleo1@marketplace.amazon.it", email="cleo@posta.example")),
        where,
    )
    assert consider_strangers(now=NOON) == 1
    assert consider_waiting(clock=lambda: NOON) == 2
    assert consider_strangers(now=NOON) == 0
    assert CustomerLink.objects.get().way == "evidence"
    assert together(mail.pk) == together(relay.pk) == [mail.pk, relay.pk]


def test_it_erases_with_the_buyer_what_their_orders_told() -> None:
    where = world.channel()
    one = kept(order(buyer=CLEO), where)
    wrote = one.customer
    assert wrote is not None
    wrote.handles.update(evidence="wrote on amazon")
    erase_buyer(account_id=where.account_id, ref="A1", now=NOON)
    assert wrote.handles.exists()
    assert not Trait.objects.exists()
