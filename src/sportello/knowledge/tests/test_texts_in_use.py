"""Editions as other parts find them."""

from datetime import date, timedelta

import pytest

from sportello.accounts.testing import ada
from sportello.business.models.policy_fact import PolicyTask
from sportello.business.policy import stating
from sportello.business.policy.finding import Fact
from sportello.business.policy.values import Kind
from sportello.compliance import publishing as ports
from sportello.knowledge import publishing
from sportello.knowledge.models import Verdict
from sportello.knowledge.testing import LONG_AGO, draft, published
from sportello.knowledge.texts_in_use import KIND, PROVIDER, texts_published

pytestmark = pytest.mark.django_db
NOW = LONG_AGO + timedelta(days=3)


def test_it_makes_a_task_of_every_edition_that_a_changed_fact_touches() -> None:
    using = published("one", body="Within {{ policy.return_window }}.")
    contradicting = draft("two", body="You may return it within 14 days.")
    published("three", body="Nothing of that.")
    fact = Fact("return_window", Kind.DAYS, {"count": 30}, date(2026, 1, 1))
    stating.state(fact=fact, by=ada(), now=NOW)
    tasks = PolicyTask.objects.filter(text_kind=KIND)
    assert {(task.ref, str(task.reason)) for task in tasks} == {(using.pk, "uses"), (contradicting.pk, "contradicts")}


def test_it_offers_what_each_audience_reads_and_can_be_switched_off() -> None:
    edition, shop = published(breaks=("amazon",)), published("gift", audience="shop")
    draft("hidden")
    texts = {text.key: text for text in texts_published(NOW)}
    assert set(texts) == {f"{edition.pk}:{audience}" for audience in ("ebay", "walmart", "shop")} | {f"{shop.pk}:shop"}
    assert texts[f"{shop.pk}:shop"].found == []
    Verdict.objects.filter(audience="shop").update(
        doubts=1, problems=[{"rule": "AMZ-20", "slug": "phone_number", "stops": False, "asks": True, "words": ""}]
    )
    assert {tuple(text.found or ()) for text in texts_published(NOW) if text.audience == "shop"} == {("AMZ-20",)}
    off = texts[f"{edition.pk}:ebay"].switch_off
    assert off is not None
    off(ada(), NOW)
    edition.refresh_from_db()
    assert edition.published is None


def test_it_is_known_to_the_rules() -> None:
    edition = published(audience="shop")
    found = [text.key for name, text in ports.published(NOW) if name == PROVIDER]
    assert found == [f"{edition.pk}:shop"]
    publishing.withdraw(edition=edition, by=None, now=NOW)
    assert [text.key for name, text in ports.published(NOW) if name == PROVIDER] == []
