"""Policy facts: which one holds, how it reads, what uses or contradicts it."""

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sportello.accounts.testing import ada, ben
from sportello.business import using
from sportello.business.models import PolicyFact, PolicyTask
from sportello.business.policy import stating
from sportello.business.policy.contradicting import contradictions
from sportello.business.policy.finding import Fact, fact_for, standing, variables
from sportello.business.policy.known import policy_variables
from sportello.business.policy.values import Kind, NotAValue, check, in_words
from sportello.business.using import UsingText
from sportello.core.models import Event

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
TODAY = date(2026, 11, 20)


def days(count: int, since: date = date(2026, 1, 1), **where: object) -> Fact:
    return Fact("return_window", Kind.DAYS, {"count": count}, since, **where)  # type: ignore[arg-type]


def held(*facts: Fact, channel: int | None = 7, country: str = "DE", on_day: date = TODAY) -> int | None:
    found = fact_for(facts, channel=channel, country=country, on_day=on_day)
    return int(found.value["count"]) if found else None


def test_it_prefers_the_channel_then_the_country_then_the_newest_day_that_has_come() -> None:
    everywhere, german, ours = days(14), days(30, country="DE"), days(60, channel=7)
    assert held(everywhere, german, ours) == 60
    assert held(everywhere, german, ours, channel=8) == 30
    assert held(everywhere, german, ours, channel=8, country="IT") == 14
    newer, future = days(20, date(2026, 11, 20)), days(10, date(2026, 11, 21))
    assert held(everywhere, newer, future) == 20
    assert held(everywhere, newer, future, on_day=date(2026, 11, 21)) == 10
    assert held(days(14, stated=1), days(15, stated=2)) == 15
    assert held(future) is None


@given(st.lists(st.builds(days, st.integers(0, 90), st.dates(date(2026, 1, 1), date(2027, 1, 1))), max_size=6))
def test_it_never_takes_what_is_not_valid_yet(facts: list[Fact]) -> None:
    found = fact_for(facts, channel=None, country="", on_day=TODAY)
    valid = [fact.valid_from for fact in facts if fact.valid_from <= TODAY]
    assert (found.valid_from if found else None) == max(valid, default=None)


@pytest.mark.parametrize(
    ("kind", "value", "words"),
    [
        (Kind.DAYS, {"count": 30}, {"en": "30 days", "it": "30 giorni", "de": "30 Tage", "es": "30 días"}),
        (Kind.DAYS, {"count": 1}, {"en": "1 day", "fr": "1 jour"}),
        (Kind.MONTHS, {"count": 24}, {"en": "24 months", "it": "24 mesi", "fr": "24 mois"}),
        (Kind.MONEY, {"amount": "1049.9", "currency": "EUR"}, {"en": "€1,049.90", "de": "1.049,90\xa0€"}),
        (Kind.ADDRESS, {"lines": ["Casa Lume", "Via Po 3"]}, {"en": "Casa Lume\nVia Po 3"}),
        (Kind.TEXT, {"it": "Paghiamo noi."}, {"it": "Paghiamo noi.", "en": ""}),
    ],
)
def test_it_reads_in_each_language(kind: Kind, value: dict[str, object], words: dict[str, str]) -> None:
    check(kind, value)
    assert {language: in_words(kind, value, language) for language in words} == words


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (Kind.DAYS, {"count": -1}),
        (Kind.DAYS, {"count": True}),
        (Kind.MONTHS, {"count": 999}),
        (Kind.MONEY, {"amount": "much", "currency": "EUR"}),
        (Kind.MONEY, {"amount": "NaN", "currency": "EUR"}),
        (Kind.MONEY, {"amount": "3", "currency": "LIRE"}),
        (Kind.TEXT, {}),
        (Kind.TEXT, {"xx": "?"}),
        (Kind.ADDRESS, {"lines": []}),
    ],
)
def test_it_refuses_what_is_no_value(kind: Kind, value: dict[str, object]) -> None:
    with pytest.raises(NotAValue):
        check(kind, value)


