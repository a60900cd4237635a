"""Leads say who gets which tickets and see it beforehand; nobody else may."""

from datetime import datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from sportello.accounts.testing import ben, lea
from sportello.core import secrets
from sportello.inbox.assigning import assign_waiting
from sportello.inbox.models import AssignmentRule, Refiner, Ticket

from . import world

pytestmark = pytest.mark.django_db
RULE = {"name": "Italian", "languages": ["it"], "spread": "turns", "active": "on", "most": ""}


@pytest.fixture
def lead() -> Client:
    client = Client()
    client.force_login(lea())
    return client


def test_it_makes_a_rule_and_shows_who_would_get_what(lead: Client, now: datetime) -> None:
    ticket = world.ticket(now=now)
    agent = ben()
    assert lead.post("/assignment/rules", {**RULE, "agents": [agent.pk]}).status_code == 302
    page = lead.get("/assignment").content.decode()
    assert "Italian" in page
    assert f"#{ticket.pk}</a> Cleo Marino" in page
    assert '<strong>Ben</strong> <span class="muted">(Italian)' in page
    assert Ticket.objects.get(pk=ticket.pk).assignee is None
    assert assign_waiting(now=now) == 1
    assert Ticket.objects.get(pk=ticket.pk).assignee == agent


def test_it_changes_orders_and_removes_rules(lead: Client) -> None:
    for name in ("One", "Two"):
        lead.post("/assignment/rules", {**RULE, "name": name})
    one, two = AssignmentRule.objects.all()
    lead.post(f"/assignment/rules/{two.pk}/precedence")
    assert [rule.name for rule in AssignmentRule.objects.all()] == ["Two", "One"]
    lead.post(f"/assignment/rules/{one.pk}", {**RULE, "name": "Uno", "topics": ["invoice"]})
    assert AssignmentRule.objects.get(pk=one.pk).topics == ["invoice"]
    assert "Uno" in lead.get(f"/assignment/rules/{one.pk}").content.decode()
    lead.post(f"/assignment/rules/{two.pk}/removal")
    assert [rule.name for rule in AssignmentRule.objects.all()] == ["Uno"]


@pytest.mark.parametrize(
    "sent", [{"name": ""}, {"languages": ["xx"]}, {"topics": ["love"]}, {"most": "0"}, {"most": "x"}, {"agents": ["x"]}]
)
def test_it_refuses_a_rule_that_makes_no_sense(lead: Client, sent: dict[str, object]) -> None:
    assert lead.post("/assignment/rules", {**RULE, **sent}).status_code == 422
    assert not AssignmentRule.objects.exists()


def test_it_lets_nobody_but_leads_make_rules() -> None:
    client = Client()
    client.force_login(ben())
    for path in ("/assignment", "/assignment/rules", "/assignment/language-model"):
        assert client.get(path).status_code == 403


def test_it_asks_the_database_as_often_for_ten_rules_as_for_one(lead: Client, now: datetime) -> None:
    world.ticket(now=now)
    lead.post("/assignment/rules", RULE)
    lead.get("/assignment")
    with CaptureQueriesContext(connection) as few:
        lead.get("/assignment")
    for number in range(9):
        lead.post("/assignment/rules", {**RULE, "name": f"Rule {number}"})
        world.ticket(by=f"Buyer {number}", now=now)
    lead.get("/assignment")
    with CaptureQueriesContext(connection) as many:
        lead.get("/assignment")
    assert len(many) == len(few)


def test_it_keeps_the_key_of_the_language_model_sealed_and_shows_it_nobody(lead: Client) -> None:
    channel = world.channel()
    sent = {"url": "https://models.example/v1/", "model": "small", "seconds": "9", "key": "s3cret"}
    assert lead.post("/assignment/language-model", {**sent, "channels": [channel.pk]}).status_code == 302
    row = Refiner.objects.get()
    assert (row.url, [*row.channels.all()]) == ("https://models.example/v1", [channel])
    assert b"s3cret" not in bytes(row.key)
    assert "s3cret" not in lead.get("/assignment/language-model").content.decode()
    lead.post("/assignment/language-model", {**sent, "key": ""})
    row.refresh_from_db()
    assert secrets.unseal(row.key) == {"key": "s3cret"}
    assert not row.channels.exists()


@pytest.mark.parametrize("url", ["ftp://x.example", "models.example", "https://x.example/?a=1", "https://x y"])
def test_it_refuses_an_address_that_is_none(lead: Client, url: str) -> None:
    sent = {"url": url, "model": "small", "seconds": "9"}
    assert lead.post("/assignment/language-model", sent).status_code == 422
    assert lead.post("/assignment/language-model", {**sent, "url": "", "seconds": "0"}).status_code == 422


def test_it_tells_in_the_conversation_what_a_rule_did(lead: Client, now: datetime) -> None:
    ticket, agent = world.ticket(now=now), ben()
    lead.post("/assignment/rules", {**RULE, "agents": [agent.pk]})
    assign_waiting(now=now)
    type(agent).objects.filter(pk=agent.pk).update(is_active=False)
    assign_waiting(now=now)
    page = lead.get(f"/tickets/{ticket.pk}").content.decode()
    assert "A rule gave it to Ben" in page
    assert "Came back: who had it is not there in time" in page
