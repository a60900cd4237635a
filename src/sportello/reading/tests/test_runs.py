from itertools import pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from sportello.reading.encoder import Matrix
from sportello.reading.features import LOOKS, Clause
from sportello.reading.runs import LONGEST, SIGNS, Runs, Said, chosen, runs_of
from sportello.reading.sentences import Span
from sportello.reading.vocabulary import TOPICS


def clause(at: int, sentence: int = 0) -> Clause:
    return Clause(Span(at * 10, at * 10 + 9), sentence, at, at + 1, (0.0,) * len(LOOKS), "", "")


def said(clauses: int) -> Said:
    random = np.random.default_rng(clauses)
    voices = np.log(random.dirichlet(np.ones(len(TOPICS)), clauses).reshape(-1, len(TOPICS)) + 1e-9)
    return Said(random.normal(size=clauses), random.normal(size=clauses), voices)


def places(runs: Runs) -> list[tuple[int, int]]:
    return sorted(zip(runs.first.tolist(), runs.last.tolist(), strict=True))


def taken(runs: Runs, worth: Matrix, least: float = 0.4) -> list[tuple[int, int]]:
    return [(int(runs.first[at]), int(runs.last[at])) for at in chosen(runs, worth, least)]


def test_it_names_every_run_inside_a_sentence_and_none_across() -> None:
    clauses = [clause(0), clause(1), clause(2, sentence=1)]
    assert places(runs_of(clauses, said(3))) == [(0, 1), (0, 2), (1, 2), (2, 3)]


def test_it_leaves_out_runs_with_a_gap() -> None:
    clauses = [clause(0), clause(2)]
    assert places(runs_of(clauses, said(2))) == [(0, 1), (1, 2)]


def test_it_gives_signs_of_one_width_even_for_no_clause() -> None:
    assert runs_of([], said(0)).signs.shape == (0, SIGNS)
    assert runs_of([clause(0)], said(1)).signs.shape == (1, SIGNS)


def test_it_prefers_two_good_runs_to_the_long_one_over_both() -> None:
    runs = runs_of([clause(0), clause(1)], said(2))
    worth = {(0, 1): 0.8, (1, 2): 0.7, (0, 2): 0.9}
    of_each = np.array([worth[int(a), int(b)] for a, b in zip(runs.first, runs.last, strict=True)])
    assert taken(runs, of_each) == [(0, 1), (1, 2)]
    assert taken(runs, of_each, least=0.65) == [(0, 2)]
    assert taken(runs, of_each, least=0.9) == []


@given(st.lists(st.tuples(st.floats(0, 1), st.booleans()), max_size=14), st.floats(0.05, 0.95))
def test_it_chooses_short_runs_in_order_that_do_not_touch(drawn: list[tuple[float, bool]], least: float) -> None:
    clauses = [clause(at, sentence=sum(begins for _, begins in drawn[: at + 1])) for at in range(len(drawn))]
    runs = runs_of(clauses, said(len(clauses)))
    assert np.isfinite(runs.signs).all()
    found = taken(runs, np.random.default_rng(len(drawn)).random(len(runs.first)), least)
    assert all(0 < last - first <= LONGEST for first, last in found)
    assert all(left[1] <= right[0] for left, right in pairwise(found))
    assert all(clauses[first].sentence == clauses[last - 1].sentence for first, last in found)
