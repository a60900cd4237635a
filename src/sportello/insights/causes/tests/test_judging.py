"""Planted causes are found, the costliest first; chance, mix and company are not taken for causes."""

import numpy as np
import pytest

from sportello.insights.causes.cases import Candidate, Case, Cases, gathered
from sportello.insights.causes.comparing import adjusted, compare, design_effect
from sportello.insights.causes.judging import FALSE_ALARMS, Judged, Judgement, Verdict, judge

from .simulated import LAMP, PLANTED, REFUND, REFUND_AGENT, answers

SHADOWS = {Candidate("missing", f"refund_status:{datum}") for datum in ("refund_date", "refund_id")}


def of(judgement: Judgement, candidate: Candidate) -> Judged:
    return next(one for one in judgement.found if one.candidate == candidate)


def simple(*rows: tuple[str, int, int, str], topic: str = "refund_status") -> Cases:
    """Rows of a topic, cases, hits, and the agent of all of them."""
    return gathered(
        Case(number < hits, hash((topic, agent, number)), topic, 1, {"agent": [agent]})
        for topic, cases, hits, agent in rows
        for number in range(cases)
    )


@pytest.mark.parametrize("seed", range(6))
def test_it_finds_planted_causes_the_costliest_first(seed: int) -> None:
    found = [one.candidate for one in judge(answers(seed, count=9000)).causes]
    expected = [one for one in PLANTED if one in found]
    assert found[:2] == [REFUND, LAMP]
    assert len(expected) >= 3
    assert [one for one in found if one in PLANTED] == expected or found[2:4] == list(reversed(PLANTED[2:]))
    assert not SHADOWS & set(found)


def test_it_keeps_false_discoveries_under_its_promise() -> None:
    """Over seeds with planted causes: the share of found ones that were not planted; without: runs that find any."""
    shares = []
    for seed in range(25):
        found = [one.candidate for one in judge(answers(1000 + seed, count=3000)).causes]
        wrong = [one for one in found if one not in PLANTED]
        shares.append(len(wrong) / max(len(found), 1))
    alarms = [bool(judge(answers(2000 + seed, count=2000, planted=False)).causes) for seed in range(40)]
    assert np.mean(shares) <= FALSE_ALARMS
    assert np.mean(alarms) <= FALSE_ALARMS


def test_it_blames_nobody_for_the_tickets_they_get() -> None:
    judgement = judge(answers(3))
    agent = of(judgement, REFUND_AGENT)
    assert agent.rate > judgement.hits / judgement.cases * 1.1
    assert agent.verdict in {Verdict.CHANCE, Verdict.EXPLAINED}


def test_it_says_what_explains_a_companion() -> None:
    judgement = judge(answers(5, count=9000))
    shadow = of(judgement, Candidate("missing", "refund_status:refund_date"))
    assert (shadow.verdict, shadow.because) == (Verdict.EXPLAINED, REFUND)
    careless = of(judgement, Candidate("agent", "0"))
    assert careless.verdict is not Verdict.CAUSE


def test_it_calls_nobody_slow_who_is_so_beside_the_fastest_alone() -> None:
    """Without Ada and Ben everybody is compared with Cora and Dan, and Eva looks slow, who is like the average."""
    slow = {"ada": 600, "ben": 580, "cora": 300, "dan": 300, "eva": 400}
    judgement = judge(simple(*(("refund", 2000, hits, agent) for agent, hits in slow.items())))
    assert {one.candidate.key for one in judgement.causes} == {"ada", "ben"}


def test_it_compares_within_topics() -> None:
    """Ben answers only what everybody finds hard; among those he is like the others."""
    rows = simple(("hard", 100, 40, "ben"), ("hard", 100, 40, "ada"), ("easy", 20, 1, "ben"), ("easy", 400, 20, "ada"))
    seen = compare(rows)
    ben = seen.difference[[one.key for one in rows.candidates].index("ben")]
    assert abs(ben) < 1e-9


def test_it_reckons_one_table_as_by_hand() -> None:
    """38 of 100 against 9 of 100: the difference is 0.29, its textbook standard error 0.0563."""
    seen = compare(simple(("refund", 100, 38, "ben"), ("refund", 100, 9, "ada")))
    assert seen.difference[0] == pytest.approx(0.29)
    assert seen.error[0] == pytest.approx(0.0563, abs=0.0005)
    assert seen.z[0] == pytest.approx(4.8242, abs=0.001)


def test_it_is_exact_where_cases_are_few() -> None:
    """Fisher's tea: 4 of 4 against 0 of 4 has 1 chance in 70."""
    seen = compare(simple(("tea", 4, 4, "ben"), ("tea", 4, 0, "ada")))
    assert seen.p[0] == pytest.approx(1 / 70, rel=1e-6)


def test_it_is_not_surer_because_an_issue_has_many_answers() -> None:
    once, thrice = answers(8, count=2000), answers(8, count=6000, an_issue=3)
    assert design_effect(once) == pytest.approx(1, abs=0.05)
    assert design_effect(thrice) == pytest.approx(3, abs=0.1)
    first, again = of(judge(once), REFUND), of(judge(thrice), REFUND)
    assert again.difference == pytest.approx(first.difference, abs=0.001)
    assert again.high - again.low == pytest.approx(first.high - first.low, rel=0.05)


def test_it_draws_few_cases_towards_nothing_special() -> None:
    judgement = judge(answers(11))
    few = [one for one in judgement.found if one.candidate.dimension == "product" and one.cases < 30 and one.hits > 0]
    drawn = [abs(one.surplus) / abs(one.difference * one.cases) for one in few]
    assert len(drawn) > 5
    assert max(drawn) < 0.9
    lamp = of(judgement, LAMP)
    assert lamp.surplus / (lamp.difference * lamp.cases) == pytest.approx(1, abs=0.3)


def test_it_does_not_call_a_topic_a_cause() -> None:
    judgement = judge(answers(13, planted=False))
    refund = of(judgement, Candidate("topic", "refund_status"))
    assert (refund.verdict, refund.rank) == (Verdict.TOPIC, 0)
    assert all(one.candidate.dimension != "topic" for one in judgement.causes)


def test_it_says_nothing_of_nothing() -> None:
    assert judge(gathered([])).found == ()
    lonely = judge(simple(("refund", 50, 25, "ben")))
    assert (lonely.cases, lonely.hits, lonely.found) == (50, 25, ())


def test_it_adjusts_many_chances_as_published() -> None:
    """The example of Benjamini and Hochberg (1995), their table of fifteen p-values: four are called at 5 %."""
    chances = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240]
    chances += [0.4262, 0.5719, 0.6528, 0.7590, 1.0]
    assert int((adjusted(chances) <= 0.05).sum()) == 4
