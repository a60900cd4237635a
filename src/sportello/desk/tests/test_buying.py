"""The orders beside a ticket, and each on its own page."""

from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from sportello.accounts.models import Agent, AuditEntry
from sportello.accounts.testing import ada, ben, cora, rio
from sportello.channels.models import Errand, ErrandKind, Found
from sportello.desk.buying.amounts import amount_in_words
from sportello.desk.buying.links import acts, https
from sportello.desk.buying.parcels import parcel_of
from sportello.orders.numbers import plain
from sportello.orders.records import (
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
)

from . import world
from .orders import NUMBER, account, bought, parcel

pytestmark = pytest.mark.django_db


def page_of(client: Client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def test_it_shows_what_was_bought_and_where_the_parcel_is(client: Client, now: datetime) -> None:
    ticket = world.ticket(now=now)
    bought(now=now, shipments=(parcel(now=now),))
    page = page_of(client, f"/tickets/{ticket.pk}")
    assert f'href="https://sellercentral.amazon.it/orders-v3/order/{NUMBER}" target="_blank" rel="noopener' in page
    assert "2 ×</b> Lampada Luce" in page
    assert "€1,064.90" in page
    assert "Shipped by you (FBM)" in page
    assert "<b>BRT</b>: in transit, Milano, <time" in page
    assert "084120533718" in page
    assert 'href="https://' in page.split("084120533718")[0].rpartition("<a ")[2]


def test_it_puts_the_orders_that_are_named_before_newer_ones(client: Client, now: datetime) -> None:
    ticket = world.ticket(now=now)
    bought("302-1111111-1111111", now=now)
    old = now - timedelta(days=300)
    bought("302-2222222-2222222", now=now, placed_at=old, changed_at=old)
    world.says(world.thread_of(ticket), "ordine 302-2222222-2222222", at=now, order_ids=["302-2222222-2222222"])
    panel = page_of(client, f"/tickets/{ticket.pk}").partition('id="orders"')[2]
    assert panel.index("302-2222222-2222222") < panel.index("302-1111111-1111111")
    assert panel.count("order--named") == 1


def test_it_says_when_somebody_else_bought_it(client: Client, now: datetime) -> None:
    ticket = world.ticket(now=now)
    world.says(world.thread_of(ticket), "ordine", at=now, order_ids=[NUMBER])
    bought(now=now, buyer=BuyerRecord(name="Dora Neri", email="dora@posta.example"))
    assert "Bought by somebody else: Dora Neri" in page_of(client, f"/tickets/{ticket.pk}")


def test_it_asks_the_database_as_often_for_many_orders_as_for_one(client: Client, now: datetime) -> None:
    ticket = world.ticket(now=now)
    world.says(world.thread_of(ticket), "ordine", at=now, order_ids=[NUMBER, "302-0000000-0000000"])
    bought(now=now, shipments=(parcel(now=now),))
    for path in (f"/tickets/{ticket.pk}", f"/tickets/{ticket.pk}/orders", "/orders"):
        client.get(path)
        with CaptureQueriesContext(connection) as few:
            client.get(path)
        for n in range(6):
            number = f"302-{n:07}-{len(path):07}"
            bought(number, now=now, shipments=(parcel(now=now, number=f"0841205337{n}{len(path) % 10}"),))
        with CaptureQueriesContext(connection) as many:
            client.get(path)
        assert len(many) == len(few), path


@pytest.mark.parametrize(
    ("outcome", "error", "words"),
    [
        (Found.OPEN, "", "This order is being fetched."),
        (Found.OPEN, "lost: no answer", "cannot be fetched at the moment"),
        (Found.NOT_FOUND, "", "Not found at amazon.it"),
    ],
)
def test_it_says_what_became_of_asking_for_an_unknown_order(
    client: Client, now: datetime, outcome: str, error: str, words: str
) -> None:
    ticket = world.ticket(now=now)
    world.says(world.thread_of(ticket), "ordine", at=now, order_ids=[NUMBER])
    Errand.objects.create(
        source=account(),
        kind=ErrandKind.ORDER,
        ref=NUMBER,
        plain=plain(NUMBER),
        site="amazon.it",
        created_at=now,
        due_at=now,
        last_error=error,
        outcome=outcome,
        done_at=now if outcome else None,
    )
    page = page_of(client, f"/tickets/{ticket.pk}")
    assert words in page
    assert ("data-waits" in page) == (outcome == Found.OPEN)


def test_it_says_that_no_account_knows_an_order(client: Client, now: datetime) -> None:
    ticket = world.ticket(now=now)
    world.says(world.thread_of(ticket), "ordine", at=now, order_ids=[NUMBER])
    page = page_of(client, f"/tickets/{ticket.pk}")
    assert "no connected account knows it" in page
    assert f"https://sellercentral.amazon.it/orders-v3/order/{NUMBER}" in page


def test_it_leads_to_amazons_own_pages_where_amazon_ships(client: Client, now: datetime) -> None:
    ticket = world.ticket(now=now)
    bought(now=now, fulfilled_by=Fulfiller.MARKETPLACE)
    page = page_of(client, f"/tickets/{ticket.pk}")
    assert "Shipped by Amazon (FBA)" in page
    assert "The buyer follows it and starts a return on Amazon" in page


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ({"state": OrderState.UNSHIPPED, "ship_by": -1}, "should have been shipped by"),
        ({"deliver_by": -1}, "should have arrived by"),
        ({"deliver_by": 1}, ""),
        ({"deliver_by": -60}, ""),
        ({"deliver_by": -1, "fulfilled_by": Fulfiller.MARKETPLACE}, ""),
        ({"state": OrderState.DELIVERED, "deliver_by": -1}, ""),
        ({"state": OrderState.CANCELLED, "ship_by": -1}, ""),
    ],
)
def test_it_marks_what_is_late(client: Client, now: datetime, told: dict[str, Any], words: str) -> None:
    ticket = world.ticket(now=now)
    times = {name: now + timedelta(days=value) for name, value in told.items() if isinstance(value, int)}
    bought(now=now, **{**told, **times})
    page = page_of(client, f"/tickets/{ticket.pk}")
    assert ("should have" in page) == bool(words)
    assert words in page


