"""Which products, carriers and countries bring more contacts for each order than others, and about what.

An order is a case, and what buyers write about it is its bad end: each topic is judged for itself, because a crank
that breaks shows among the defects, and drowns among all contacts. The bar is shared out over the topics. What raises
several topics a little is looked for afterwards, among all contacts but those that are accounted for.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from .cases import Candidate, Cases, Flags, Gathering
from .judging import FALSE_ALARMS, Judged, Judgement, Verdict, judge, ranked
from .reading_facts import NOTHING, Stretch, orders_of, written_about

type Topics = Sequence[frozenset[str]]
"""What was written about each case."""


def judge_contacts(stretch: Stretch) -> Judgement:
    """Judge what may bring contacts on the orders of a stretch, on each topic and in all."""
    wrote, orders = written_about(stretch), Gathering()
    topics = []
    for case in orders_of(stretch):
        orders.take(case)
        topics.append(wrote.get(case.issue, NOTHING))
    return judge_topics(orders.cases(), topics)


def judge_topics(cases: Cases, topics: Topics) -> Judgement:
    """Judge cases by what was written about them, one set of topics for each."""
    hits = sum(map(bool, topics))
    named = sorted(frozenset[str]().union(*topics) - {""})
    share = FALSE_ALARMS / (len(named) + 1)
    found: list[Judged] = []
    for topic in named:
        hit = np.fromiter((topic in each for each in topics), bool, len(topics))
        found += [_on(topic, one) for one in judge(replace(cases, hit=hit), false_alarms=share, among=hits).found]
    left = judge(replace(cases, hit=_not_accounted_for(cases, topics, found)), false_alarms=share)
    return Judgement(len(cases), hits, left.inflation, ranked([*found, *left.found]))


def _on(topic: str, one: Judged) -> Judged:
    because = replace(one.because, topic=topic) if one.because else None
    return replace(one, candidate=replace(one.candidate, topic=topic), because=because)


def _not_accounted_for(cases: Cases, topics: Topics, found: Sequence[Judged]) -> Flags:
    """Which cases were written about otherwise than about what a cause of theirs brings."""
    left = [set(each) for each in topics]
    place: Mapping[Candidate, int] = {candidate: number for number, candidate in enumerate(cases.candidates)}
    for one in found:
        if one.verdict is Verdict.CAUSE:
            for case in np.flatnonzero(cases.exposed(place[replace(one.candidate, topic="")])):
                left[case].discard(one.candidate.topic)
    return np.fromiter(map(bool, left), bool, len(left))
