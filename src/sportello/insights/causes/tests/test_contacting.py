"""What raises contacts is found where it lies: a topic of a product, a carrier in a country, and nothing beside."""

from dataclasses import replace

import numpy as np
import pytest

from sportello.insights.causes.cases import Candidate, Case, Cases, gathered
from sportello.insights.causes.contacting import Topics, judge_topics
from sportello.insights.causes.judging import Judgement, Verdict, judge

STUCK = Candidate("lane", "gls:FR", "tracking_stuck")
CRANK = Candidate("product", "3", "damaged_or_defective")
USUAL = {"tracking_stuck": 0.02, "damaged_or_defective": 0.03, "where_is_my_order": 0.1, "invoice": 0.04}


def orders(seed: int, *, count: int = 8000, stuck: float = 0.07, crank: float = 0.09) -> tuple[Cases, Topics]:
    """So many orders; in France GLS gets stuck, and product 3 breaks. Product 5 sells best."""
    rng = np.random.default_rng(seed)
    carriers, countries = rng.choice(["dhl", "gls", "ups"], count, p=[0.5, 0.3, 0.2]), rng.choice(["DE", "FR"], count)
    products = rng.choice(8, count, p=[0.1, 0.1, 0.1, 0.1, 0.1, 0.3, 0.1, 0.1])
    cases, topics = [], []
    for place, (carrier, country, product) in enumerate(zip(carriers, countries, products, strict=True)):
        odds = USUAL | ({"tracking_stuck": stuck} if (carrier, country) == ("gls", "FR") else {})
        odds |= {"damaged_or_defective": crank} if product == 3 else {}
        topics.append(frozenset(topic for topic, rate in odds.items() if rng.random() < rate))
        values = {
            "product": [str(product)],
            "carrier": [carrier],
            "country": [country],
            "lane": [f"{carrier}:{country}"],
        }
        cases.append(Case(False, place, "seller:sent", int(rng.integers(2)), values))
    return gathered(cases), topics


def called(judgement: Judgement) -> list[Candidate]:
    return [one.candidate for one in judgement.causes]


@pytest.mark.parametrize("seed", range(3))
def test_it_names_the_carrier_in_the_country_and_the_topic_of_the_product(seed: int) -> None:
    judgement = judge_topics(*orders(seed))
    assert called(judgement) == [STUCK, CRANK]
    beside = {one.candidate: one.verdict for one in judgement.found}
    for candidate in (Candidate("carrier", "gls", STUCK.topic), Candidate("country", "FR", STUCK.topic)):
        assert beside[candidate] is not Verdict.CAUSE


def test_it_calls_nobody_for_being_busy_or_unlucky() -> None:
    calm = {"stuck": USUAL["tracking_stuck"], "crank": USUAL["damaged_or_defective"]}
    assert [one for seed in range(8) for one in called(judge_topics(*orders(seed, count=1500, **calm)))] == []


def test_it_finds_what_raises_many_topics_a_little() -> None:
    cases, topics = orders(4, count=6000, stuck=USUAL["tracking_stuck"], crank=USUAL["damaged_or_defective"])
    sixth, rng = cases.exposed(list(cases.candidates).index(Candidate("product", "6"))), np.random.default_rng(1)
    odds = np.where(sixth, 0.4, 0.2)
    more = [
        each | {f"topic {rng.integers(40)}"} if rng.random() < rate else each
        for each, rate in zip(topics, odds, strict=True)
    ]
    found = called(judge_topics(cases, more))
    assert Candidate("product", "6") in found
    assert {(one.dimension, one.key) for one in found} == {("product", "6")}


def test_it_calls_nothing_that_is_a_drop_in_the_ocean() -> None:
    """Thirty stuck parcels too many are what to change first in a small shop, not among fifty thousand contacts."""
    cases, topics = orders(5)
    stuck = np.fromiter((STUCK.topic in each for each in topics), bool, len(topics))
    few = replace(cases, hit=stuck)
    assert [one.candidate.key for one in judge(few).causes] == [STUCK.key]
    assert judge(few, among=200_000).causes == []
