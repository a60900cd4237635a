"""The pages on which policy facts are stated, and the texts they lead to."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from sportello.accounts.models import Agent
from sportello.accounts.testing import ada, ben, cora, lea
from sportello.business import using
from sportello.business.models import PolicyFact, PolicyTask
from sportello.business.using import UsingText

pytestmark = pytest.mark.django_db
PAGE = "/settings/policy"


def browser(agent: Agent) -> Client:
    client = Client()
    client.force_login(agent)
    return client


def today(days: int = 0) -> str:
    return (timezone.localdate() + timedelta(days=days)).isoformat()


@pytest.fixture(autouse=True)
def texts() -> Iterator[None]:
    before = dict(using._providers)
    using._providers.clear()
    using.register(
        "macro", lambda: [UsingText("macro", 9, "Old return", "any", "en", "Return it in 14 days.", "/macros/9")]
    )
    yield
    using._providers.clear()
    using._providers.update(before)


def test_it_opens_to_those_who_lead_and_its_tasks_to_those_who_write() -> None:
    assert [browser(who).get(PAGE).status_code for who in (ada(), lea(), ben(), cora())] == [200, 200, 403, 403]
    assert [browser(who).get(f"{PAGE}/tasks").status_code for who in (lea(), cora(), ben())] == [200, 200, 403]


def test_it_states_a_fact_keeps_the_history_and_makes_tasks() -> None:
    client = browser(lea())
    for days, since in ((14, today(-5)), (30, today()), (60, today(9))):
        told = {"value": days, "valid_from": since, "channel": "", "country": "", "reason": "Season"}
        assert client.post(f"{PAGE}/return_window", told).status_code == 302
    page = client.get(f"{PAGE}/return_window").content.decode()
    assert [page.count(words) for words in ("holds today", "coming", "14 days", "Season")] == [1, 1, 1, 3]
    assert "30 days" in client.get(PAGE).content.decode()
    assert "{{ policy.return_window_number }}" in page
    tasks = client.get(f"{PAGE}/tasks").content.decode()
    assert tasks.count("says something else") == 2
    task = PolicyTask.objects.open().first()
    assert task is not None
    browser(cora()).post(f"{PAGE}/tasks/{task.pk}/done")
    task.refresh_from_db()
    assert task.done_by == cora()
    newest = PolicyFact.objects.get(value__count=30)
    client.post(f"{PAGE}/facts/{newest.pk}/withdrawal")
    assert "14 days" in client.get(PAGE).content.decode()


@pytest.mark.parametrize(
    ("key", "told", "words"),
    [
        ("free_shipping_from", {"value": "49.00", "value_currency": "eur"}, "€49.00"),
        ("return_address", {"value": "Casa Lume\r\n\r\nVia Po 3 "}, "Via Po 3"),
        ("hours", {"value_it": "lun-ven 9-18", "value_en": "Mon to Fri, 9 to 18"}, "Mon to Fri"),
        ("warranty", {"value": "24"}, "24 months"),
    ],
)
def test_it_takes_values_of_every_kind(key: str, told: dict[str, str], words: str) -> None:
    client = browser(ada())
    more = {"valid_from": today(), "channel": "", "country": "IT", "reason": ""}
    assert client.post(f"{PAGE}/{key}", told | more).status_code == 302
    page = client.get(f"{PAGE}/{key}").content.decode()
    assert words in page
    assert "Italy" in page


@pytest.mark.parametrize(
    ("key", "told"),
    [
        ("return_window", {"value": "-3"}),
        ("return_window", {"value": "many"}),
        ("hours", {"value_it": " "}),
        ("free_shipping_from", {"value": "4", "value_currency": "ABC"}),
        ("return_address", {"value": "\n" * 4}),
    ],
)
def test_it_refuses_what_is_no_value(key: str, told: dict[str, str]) -> None:
    more = {"valid_from": today(), "channel": "", "country": "", "reason": ""}
    assert browser(ada()).post(f"{PAGE}/{key}", told | more).status_code == 422
    assert not PolicyFact.objects.exists()


def test_it_lets_sellers_name_facts_of_their_own() -> None:
    client = browser(ada())
    made = client.post(PAGE, {"name": "engraving-days", "kind": "days"})
    assert made["Location"] == f"{PAGE}/engraving_days?kind=days"
    more = {"value": "4", "valid_from": today(), "channel": "", "country": "", "reason": ""}
    assert client.post(made["Location"], more).status_code == 302
    assert "Engraving days" in client.get(PAGE).content.decode()
    assert client.get(f"{PAGE}/nobody_knows").status_code == 404
    assert client.post(PAGE, {"name": "return_window_number", "kind": "days"}).status_code == 422


def test_it_asks_the_same_number_of_queries_for_many_facts(
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    for number in range(12):
        PolicyFact.objects.create(
            key="return_window", kind="days", value={"count": number}, stated_at=timezone.now(),
            valid_from=timezone.localdate() - timedelta(days=number),
        )  # fmt: skip
    client = browser(ada())
    with django_assert_max_num_queries(12):
        client.get(PAGE)
    with django_assert_max_num_queries(12):
        client.get(f"{PAGE}/return_window")
