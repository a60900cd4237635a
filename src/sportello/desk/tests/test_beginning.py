"""Writing to a buyer first: only what the marketplace and its rules allow now, each message once, over HTTP."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from sportello.accounts.models import Agent
from sportello.accounts.testing import ben, rio
from sportello.channels.accounts import account_of
from sportello.channels.models import Allowance, BegunMessage, BegunState, Errand, Source
from sportello.channels.pulling import keep_order
from sportello.channels.running import run_due
from sportello.connectors.amazon.connector import CONNECTOR
from sportello.core import events
from sportello.inbox.models import Thread
from sportello.orders.models import Order
from sportello.orders.records import OrderState
from sportello.sandbox.amazon import CLIENT_ID, CLIENT_SECRET, REFRESH_TOKEN
from sportello.sandbox.testing import Apis, apis

from . import world
from .orders import account, bought, parcel

pytestmark = pytest.mark.django_db


@pytest.fixture
def market() -> Iterator[Apis]:
    """Amazon with a few orders, today."""
    with apis(vendors=("amazon",), now=timezone.now()) as running:
        running.faults("amazon", no_limits=True)
        yield running


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages that wait for nobody: the runner is called by the test."""
    monkeypatch.setattr("sportello.desk.beginning.shown.PATIENCE", 0)


def shop(market: Apis) -> Source:
    """The shop's account at Amazon."""
    source = account(config={"base_url": market.base("amazon"), "region": "eu"})
    secrets = {"client_id": CLIENT_ID, "client_secret": CLIENT_SECRET, "refresh_token": REFRESH_TOKEN}
    source.keep_secrets(secrets)
    source.save()
    return source


def fetched(source: Source, market: Apis, **wanted: object) -> Order:
    """The newest order of the world that is so, as the account tells it."""
    now, fetch = market.world.now(), CONNECTOR.fetch_order
    assert fetch is not None
    orders = market.world.orders("amazon", changed_since=now - timedelta(days=60))
    number = next(
        one.number for one in reversed(orders) if all(getattr(one, name) == value for name, value in wanted.items())
    )
    told = fetch(account_of(source), number, site="", now=now)
    assert told is not None
    keep_order(source, told, now=now)
    return Order.objects.get(number=number)


def run(source: Source) -> None:
    run_due(source, CONNECTOR, clock=timezone.now)


def page(client: Client, order: Order) -> str:
    return " ".join(client.get(f"/orders/{order.pk}/begun").content.decode().split())


def post(client: Client, order: Order, **fields: str) -> tuple[int, str]:
    response = client.post(f"/orders/{order.pk}/begun", fields)
    return response.status_code, response.content.decode()


def sent(market: Apis) -> list[str]:
    """What reached Amazon."""
    return [asked.path for asked in market.asked("amazon") if asked.method == "POST" and "/orders/" in asked.path]


def test_it_begins_what_is_allowed_now_and_each_message_once(client: Client, market: Apis) -> None:
    source = shop(market)
    order = fetched(source, market, state="unshipped", fulfilled_by="seller")
    assert "Asking the marketplace" in page(client, order)
    run(source)
    shown = page(client, order)
    assert 'name="purpose" value="question"' in shown
    assert 'name="purpose" value="warranty"' not in shown
    assert "The marketplace does not offer this for this order now." in shown
    assert "Ask for a review" not in shown

    status, told = post(client, order, purpose="question", text="Bitte schreiben Sie an info@laden.example.")
    assert (status, "AMZ-03" in told, "AMZ-19" in told) == (422, True, True)
    assert not BegunMessage.objects.exists()
    text = f"{order.number}: Welche Farbe sollen wir Ihnen schicken, Messing oder Schwarz?"
    for _click in range(2):
        assert post(client, order, purpose="question", text=text)[0] == 302
    run(source)
    assert post(client, order, purpose="question", text=text)[0] == 302
    run(source)
    (message,) = BegunMessage.objects.all()
    assert (message.state, message.reason) == ("sent", "needed_information")
    assert len(sent(market)) == 1
    assert "Messing oder Schwarz" in page(client, order)


def test_it_asks_for_one_review_and_says_why_no_second(client: Client, market: Apis) -> None:
    source = shop(market)
    now = market.world.now()
    delivered = (one for one in market.world.orders("amazon") if one.state == "delivered")
    in_time = (one for one in delivered if one.ship_by + timedelta(days=6) < now < one.deliver_by + timedelta(days=9))
    order = fetched(source, market, number=next(in_time).number)
    page(client, order)
    run(source)
    assert "Ask for a review" in page(client, order)
    assert post(client, order, purpose="review")[0] == 302
    run(source)
    status, told = post(client, order, purpose="review")
    assert (status, "A review was asked for already." in told) == (422, True)
    assert BegunMessage.objects.get().state == "sent"
    assert len(sent(market)) == 1


def offered(order: Order, *purposes: str) -> None:
    Allowance.objects.create(order=order, purposes=list(purposes), language="it", asked_at=timezone.now())


def test_it_keeps_the_window_and_the_buyers_wish_for_no_messages(client: Client, now: datetime) -> None:
    old = now - timedelta(days=31)
    late = bought(
        "302-1111111-1111111",
        now=now,
        state=OrderState.DELIVERED,
        shipments=(parcel(now=now, state="delivered", state_at=old, scans=()),),
    )
    offered(late, "question", "review")
    assert "The order was completed 31 days ago" in page(client, late)
    assert post(client, late, purpose="review")[0] == 422

    fresh = bought(now=now)
    offered(fresh, "invoice", "review", "problem")
    ticket = world.ticket(now=now)
    Thread.objects.filter(pk=world.thread_of(ticket).pk).update(order_id=fresh.number)
    events.record(kind="message.returned", now=now, subject=("ticket", ticket.pk), data={"opted_out": True})
    shown = page(client, fresh)
    assert "The buyer wants no messages." in shown
    assert 'value="problem"' in shown
    assert 'value="invoice"' not in shown


def test_it_lets_an_agent_decide_what_nobody_knows(enter: Callable[[Agent], Client], now: datetime) -> None:
    client, order = enter(ben()), bought(now=now)
    offered(order, "review")
    assert post(client, order, purpose="review")[0] == 302
    message = BegunMessage.objects.get()
    BegunMessage.objects.update(state=BegunState.UNCERTAIN, handed_over_at=now, settled_at=now)
    assert "Look there before you decide." in page(client, order)
    assert post(client, order, purpose="review")[0] == 422
    client.post(f"/orders/begun/{message.pk}/settlement", {"as": "cancelled"})
    message.refresh_from_db()
    assert message.state == "failed"
    client.post(f"/orders/begun/{message.pk}/settlement", {"as": "sent"})
    assert post(client, order, purpose="review")[0] == 302
    assert Errand.objects.filter(kind="begun").count() == 2


def test_it_offers_it_only_where_it_can_be_done(enter: Callable[[Agent], Client], now: datetime) -> None:
    order = bought(now=now)
    link = f'href="/orders/{order.pk}/begun"'
    assert link in enter(ben()).get(f"/orders/{order.pk}").content.decode()
    assert link not in enter(rio()).get(f"/orders/{order.pk}").content.decode()
    order.channel.kind = "email"
    order.channel.save()
    assert enter(ben()).get(f"/orders/{order.pk}/begun").status_code == 404
