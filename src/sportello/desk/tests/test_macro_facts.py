"""What is known for an answer: the order to be named there, the facts in the buyer's language, and their age."""

from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from pytest_django import DjangoAssertNumQueries

from sportello.accounts.testing import ada, ben
from sportello.business.policy import stating
from sportello.business.policy.finding import Fact as PolicyFact
from sportello.business.policy.values import Kind
from sportello.desk.macros.background import Background, background_of, first_name
from sportello.desk.macros.facts import facts_for
from sportello.desk.macros.places import country_of
from sportello.inbox.models import Ticket
from sportello.orders.models import Order
from sportello.orders.records import Fulfiller, Money, RefundRecord

from . import world
from .orders import NUMBER, bought, parcel

pytestmark = pytest.mark.django_db


def asked(now: datetime, number: str = NUMBER, **given: object) -> Ticket:
    """A ticket that names an order."""
    made = world.ticket("Dov'è il mio pacco?", now=now, **given)  # type: ignore[arg-type]
    world.says(world.thread_of(made), f"Ordine {number}", at=now - timedelta(hours=1), order_ids=[number])
    return made


def known(ticket: Ticket, now: datetime) -> Background:
    found = background_of(ticket=ticket, now=now)
    assert found is not None
    return found


def refund(now: datetime, amount: str = "64.90") -> RefundRecord:
    return RefundRecord(external_id="RF-20817", at=now, money=Money(Decimal(amount), "EUR"))


def test_it_offers_what_is_known_in_the_buyers_language_with_its_age(now: datetime) -> None:
    bought(now=now, shipments=(parcel(now=now),), refunds=(refund(now),))
    Order.objects.update(seen_at=now - timedelta(hours=3))
    facts = {fact.key: fact for fact in facts_for(asked(now), now=now)}
    assert facts["shipment.tracking_number"].value == "084120533718"
    assert facts["shipment.status"].value == "in viaggio"
    assert facts["refund.amount"].value == "64,90\xa0€"
    assert facts["refund.id"].value == "RF-20817"
    assert facts["shipment.tracking_link"].value.startswith("https://")
    assert facts["shipment.status"].age == timedelta(hours=3)
    assert facts["order.number"].age is None


def test_it_counts_the_return_window_from_the_delivery(now: datetime) -> None:
    rule = PolicyFact("return_window", Kind.DAYS, {"count": 30}, now.date() - timedelta(days=9))
    stating.state(fact=rule, by=ada(), now=now)
    bought(now=now, shipments=(parcel(now=now, state="delivered"),))
    found = known(asked(now), now)
    values = found.order_values("it")
    assert values["return.deadline"] == values["shipment.delivered_on"] + timedelta(days=30)  # type: ignore[operator]
    assert found.policy("it")["return_window"] == "30 giorni"


def test_it_says_who_ships_and_leaves_out_what_nobody_told(now: datetime) -> None:
    bought(now=now, fulfilled_by=Fulfiller.MARKETPLACE)
    situation = known(asked(now), now).situation("it", ben())
    assert situation.values["order.by_marketplace"] is True
    assert "order.by_seller" not in situation.values
    assert not [key for key in situation.values if key.startswith(("shipment.", "refund."))]
    assert situation.values["buyer.first_name"] == "Cleo"


def test_it_names_no_order_of_another_marketplace(now: datetime) -> None:
    bought(now=now, on=world.channel("amazon"))
    on_ebay = asked(now, on=world.channel("ebay", "eBay.it"))
    assert known(on_ebay, now).order is None
    by_mail = asked(now, on=world.channel("email", "Mail"))
    found = known(by_mail, now)
    assert found.order is not None
    assert found.order.number == NUMBER


def test_it_knows_the_order_number_of_the_thread_when_nobody_fetched_it(now: datetime) -> None:
    made = world.ticket(now=now)
    thread = world.thread_of(made)
    thread.order_id = NUMBER
    thread.save()
    assert known(made, now).order_values("it") == {"order.number": NUMBER}


def test_it_remembers_the_earlier_contact(now: datetime) -> None:
    made = world.ticket(now=now)
    assert "earlier.day" not in known(made, now).situation("it", ben()).values
    world.says(world.thread_of(made), "Ancora niente", at=now + timedelta(days=2))
    assert "earlier.day" in known(made, now + timedelta(days=2)).situation("it", ben()).values


def test_it_asks_a_constant_number_of_queries(
    now: datetime, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    made = asked(now)
    for count in range(4):
        bought(f"302-5519384-220441{count}", now=now, shipments=(parcel(now=now, number=f"08412053371{count}"),))
        world.says(world.thread_of(made), "?", at=now, order_ids=[f"302-5519384-220441{count}"])
    with django_assert_max_num_queries(22):
        facts_for(Ticket.objects.select_related("customer", "primary", "channel").get(pk=made.pk), now=now)


@pytest.mark.parametrize(
    ("address", "site", "country"),
    [
        ({"country": "at"}, "amazon.de", "AT"),
        ({}, "amazon.co.uk", "GB"),
        ({}, "amazon.com", "US"),
        ({}, "ebay.it", "IT"),
        ({}, "casa-lume", ""),
        ({"country": "Italia"}, "amazon.fr", "FR"),
    ],
)
def test_it_finds_the_country_by_the_address_then_by_the_site(
    address: dict[str, object], site: str, country: str
) -> None:
    assert country_of(address, site) == country


@pytest.mark.parametrize(
    ("name", "first"), [("Cleo Marino", "Cleo"), ("cleo", ""), ("C. Marino", ""), ("Familie Karl von der Au", "")]
)
def test_it_takes_a_first_name_only_where_one_is_plain(name: str, first: str) -> None:
    assert first_name(name) == first