def test_it_offers_words_and_bare_numbers_as_variables() -> None:
    facts = [days(30), Fact("hours", Kind.TEXT, {"it": "lun-ven 9-18"}, TODAY)]
    assert variables(facts, "de") == {"return_window": "30 Tage", "return_window_number": "30"}
    assert variables(facts, "it")["hours"] == "lun-ven 9-18"
    assert list(standing(facts, channel=None, country="", on_day=TODAY)) == ["return_window", "hours"]


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("You can return it within 14 days of delivery.", True),
        ("You can return it within 30 days. The parcel needs 3 days.", False),
        ("Il reso è possibile entro quattordici giorni.", True),
        ("Die Rückgabe ist innerhalb von vier Wochen möglich, also 28 Tagen.", True),
        ("Rücksendung innerhalb von {{ policy.return_window_number }} Tagen.", False),
        ("Vous pouvez nous renvoyer l'article sous 30 jours.", False),
        ("Puede devolver el producto en un plazo de 15 días.", True),
        ("The parcel arrives in 3 days.", False),
        ("Return costs 14.90 EUR.", False),
        ("Returns: 30 days (order 14 days ago).", True),
    ],
)
def test_it_sees_where_a_text_says_another_number(text: str, wrong: bool) -> None:
    found = contradictions(text, key="return_window", kind=Kind.DAYS, value={"count": 30})
    assert bool(found) == wrong
    assert all(text[one.start : one.end].strip() for one in found)


def test_it_counts_years_as_months() -> None:
    told = {"key": "warranty", "kind": Kind.MONTHS, "value": {"count": 24}}
    assert not contradictions("La garanzia dura 2 anni.", **told)  # type: ignore[arg-type]
    assert contradictions("Wir geben drei Jahre Garantie.", **told)  # type: ignore[arg-type]


@pytest.fixture
def texts() -> Iterator[None]:
    """Three macros, as their app would register them."""
    before = dict(using._providers)
    using._providers.clear()
    using.register(
        "macro",
        lambda: [
            UsingText("macro", 1, "Return", "any", "en", "Within {{ policy.return_window }}.", "/macros/1"),
            UsingText("macro", 2, "Old return", "amazon", "en", "Return it within 14 days.", "/macros/2"),
            UsingText("macro", 3, "Invoice", "shop", "en", "Here is your invoice.", "/macros/3"),
        ],
    )
    yield
    using._providers.clear()
    using._providers.update(before)


@pytest.mark.django_db
def test_it_makes_a_task_of_every_text_that_a_change_touches(texts: None) -> None:
    fact = stating.state(fact=days(30, TODAY), by=ada(), now=NOW)
    rows = PolicyTask.objects.open().order_by("ref")
    assert [(row.ref, row.reason, row.words) for row in rows] == [
        (1, "uses", ""),
        (2, "contradicts", "Return it within 14 days"),
    ]
    stating.settle(task=rows[0], by=ben(), now=NOW)
    stating.settle(task=rows[0], by=ben(), now=NOW)
    done = PolicyTask.objects.get(ref=1)
    assert (done.done_by, done.done_at) == (ben(), NOW)
    stating.withdraw(fact=fact, by=ada(), now=NOW)
    assert not PolicyTask.objects.open().exists()
    kinds = ["policy_fact.stated", "policy_task.done", "policy_fact.withdrawn"]
    assert [event.kind for event in Event.objects.order_by("pk")] == kinds


@pytest.mark.django_db
def test_it_keeps_what_was_said_before_and_takes_the_last_word_of_a_day(texts: None) -> None:
    for count in (14, 30):
        stating.state(fact=days(count, TODAY), by=ada(), now=NOW)
    assert [(row.value["count"], row.withdrawn_at) for row in PolicyFact.objects.order_by("pk")] == [
        (14, NOW),
        (30, None),
    ]
    found = policy_variables(channel=None, country="IT", language="it", on_day=TODAY)
    assert found == {"return_window": "30 giorni", "return_window_number": "30"}
    with pytest.raises(NotAValue):
        stating.state(fact=Fact("warranty", Kind.MONTHS, {}, TODAY), by=None, now=NOW)
