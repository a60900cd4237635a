"""A seller writes to a buyer first: what Amazon allows now reaches it once; what it does not allow never does."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from sportello.accounts.testing import ben
from sportello.channels.accounts import account_of
from sportello.channels.models import BegunMessage, Source
from sportello.channels.pulling import keep_order
from sportello.channels.running import run_due
from sportello.connectors.amazon.connector import CONNECTOR
from sportello.desk.tests.orders import account
from sportello.orders.models import Order
from sportello.sandbox.amazon import CLIENT_ID, CLIENT_SECRET, REFRESH_TOKEN
from sportello.sandbox.testing import Apis, apis

pytestmark = pytest.mark.django_db


@pytest.fixture
def client() -> Client:
    """A client in which Ben is signed in."""
    client = Client()
    client.force_login(ben())
    return client


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
