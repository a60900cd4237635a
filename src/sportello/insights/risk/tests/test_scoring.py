"""What makes a claim likely, how sure that is, and what is learnt from what came."""

import random
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from math import log

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sportello.insights.risk.scoring import PRIORS, OpenTicket, Outcome, Sign, Weights, learn, score, signs

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
QUIET = OpenTicket(1, opened_at=NOW - timedelta(hours=2), due_at=NOW + timedelta(hours=22))
BAD = OpenTicket(
    2,
    opened_at=NOW - timedelta(days=3),
    due_at=NOW - timedelta(hours=1),
    risks=frozenset({"claim", "repeat_contact"}),
    repeats=2,
    parcel="exception",
    value=Decimal(240),
)


def test_it_says_why_the_strongest_reason_first() -> None:
    found = score(BAD, NOW)
    assert found.chance > 0.5
    assert score(QUIET, NOW).chance < 0.05
    assert [reason.sign for reason in found.reasons][:2] == [Sign.CLAIM_WORDS, Sign.REPEATS]
    assert {reason.sign for reason in found.reasons} >= {Sign.LATE, Sign.PARCEL_TROUBLE, Sign.OLD, Sign.VALUE}
    assert score(QUIET, NOW).reasons == ()


def test_it_warns_before_the_deadline_and_of_a_parcel_that_is_late() -> None:
    soon = OpenTicket(3, opened_at=NOW, due_at=NOW + timedelta(hours=3), deliver_by=NOW - timedelta(days=1))
    assert set(signs(soon, NOW)) == {Sign.DUE_SOON, Sign.PARCEL_LATE}
    there = OpenTicket(3, opened_at=NOW, parcel="delivered", deliver_by=NOW - timedelta(days=1))
    assert signs(there, NOW) == {}
    nothing_came = OpenTicket(3, opened_at=NOW, parcel="delivered", topics=frozenset({"delivered_not_received"}))
    assert set(signs(nothing_came, NOW)) == {Sign.NOT_RECEIVED}


@given(
    st.builds(
        OpenTicket,
        st.just(1),
        opened_at=st.datetimes(timezones=st.just(UTC)),
        due_at=st.none() | st.datetimes(timezones=st.just(UTC)),
        risks=st.frozensets(st.sampled_from(["claim", "legal", "safety", "negative_feedback", "new_word"])),
        repeats=st.integers(0, 500),
        value=st.none() | st.decimals(-(10**9), 10**9, allow_nan=False, places=2),
    )
)
def test_it_always_says_a_chance(one: OpenTicket) -> None:
    assert 0 < score(one, NOW).chance < 1


def test_it_stays_with_what_is_known_beforehand_until_something_came() -> None:
    assert learn([]) == Weights()
    few = learn([Outcome({Sign.LATE: 1.0}, came=False)] * 3)
    assert few.of[Sign.LATE] == pytest.approx(PRIORS[Sign.LATE], abs=0.2)
    assert (few.examples, few.came) == (3, 0)


def test_it_learns_what_a_sign_really_means() -> None:
    chance = random.Random(5)
    true = {Sign.CLAIM_WORDS: log(40), Sign.LATE: 0.0, Sign.REPEATS: log(2)}
    outcomes = [_happened(true, chance) for _ in range(6000)]
    found = learn(outcomes)
    assert found.of[Sign.CLAIM_WORDS] == pytest.approx(true[Sign.CLAIM_WORDS], abs=0.5)
    assert found.of[Sign.LATE] < 0.35 < PRIORS[Sign.LATE]
    assert found.of[Sign.REPEATS] == pytest.approx(true[Sign.REPEATS], abs=0.35)
    assert found.of[Sign.SAFETY_WORDS] == pytest.approx(PRIORS[Sign.SAFETY_WORDS], abs=0.01)


def _happened(true: dict[Sign, float], chance: random.Random) -> Outcome:
    shown = {sign: 1.0 for sign in true if chance.random() < 0.2}
    odds = -4.0 + sum(true[sign] for sign in shown)
    return Outcome(dict(shown), chance.random() < 1 / (1 + 2.718281828**-odds))
