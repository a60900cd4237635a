"""Entering what an hour of an agent costs."""

from datetime import date
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from sportello.accounts.models import Agent
from sportello.accounts.testing import ada, ben
from sportello.insights.models import HourlyCost

pytestmark = pytest.mark.django_db
PAGE = "desk:insights-costs"


def browser(agent: Agent) -> Client:
    client = Client()
    client.force_login(agent)
    return client


def test_it_enters_an_amount_and_takes_it_back() -> None:
    client, said = browser(ada()), {"since": "2026-11-01", "amount": "27.50", "currency": "eur"}
    assert "Nothing was entered yet" in client.get(reverse(PAGE)).content.decode()
    assert client.post(reverse(PAGE), said).status_code == 302
    row = HourlyCost.objects.get()
    assert (row.since, row.amount, row.currency, row.by) == (date(2026, 11, 1), Decimal("27.50"), "EUR", ada())
    assert "27.50 EUR" in client.get(reverse(PAGE)).content.decode()
    client.post(reverse(PAGE), {**said, "amount": "30"})
    assert HourlyCost.objects.get().amount == 30
    client.post(reverse("desk:insights-cost-removal", args=[HourlyCost.objects.get().pk]))
    assert not HourlyCost.objects.exists()


def test_it_says_what_is_wrong_and_enters_nothing() -> None:
    client = browser(ada())
    for wrong in ({"amount": "0"}, {"currency": "XQZ"}, {"since": ""}):
        said = {"since": "2026-11-01", "amount": "27.50", "currency": "EUR", **wrong}
        assert client.post(reverse(PAGE), said).status_code == 422
    assert not HourlyCost.objects.exists()


def test_it_is_the_owners_and_the_leads_affair() -> None:
    assert browser(ben()).get(reverse(PAGE)).status_code == 403
