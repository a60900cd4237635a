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
from sportello.inbox.models import BegunApproval, Thread
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


def test_it_lets_an_approval_carry_the_message(enter: Callable[[Agent], Client], now: datetime) -> None:
    order, agents, leads = bought(now=now), enter(ben()), enter(lea())
    offered(order, "problem")
    text = f"{order.number}\n\nLa preghiamo di chiamarci al numero 02/3344 5566."
    status, refused = post(agents, order, purpose="problem", text=text)
    assert (status, "Ask a lead" in refused, "02/3344 5566" in refused) == (422, True, True)
    asking = f"/orders/{order.pk}/begun/approvals"
    assert agents.post(asking, {"purpose": "problem", "text": text, "why": " "}).status_code == 422
    fine = {"purpose": "problem", "text": f"{order.number} Quale colore preferisce?", "why": "x"}
    assert "Nothing in this text needs approval." in agents.post(asking, fine).content.decode()
    for _again in range(2):
        agents.post(asking, {"purpose": "problem", "text": text, "why": "The buyer cannot read"})
    approval = BegunApproval.objects.get()
    assert "Waits for a lead" in page(agents, order)
    assert "02/3344 5566" in leads.get("/approvals").content.decode()
    granting = f"/orders/begun/approvals/{approval.pk}/grant"
    assert agents.post(granting, {"reason": "x"}).status_code == 403
    leads.post(granting, {"reason": ""})
    assert not BegunMessage.objects.exists()
    for _again in range(2):
        leads.post(granting, {"reason": "Fine this once"})
    message = BegunMessage.objects.get()
    approval.refresh_from_db()
    assert (message.text, message.agent, approval.message) == (text, approval.asked_by, message)
    assert "Approved by Lea: Fine this once" in page(agents, order)


def test_it_begins_nothing_that_a_lead_refused(enter: Callable[[Agent], Client], now: datetime) -> None:
    order, agents, leads = bought(now=now), enter(ben()), enter(lea())
    offered(order, "problem")
    text = f"{order.number}\n\nLa preghiamo di chiamarci al numero 02/3344 5566."
    agents.post(f"/orders/{order.pk}/begun/approvals", {"purpose": "problem", "text": text, "why": "x"})
    approval = BegunApproval.objects.get()
    leads.post(f"/orders/begun/approvals/{approval.pk}/refusal", {"reason": "Write it down instead"})
    assert "Write it down instead" in page(agents, order)
    leads.post(f"/orders/begun/approvals/{approval.pk}/grant", {"reason": "No, go"})
    assert not BegunMessage.objects.exists()


def test_it_offers_it_only_where_it_can_be_done(enter: Callable[[Agent], Client], now: datetime) -> None:
    order = bought(now=now)
    link = f'href="/orders/{order.pk}/begun"'
    assert link in enter(ben()).get(f"/orders/{order.pk}").content.decode()
    assert link not in enter(rio()).get(f"/orders/{order.pk}").content.decode()
    order.channel.kind = "email"
    order.channel.save()
    assert enter(ben()).get(f"/orders/{order.pk}/begun").status_code == 404
