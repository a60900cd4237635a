from itertools import pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from sportello.reading.dividing import LONGEST, divided
from sportello.reading.encoder import Matrix
from sportello.reading.features import Clause
from sportello.reading.sentences import Span
from sportello.reading.vocabulary import TOPICS


def clause(at: int, sentence: int = 0) -> Clause:
    return Clause(Span(at * 10, at * 10 + 9), sentence, at, at + 1, (0.0,) * 9, "", "")


def voices(*topics: str) -> Matrix:
    sure = np.full((len(topics), len(TOPICS)), np.log(0.1 / (len(TOPICS) - 1)))
    for row, topic in zip(sure, topics, strict=True):
        row[TOPICS.index(topic)] = np.log(0.9)
    return sure


def runs(clauses: list[Clause], wishes: list[float], begins: list[float], topics: Matrix) -> list[tuple[int, int]]:
    return divided(clauses, np.array(wishes), np.array(begins), topics, eager=0.0, apart=1.0, agree=1.0)


def test_it_joins_clauses_that_speak_of_one_thing() -> None:
    assert runs([clause(0), clause(1)], [0.9, 0.9], [0.9, 0.2], voices("invoice", "invoice")) == [(0, 2)]


def test_it_keeps_two_things_apart() -> None:
    assert runs([clause(0), clause(1)], [0.9, 0.9], [0.9, 0.5], voices("invoice", "exchange")) == [(0, 1), (1, 2)]


def test_it_never_joins_across_sentences() -> None:
    both = [clause(0), clause(1, sentence=1)]
    assert runs(both, [0.9, 0.9], [0.9, 0.3], voices("invoice", "invoice")) == [(0, 1), (1, 2)]


def test_it_leaves_out_what_asks_nothing() -> None:
    assert runs([clause(0), clause(1)], [0.1, 0.8], [0.1, 0.9], voices("invoice", "invoice")) == [(1, 2)]


@given(st.lists(st.tuples(st.floats(0, 1), st.floats(0, 1), st.integers(0, 2)), max_size=14))
def test_it_divides_anything_into_short_runs_in_order(drawn: list[tuple[float, float, int]]) -> None:
    clauses = [clause(at, sentence=sum(each[2] == 0 for each in drawn[: at + 1])) for at in range(len(drawn))]
    topics = np.log(np.random.default_rng(len(drawn)).dirichlet(np.ones(len(TOPICS)), len(drawn)) + 1e-9)
    found = runs(clauses, [each[0] for each in drawn], [each[1] for each in drawn], topics.reshape(-1, len(TOPICS)))
    assert all(0 < last - first <= LONGEST for first, last in found)
    assert all(left[1] <= right[0] for left, right in pairwise(found))
    assert all(clauses[first].sentence == clauses[last - 1].sentence for first, last in found)
