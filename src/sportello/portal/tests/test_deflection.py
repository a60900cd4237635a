"""The figures of self-service, held against a world whose true effect is known."""

import random
from itertools import repeat

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sportello.portal.deflection import Difference, Ended, deflection, difference, share

WORLDS, VISITS = 400, 600
SHARE_HELD_OUT, WRITE_ANYWAY, HELPED = 0.2, 0.7, 0.35


def test_it_gives_the_published_examples_of_wilson_and_newcombe() -> None:
    """Newcombe 1998, table II: 56/70 and 48/80 differ by 0.20, method 10 gives 0.0524 to 0.3339."""
    one, other = share(56, 70), share(48, 80)
    apart = difference(one, other)
    assert apart.value == pytest.approx(0.2)
    assert (apart.low, apart.high) == pytest.approx((0.0524, 0.3339), abs=5e-5)
    assert (share(0, 10).low, share(0, 10).high) == pytest.approx((0.0, 0.2775), abs=5e-5)


def world(chance: random.Random) -> list[Ended]:
    """Visits to the contact form: seven in ten want to write; answers keep 35 in 100 of these from it."""
    ended = []
    for _ in range(VISITS):
        held_out = chance.random() < SHARE_HELD_OUT
        wants = chance.random() < WRITE_ANYWAY
        writes = wants and (held_out or chance.random() >= HELPED)
        outcome = ("bypassed" if held_out else "contacted") if writes else chance.choice(["implied", "left", "unknown"])
        ended.append(Ended(outcome, held_out=held_out, at_form=True))
    return ended


def test_it_finds_the_true_effect_of_a_simulated_shop() -> None:
    chance = random.Random(20261122)
    true = WRITE_ANYWAY * HELPED
    found = [deflection(world(chance)).effect for _ in range(WORLDS)]
    assert sum(one.low <= true <= one.high for one in found) / WORLDS == pytest.approx(0.95, abs=0.03)
    assert sum(one.value or 0 for one in found) / WORLDS == pytest.approx(true, abs=0.01)


def test_it_finds_no_effect_where_there_is_none() -> None:
    chance = random.Random(7)
    wrong = 0
    for _ in range(WORLDS):
        ended = [
            Ended("contacted" if chance.random() < 0.5 else "left", held_out=chance.random() < 0.3, at_form=True)
            for _ in repeat(None, 300)
        ]
        wrong += deflection(ended).effect.is_sure
    assert wrong / WORLDS < 0.08


def test_it_leaves_the_hold_out_and_the_unknown_out_of_the_rate() -> None:
    said = deflection(
        [Ended("solved"), Ended("implied"), Ended("contacted"), Ended("bypassed"), Ended("left"), Ended("unknown")]
        + [Ended("bypassed", held_out=True, at_form=True)] * 5
    )
    assert (said.rate.part, said.rate.whole) == (2, 4)
    assert said.outcomes["left"] == said.outcomes["unknown"] == 1
    assert said.effect == Difference(None, -1.0, 1.0)
    assert said.saved is None


@given(st.integers(0, 500), st.integers(0, 500))
def test_it_holds_the_share_inside_its_interval(part: int, more: int) -> None:
    found = share(part, part + more)
    assert 0 <= found.low <= (found.value if found.value is not None else 0) <= found.high + 1e-12 <= 1 + 1e-12


@given(st.lists(st.tuples(st.sampled_from(["solved", "implied", "contacted", "bypassed", "left", "unknown"]),
                          st.booleans(), st.booleans())))  # fmt: skip
def test_it_counts_every_visit_once(visits: list[tuple[str, bool, bool]]) -> None:
    found = deflection(Ended(outcome, held, form) for outcome, held, form in visits)
    assert sum(found.outcomes.values()) == len(visits)
    assert found.rate.whole <= len(visits)
    assert found.plain.whole + found.answered.whole == sum(form for _, _, form in visits)


def test_it_refuses_a_part_larger_than_the_whole() -> None:
    with pytest.raises(ValueError, match="3 of 2"):
        share(3, 2)
