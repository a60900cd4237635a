"""Writing to a buyer first: only what the marketplace and its rules allow now, each message once, over HTTP."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from sportello.accounts.models import Agent
from sportello.accounts.testing import ben, lea, rio
from sportello.channels.models import Allowance, BegunMessage, BegunState, Errand
from sportello.core import events
from sportello.inbox.models import Thread
from sportello.orders.models import Order
from sportello.orders.records import OrderState

from . import world
from .orders import bought, parcel

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages that wait for nobody: the runner is called by the test."""
    monkeypatch.setattr("sportello.desk.beginning.shown.PATIENCE", 0)


def page(client: Client, order: Order) -> str:
    return " ".join(client.get(f"/orders/{order.pk}/begun").content.decode().split())


def post(client: Client, order: Order, **fields: str) -> tuple[int, str]:
    response = client.post(f"/orders/{order.pk}/begun", fields)
    return response.status_code, response.content.decode()


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
    assert "There is nothing to send yet." in post(client, fresh, purpose="problem", text=fresh.number)[1]
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


def test_it_says_who_may_send_what_a_rule_wants_a_lead_for(enter: Callable[[Agent], Client], now: datetime) -> None:
    order, lead = bought(now=now), lea()
    offered(order, "problem")
    text = f"{order.number}\n\nLa preghiamo di chiamarci al numero 02/3344 5566."
    status, shown = post(enter(ben()), order, purpose="problem", text=text)
    assert (status, "Only a lead may send these words: Lea." in shown, "02/3344 5566" in shown) == (422, True, True)
    assert not BegunMessage.objects.exists()
    assert post(enter(lead), order, purpose="problem", text=text)[0] == 302
    status, shown = post(enter(ben()), order, purpose="problem", text=f"{order.number} ciao@lumi.example")
    assert (status, "Only a lead may send" in shown) == (422, False)


def test_it_offers_it_only_where_it_can_be_done(enter: Callable[[Agent], Client], now: datetime) -> None:
    order = bought(now=now)
    link = f'href="/orders/{order.pk}/begun"'
    assert link in enter(ben()).get(f"/orders/{order.pk}").content.decode()
    assert link not in enter(rio()).get(f"/orders/{order.pk}").content.decode()
    order.channel.kind = "email"
    order.channel.save()
    assert enter(ben()).get(f"/orders/{order.pk}/begun").status_code == 404
