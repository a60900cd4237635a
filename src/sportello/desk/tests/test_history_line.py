"""The one line above the newest message: what it says of a buyer, and in which words."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone, translation
from hypothesis import given
from hypothesis import strategies as st

from sportello.desk.history.judging import (
    MOST,
    ClaimFact,
    EarlierFact,
    Facts,
    OrderFact,
    ParcelFact,
    PromiseFact,
    RefundFact,
    history_line,
)
from sportello.desk.history.wording import sentence

# A Thursday.
NOW = datetime(2026, 5, 21, 9, 0, tzinfo=UTC)
NUMBER = "302-5519384-2204417"
TUESDAY = datetime(2026, 5, 19, 10, 0, tzinfo=UTC)


def facts(**told: object) -> Facts:
    values = {"now": NOW, "kind": "amazon", "wrote_at": NOW - timedelta(hours=1), "known_before": True}
    return Facts(**{**values, **told})  # type: ignore[arg-type]


def order(kind: str = "amazon", *parcels: ParcelFact, state: str = "shipped") -> OrderFact:
    return OrderFact(NUMBER, kind, state, parcels)


def said(told: Facts, language: str = "en") -> str:
    with translation.override(language), timezone.override(UTC):
        return sentence(history_line(told), told.now)


STUCK = ParcelFact("exception", TUESDAY)
EXAMPLES = [
    (
        facts(contacts=3, order=order("amazon", STUCK)),
        f"Third contact about order {NUMBER}, parcel stuck since Tuesday.",
    ),
    (
        facts(
            topic="return_request",
            earlier=EarlierFact(NOW - timedelta(days=21), "ebay", "product_question", same_product=True),
        ),
        "Wrote three weeks ago about this product on eBay, today about a return on Amazon.",
    ),
    (
        facts(promises=[PromiseFact("refund", "", datetime(2026, 5, 22, 18, 0, tzinfo=UTC))]),
        "We promised a refund by tomorrow.",
    ),
    (
        facts(now=NOW - timedelta(days=2), promises=[PromiseFact("refund", "", datetime(2026, 5, 22, 18, tzinfo=UTC))]),
        "We promised a refund by Friday.",
    ),
    (
        facts(known_before=False, order=order("amazon", ParcelFact("delivered", NOW - timedelta(days=1)))),
        "First contact; order delivered yesterday.",
    ),
    (
        facts(asked=2, unanswered_since=datetime(2026, 5, 18, 8, 0, tzinfo=UTC)),
        "Asked twice, unanswered since Monday.",
    ),
    (
        facts(contacts=2, refund=RefundFact("€20.00", datetime(2026, 5, 3, 8, 0, tzinfo=UTC))),
        "Refund of €20.00 made on 3 May; asks again.",
    ),
    (
        facts(claim=ClaimFact("a_to_z", datetime(2026, 5, 22, 10, 0, tzinfo=UTC))),
        "Claim open, answer by tomorrow 10:00.",
    ),
    (facts(order=OrderFact("#1042", "shopify")), "Bought in the shop, writes on Amazon."),
]


@pytest.mark.parametrize(("told", "line"), EXAMPLES)
def test_it_says_what_matters(told: Facts, line: str) -> None:
    assert said(told) == line


@pytest.mark.parametrize(
    ("told", "line"),
    [
        (facts(), ""),
        (facts(known_before=False), "First contact."),
        (facts(contacts=2), "Second contact about this."),
        (facts(contacts=14), "14. contact about this."),
        (facts(kind="email", order=OrderFact("#1042", "shopify")), ""),
        (facts(kind="email", order=OrderFact(NUMBER, "amazon")), "Bought on Amazon, writes by e-mail."),
        (facts(others_open=2), "2 other tickets open."),
        (
            facts(order=order("amazon", state="cancelled"), contacts=2),
            f"Second contact about order {NUMBER}, order cancelled.",
        ),
        (facts(order=order("amazon", ParcelFact("in_transit", NOW - timedelta(days=1)))), "Parcel on its way."),
        (facts(order=order("amazon", ParcelFact("in_transit", NOW - timedelta(days=4)))), "Parcel stuck since Sunday."),
        (
            facts(order=order("amazon", ParcelFact("in_transit", NOW - timedelta(days=1), TUESDAY))),
            "Parcel late since Tuesday.",
        ),
        (facts(claim=ClaimFact("dispute")), "Payment dispute open."),
        (
            facts(promises=[PromiseFact("other", "call back", NOW - timedelta(days=2))]),
            "We promised “call back” by Tuesday, and it is overdue.",
        ),
        (
            facts(earlier=EarlierFact(NOW - timedelta(days=90), "ebay", "invoice")),
            "Wrote three months ago about an invoice on eBay.",
        ),
        (facts(earlier=EarlierFact(NOW - timedelta(days=900), "ebay", "invoice")), ""),
        (facts(refund=RefundFact("", NOW - timedelta(hours=30))), "Refund made yesterday."),
    ],
)
def test_it_says_no_more_than_is_known(told: Facts, line: str) -> None:
    assert said(told) == line


def test_it_puts_first_what_costs_most_when_it_is_missed() -> None:
    told = facts(
        claim=ClaimFact("a_to_z", NOW + timedelta(hours=20)),
        promises=[PromiseFact("refund", "", NOW + timedelta(days=3))],
        contacts=3,
        order=order("shopify", STUCK),
        others_open=4,
    )
    assert said(told) == (
        f"Claim open, answer by tomorrow 05:00; we promised a refund by Sunday; third contact about order {NUMBER}."
    )


@pytest.mark.parametrize(
    ("told", "tone"),
    [
        (facts(), ""),
        (facts(contacts=3), "soon"),
        (facts(asked=2, unanswered_since=TUESDAY), "soon"),
        (facts(promises=[PromiseFact("refund", "", NOW + timedelta(days=3))]), ""),
        (facts(promises=[PromiseFact("refund", "", NOW + timedelta(hours=3))]), "soon"),
        (facts(promises=[PromiseFact("refund", "", NOW)]), "late"),
        (facts(claim=ClaimFact("case", NOW - timedelta(hours=1))), "late"),
    ],
)
def test_it_is_as_loud_as_its_clocks(told: Facts, tone: str) -> None:
    assert history_line(told).tone == tone


MOMENTS = st.integers(0, 1500 * 24 * 60).map(
    lambda minutes: datetime(2024, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)
KINDS = st.sampled_from(["amazon", "ebay", "walmart", "shopify", "email", "form"])
PARCELS = st.builds(
    ParcelFact,
    st.sampled_from(["unknown", "in_transit", "delivered", "exception", "returning", "odd"]),
    st.none() | MOMENTS,
    st.none() | MOMENTS,
)
ANY = st.builds(
    Facts,
    now=MOMENTS,
    kind=KINDS,
    wrote_at=MOMENTS,
    topic=st.sampled_from(["", "return_request", "odd"]),
    contacts=st.integers(1, 30),
    known_before=st.booleans(),
    asked=st.integers(0, 20),
    unanswered_since=st.none() | MOMENTS,
    order=st.none() | st.builds(OrderFact, st.text(max_size=20), KINDS, st.text(max_size=9), st.lists(PARCELS)),
    promises=st.lists(
        st.builds(PromiseFact, st.sampled_from(["refund", "part", "other"]), st.text(max_size=20), MOMENTS)
    ),
    refund=st.none() | st.builds(RefundFact, st.text(max_size=10), MOMENTS),
    claim=st.none() | st.builds(ClaimFact, st.sampled_from(["a_to_z", "odd"]), st.none() | MOMENTS),
    earlier=st.none() | st.builds(EarlierFact, MOMENTS, KINDS, st.just("invoice"), st.booleans()),
    others_open=st.integers(0, 3),
)


@given(ANY, st.sampled_from(["en", "it", "de", "fr", "es"]))
def test_it_says_one_sentence_of_whatever_is_known(told: Facts, language: str) -> None:
    line = history_line(told)
    assert len(line.statements) <= MOST
    words = said(told, language)
    assert bool(words) == bool(line.statements)
    assert "%(" not in words
