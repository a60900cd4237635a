"""Facts become cases: what counts as a hit, what holds of a case, and what is compared with what."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from sportello.accounts.testing import lea
from sportello.insights.causes import following, studying
from sportello.insights.causes.cases import Case
from sportello.insights.causes.reading_facts import Stretch, cases_of, lacking, longer_than
from sportello.insights.models import AnswerFact, Dimension, Remedy, RemedyAct, Trouble
from sportello.replies.review.required import TABLE

from .facts import HOUR, NOW, answer_fact, answer_facts, issue_fact, order_fact

MONTH = Stretch(NOW - timedelta(days=28), NOW, NOW, longer_than=900)
REFUND = "refund_status"


def one(trouble: Trouble, stretch: Stretch = MONTH) -> Case:
    [case] = cases_of(trouble, stretch)
    return case


def told(case: Case) -> Iterator[tuple[str, list[str]]]:
    return ((str(dimension), list(keys)) for dimension, keys in case.values.items() if keys)


@pytest.mark.django_db
def test_it_tells_everything_that_holds_of_an_answer() -> None:
    given: dict[str, Any] = {"macros": [4], "articles": [9], "product": 3, "carrier": "gls", "country": "IT"}
    answer_fact(again=True, missing=["refund_date", "refund_id"], **given).save()
    case = one(Trouble.REPEAT)
    assert (case.hit, case.topic, case.channel, case.part) == (True, REFUND, 1, 0)
    assert dict(told(case)) == {
        "topic": [REFUND],
        "agent": ["1"],
        "macro": ["4"],
        "article": ["9"],
        "product": ["3"],
        "carrier": ["gls"],
        "country": ["IT"],
        "lane": ["gls:IT"],
        "missing": [f"{REFUND}:{data}" for data in ("refund_date", "refund_id", "refund_date+refund_id")],
    }


@pytest.mark.django_db
@pytest.mark.parametrize("trouble", [Trouble.REPEAT, Trouble.LONG, Trouble.CLAIM])
def test_it_compares_what_has_the_same_questions(trouble: Trouble) -> None:
    """Some pairs of questions take longer than others, and a text that answers one of them must not be blamed."""
    for order, topics in enumerate((["invoice"], ["invoice", "warranty"], ["warranty", "invoice"]), 4):
        issue = issue_fact(topics=topics, order=order)
        answer_fact(topics=topics, root=issue.ticket).save()
    alone, pair, turned = (case.topic for case in cases_of(trouble, MONTH))
    assert alone != pair
    assert pair == turned


@pytest.mark.django_db
def test_it_keeps_young_answers_apart_and_leaves_out_what_is_no_answer() -> None:
    answer_fact(at=NOW - HOUR).save()
    answer_fact(kind="notice").save()
    answer_fact(at=NOW - timedelta(days=40)).save()
    assert one(Trouble.REPEAT).part == 1


@pytest.mark.django_db
def test_it_calls_long_what_the_longest_fifth_takes() -> None:
    for minutes in range(1, 11):
        issue_fact(handled=minutes * 60)
    issue_fact(handled=9000, resolved_at=None)
    bound = longer_than(MONTH)
    assert bound == 540
    hits = [case.hit for case in cases_of(Trouble.LONG, Stretch(MONTH.since, NOW, NOW, bound))]
    assert (len(hits), sum(hits)) == (10, 1)


@pytest.mark.django_db
def test_it_lays_an_issue_to_its_first_answer_alone() -> None:
    """Whoever helps later took part because it went on for long, not the other way round."""
    issue = issue_fact(handled=1000, agents=[1, 2])
    answer_fact(root=issue.ticket, is_first=True, macros=[4], missing=["refund_id"]).save()
    answer_fact(root=issue.ticket, agent=2, articles=[9]).save()
    case = one(Trouble.LONG)
    assert case.hit
    assert dict(told(case)) == {
        "topic": [REFUND],
        "agent": ["1"],
        "macro": ["4"],
        "missing": [f"{REFUND}:refund_id"],
    }


@pytest.mark.django_db
@pytest.mark.parametrize(("hours", "hit"), [(5, True), (-5, False), (None, False)])
def test_it_counts_claims_that_came_after_the_first_message(hours: int | None, hit: bool) -> None:
    issue = issue_fact(order=77)
    assert issue.opened_at is not None
    order_fact(77, claimed=None if hours is None else issue.opened_at + hours * HOUR)
    issue_fact(order=0)
    assert one(Trouble.CLAIM).hit is hit


@pytest.mark.django_db
def test_it_counts_a_claim_once_for_each_order() -> None:
    """Three issues on one claimed order are no three claims."""
    for day in (20, 19, 18):
        issue_fact(order=77, opened=NOW - timedelta(days=day), carrier="gls" if day == 20 else "brt")
    order_fact(77, claimed=NOW - timedelta(days=10))
    assert (one(Trouble.CLAIM).hit, one(Trouble.CLAIM).values[Dimension.CARRIER]) == (True, ["gls"])


@pytest.mark.django_db
def test_it_asks_of_every_order_whether_it_brought_a_contact() -> None:
    sold: dict[str, Any] = {"products": [7, 9], "carrier": "gls", "country": "FR"}
    for order, about in ((1, {}), (2, sold), (3, {})):
        order_fact(order, placed=NOW - timedelta(days=25), **about)
    order_fact(4, placed=NOW - timedelta(days=3), cancelled=True)
    order_fact(5, placed=NOW - timedelta(days=40))
    issue_fact(order=2, topics=["tracking_stuck"])
    issue_fact(order=2, topics=["invoice"])
    issue_fact(order=3, topics=["invoice"])
    hits = {
        topic: {case.issue for case in cases_of(Trouble.CONTACT, replace(MONTH, topic=topic)) if case.hit}
        for topic in ("", "tracking_stuck", "invoice", "warranty")
    }
    assert hits == {"": {2, 3}, "tracking_stuck": {2}, "invoice": {2, 3}, "warranty": set()}
    first, sent, _third, young = cases_of(Trouble.CONTACT, MONTH)
    assert dict(told(sent)) == {"product": ["7", "9"], "carrier": ["gls"], "country": ["FR"], "lane": ["gls:FR"]}
    assert len({(case.topic, case.part) for case in (first, sent, young)}) == 3


def test_it_puts_missing_data_under_the_topics_that_call_for_them() -> None:
    topics = ["exchange", REFUND, "where_is_my_order"]
    assert lacking(["refund_id", "tracking_number"], topics, TABLE) == [
        f"{REFUND}:refund_id",
        "where_is_my_order:tracking_number",
    ]
    assert lacking(["return_deadline"], topics, TABLE) == ["exchange:return_deadline"]
    assert lacking([], topics, TABLE) == []
    assert lacking(["refund_id"], [], TABLE) == []


@pytest.mark.django_db
def test_it_finds_from_facts_what_makes_buyers_write_again() -> None:
    answer_facts(100, 38, missing=["refund_date"], agent=1)
    answer_facts(200, 18, agent=1)
    answer_facts(200, 18, agent=2)
    study = studying.study(trouble=Trouble.REPEAT, days=28, now=NOW)
    cause = study.lines.get(rank=1)
    assert (cause.dimension, cause.key, cause.cases, cause.hits) == ("missing", f"{REFUND}:refund_date", 100, 38)
    assert cause.others == pytest.approx(0.09)
    assert study.lines.filter(verdict="cause").count() == 1
    assert study.lines.get(dimension=Dimension.AGENT, key="1").because == cause


@pytest.mark.django_db
def test_it_counts_before_and_after() -> None:
    then = NOW - timedelta(days=30)
    row = Remedy.objects.create(
        trouble=Trouble.REPEAT, dimension="missing", key=f"{REFUND}:refund_id", act=RemedyAct.DATUM, by=lea(), at=then
    )
    before, after = then - timedelta(days=3), then + timedelta(days=3)
    answer_facts(40, 20, at=before, missing=["refund_id"])
    answer_facts(10, 1, at=before)
    answer_facts(30, 3, at=after)
    answer_facts(20, 4, at=before, topics=["invoice"])
    answer_facts(20, 2, at=after, topics=["invoice"])
    answer_facts(5, 5, at=NOW - timedelta(days=2))  # their buyers may still write
    assert following.follow(now=NOW) == 1
    row.refresh_from_db()
    assert (row.before_cases, row.before_hits, row.after_cases, row.after_hits) == (50, 21, 30, 3)
    assert (row.others_before, row.others_after) == (0.2, 0.1)
    assert following.follow(now=NOW + timedelta(days=90)) == 0
    assert AnswerFact.objects.count() == 125
