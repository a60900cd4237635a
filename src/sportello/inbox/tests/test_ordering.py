"""Messages name orders: unknown ones are fetched, known ones find their buyer, and mails about them start clocks."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from sportello.channels import registry
from sportello.channels.inbound import ChannelKind
from sportello.channels.mail.reading import read_mail
from sportello.channels.models import Channel, Errand, Source
from sportello.channels.pulling import keep_order
from sportello.channels.routing import channel_of_account
from sportello.channels.tests import vendor
from sportello.inbox.models import MarketplaceNotice
from sportello.orders.models import Claim, Order, Refund, Return, WaitingNews
from sportello.orders.records import BuyerRecord, Fulfiller

from . import world
from .world import HOUR, NOW, ORDER

pytestmark = pytest.mark.django_db

FIXTURES = Path(__file__).parents[2] / "connectors/amazon/fixtures"


@pytest.fixture
def market(monkeypatch: pytest.MonkeyPatch) -> Iterator[vendor.Vendor]:
    amazon = replace(vendor.CONNECTOR, kind=ChannelKind.AMAZON, order_number=r"\d{3}-\d{7}-\d{7}", sends=None)
    monkeypatch.setattr(registry, "connectors", lambda: (amazon,))
    monkeypatch.setattr("sportello.inbox.ordering.connectors", lambda: (amazon,))
    with vendor.serving() as serving:
        yield serving


def shop(market: vendor.Vendor) -> Source:
    return vendor.account("shop", market, connector="amazon")


def bought(source: Source, number: str, site: str = "amazon.de", **given: Any) -> Order:
    told = {"number": number, "changed": 0, "email": "", "site": site}
    record = replace(vendor.order_record(told), fulfilled_by=Fulfiller.MARKETPLACE, buyer=BuyerRecord(), **given)
    return keep_order(source, record, now=NOW)


def test_it_asks_for_an_order_that_a_message_names(market: vendor.Vendor) -> None:
    source = shop(market)
    world.said(world.amazon())
    world.said(world.amazon("Hallo?", at=NOW + HOUR / 2), at=NOW + HOUR / 2)
    errand = Errand.objects.get()
    assert (errand.source, errand.kind, errand.ref, errand.site) == (source, "order", ORDER, "amazon.de")


def test_it_asks_by_the_shape_of_a_number_in_plain_mail(market: vendor.Vendor) -> None:
    shop(market)
    world.said(world.mail(f"Where is {ORDER} and #1042?"))
    assert [(row.ref, row.site) for row in Errand.objects.all()] == [(ORDER, "")]


def test_it_asks_for_nothing_known_and_nothing_old(market: vendor.Vendor) -> None:
    bought(shop(market), ORDER)
    world.said(world.amazon())
    world.said(world.amazon(order="302-0000000-0000001", relay="o7k2m9x4p1q8r3t@marketplace.amazon.de"), history=True)
    assert not Errand.objects.exists()


def test_it_gives_an_order_without_buyer_to_whom_amazon_names_it_for(market: vendor.Vendor) -> None:
    order = bought(shop(market), ORDER)
    assert order.customer is None
    message = world.said(world.amazon())
    order.refresh_from_db()
    assert order.customer == message.thread.customer


def test_it_gives_an_order_that_comes_later_to_who_wrote_about_it(market: vendor.Vendor) -> None:
    source = shop(market)
    message = world.said(world.amazon())
    assert bought(source, ORDER).customer == message.thread.customer


def test_it_gives_nobody_an_order_for_typing_its_number(market: vendor.Vendor) -> None:
    order = bought(shop(market), ORDER)
    world.said(world.mail(f"I want the money for {ORDER}"))
    order.refresh_from_db()
    assert order.customer is None


@pytest.mark.parametrize("before", [True, False])
@pytest.mark.parametrize(
    ("name", "kind", "hours"), [("return-en", "return", 24), ("claim-en", "claim", 48), ("refund-en", "refund", None)]
)
def test_it_lets_the_order_know_what_amazons_mail_says(
    market: vendor.Vendor, name: str, kind: str, hours: int | None, before: bool
) -> None:
    source = shop(market)
    raw = (FIXTURES / f"{name}.eml").read_bytes()
    inbound = read_mail(raw, registry.recognisers())
    number = inbound.order_ids[0]
    if before:
        bought(source, number, inbound.site)
    assert inbound.sent_at is not None
    now = inbound.sent_at + timedelta(minutes=5)
    world.comes(raw, at=now)
    notice = MarketplaceNotice.objects.get()
    assert notice.order_id == number
    if not before:
        assert WaitingNews.objects.count() == 1
        assert Errand.objects.get().ref == number
        bought(source, number, inbound.site)
    model: Any = {"return": Return, "claim": Claim, "refund": Refund}[kind]
    row = model.objects.get()
    assert row.order.number == number
    assert Channel.objects.filter(kind="amazon").count() == 1
    if hours is not None:
        clock = timedelta(hours=inbound.clock_hours or hours)
        assert (row.answer_by, row.awaits_us) == (inbound.sent_at + clock, True)


def test_it_serves_the_mails_channel_by_the_account(market: vendor.Vendor) -> None:
    source = shop(market)
    message = world.said(world.amazon())
    assert channel_of_account(account=source, site="amazon.de", now=NOW) == message.thread.channel