def test_it_marks_a_parcel_that_was_promised_for_an_earlier_day(client: Client, now: datetime) -> None:
    ticket = world.ticket(now=now)
    bought(now=now, deliver_by=now - timedelta(days=1), shipments=(parcel(now=now),))
    page = page_of(client, f"/tickets/{ticket.pk}")
    assert "Late: promised for" in page
    assert "should have arrived" not in page


def test_it_names_no_day_for_an_arrival_that_nobody_dated(now: datetime) -> None:
    told, dated = parcel(now=now, state="delivered", state_at=None, scans=()), parcel(now=now, number="2")
    order = bought(now=now, shipments=(told, dated))
    since = {row.state: parcel_of(row, order, now).since for row in order.shipments.all()}
    assert since == {"delivered": None, "in_transit": now - timedelta(hours=1)}


def test_it_shows_returns_refunds_and_claims_with_their_clocks(client: Client, now: datetime) -> None:
    ticket, at = world.ticket(now=now), now - timedelta(hours=2)
    back = ReturnRecord("R1", ReturnState.REQUESTED, at, at, reason="Non funziona", answer_by=now + timedelta(hours=3))
    claim = ClaimRecord(
        "C1", ClaimKind.A_TO_Z, ClaimState.WAITING_FOR_SELLER, at, at, answer_by=now - timedelta(minutes=1)
    )
    refund = RefundRecord("F1", at, Money(Decimal("12.00"), "EUR"))
    bought(now=now, returns=(back,), claims=(claim,), refunds=(refund,), cancel_wanted_at=at)
    page = page_of(client, f"/tickets/{ticket.pk}").partition('id="orders"')[2]
    assert "Non funziona" in page
    assert "€12.00" in page
    assert 'class="deadline is-soon"' in page
    assert 'class="deadline is-late"' in page
    assert "The buyer wants to cancel" in page


def test_it_makes_no_link_of_what_is_no_address(client: Client, now: datetime) -> None:
    ticket = world.ticket(now=now)
    bad = parcel(now=now, carrier="", carrier_name="<b>Zed</b>", tracking_url="javascript:alert(1)", number="ZED1")
    bought(now=now, page_url="javascript:alert(1)", shipments=(bad,))
    page = page_of(client, f"/tickets/{ticket.pk}")
    assert "javascript:alert" not in page
    assert "<b>Zed" not in page


def test_it_renews_the_orders_alone(client: Client, now: datetime) -> None:
    ticket = world.ticket(now=now)
    bought(now=now)
    part = page_of(client, f"/tickets/{ticket.pk}/orders")
    assert part.startswith("<section")
    assert NUMBER in part
    assert "<html" not in part


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", "€1,064.90"), ("de", "1.064,90 €"), ("it", "1.064,90 €"), ("es", "1 064,90 €"), ("fr", "1 064,90 €")],
)
def test_it_writes_amounts_as_the_language_does(language: str, words: str) -> None:
    with translation.override(language):
        said = amount_in_words(Money(Decimal("1064.9000"), "EUR"))
    assert " ".join(said.split()) == words


def test_it_keeps_a_currency_it_does_not_know() -> None:
    assert amount_in_words(Money(Decimal("5"), "XTS")) == "5.00\N{NO-BREAK SPACE}XTS"
    assert amount_in_words(Money(Decimal("-1500"), "JPY")) == "−¥1,500"


@pytest.mark.parametrize("address", ["http://a.example", "javascript:x", "https://", "//a.example", "https://[", ""])
def test_it_takes_no_address_but_https(address: str) -> None:
    assert https(address) == ""


def test_it_fills_in_where_things_are_done() -> None:
    places = {"refund": "{page}", "return": "https://{site}/r?o={number}", "cancel": "Open it and press Cancel."}
    found = acts(places, number="1&2", site="a.example", page="https://a.example/o")
    assert [(act.name, act.href) for act in found] == [
        ("refund", "https://a.example/o"),
        ("return", "https://a.example/r?o=1%262"),
        ("cancel", "https://a.example/o"),
    ]
    assert found[2].words == "Open it and press Cancel."
    assert [act.name for act in acts(places, number="1", site="", page="")] == ["cancel"]


def test_it_gives_an_order_a_page_of_its_own(enter: Callable[[Agent], Client], now: datetime) -> None:
    ticket = world.ticket("Dov'è la lampada?", now=now)
    order = bought(now=now, shipments=(parcel(now=now),), payload={"secret-of-source": "word"})
    page = page_of(enter(ada()), f"/orders/{order.pk}")
    for words in (
        "CL-LUCE-01",
        "In transito",
        "secret-of-source",
        f'href="/tickets/{ticket.pk}?view=all"',
        "€1,064.90",
    ):
        assert words in page
    assert "secret-of-source" not in page_of(enter(ben()), f"/orders/{order.pk}")
    assert AuditEntry.objects.filter(act="order.looked_at", subject_id=order.pk).count() == 2
    assert enter(rio()).get(f"/orders/{order.pk}").status_code == 200
    assert enter(cora()).get(f"/orders/{order.pk}").status_code == 403
    assert enter(ada()).get("/orders/999999").status_code == 404


@pytest.mark.parametrize(
    "typed", [NUMBER, NUMBER.replace("-", ""), "084120533718", "CL-LUCE-01", "cl-luce-01", "5519384"]
)
def test_it_finds_orders_and_their_tickets(client: Client, now: datetime, typed: str) -> None:
    ticket = world.ticket(now=now)
    world.ticket("Altro", by="Dora Neri", now=now)
    order = bought(now=now, shipments=(parcel(now=now),))
    page = page_of(client, f"/search?q={typed}")
    assert f'href="/orders/{order.pk}"' in page
    assert f'id="t{ticket.pk}"' in page
    assert "Dora Neri" not in page
    assert NUMBER in page_of(client, f"/orders?q={typed}")


@pytest.mark.parametrize("typed", ["%", "a b", "\0", "1" * 300, "''", "302-", "#"])
def test_it_takes_whatever_is_typed(client: Client, now: datetime, typed: str) -> None:
    bought(now=now)
    assert client.get("/orders", {"q": typed}).status_code == 200
    assert client.get("/search", {"q": typed}).status_code == 200


def test_it_lists_orders_page_by_page(client: Client, now: datetime) -> None:
    for n in range(45):
        at = now - timedelta(hours=n // 2)
        bought(f"302-0000000-{n:07}", now=now, placed_at=at, changed_at=at)
    first = page_of(client, "/orders")
    link = first.rpartition('href="/orders?after=')[2].partition('"')[0]
    second = page_of(client, f"/orders?after={link.replace('&amp;', '&')}")
    shown = [f"302-0000000-{n:07}" for n in range(45)]
    assert all((number in first) != (number in second) for number in shown)
    assert client.get("/orders?after=nonsense").status_code == 200
    assert client.get("/orders?customer=nonsense").status_code == 200
