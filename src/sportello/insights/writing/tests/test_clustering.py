"""Putting questions together by their vectors."""

from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from sportello.insights.writing.clustering import Groups, settled, taken_in

WIDTH = 32
NONE = Groups(np.zeros((0, WIDTH), np.float32))


def around(kinds: int, each: int, *, noise: float = 0.08, seed: int = 1) -> tuple[NDArray[Any], NDArray[np.int64]]:
    """Questions of so many kinds that stand at right angles, each with some noise, shuffled; and their kinds."""
    rng = np.random.default_rng(seed)
    truth = rng.permutation(np.repeat(np.arange(kinds), each))
    rows = np.eye(kinds, WIDTH, dtype=np.float32)[truth] + rng.normal(0, noise, (kinds * each, WIDTH))
    return rows.astype(np.float32), truth


def are_alike(one: NDArray[np.int64], other: NDArray[np.int64]) -> bool:
    """Whether two ways of grouping put the same questions together."""
    return bool(((one[:, None] == one) == (other[:, None] == other)).all())


def test_it_finds_the_kinds_that_were_planted() -> None:
    rows, truth = around(kinds=6, each=20)
    found = taken_in(rows, NONE)
    assert are_alike(found.labels, truth)
    assert len(found.groups) == 6


def test_it_takes_new_questions_into_known_groups_as_if_they_had_come_at_once() -> None:
    rows, _ = around(kinds=4, each=30)
    first = taken_in(rows[:50], NONE)
    then = taken_in(rows[50:], first.groups)
    at_once = taken_in(rows, NONE)
    assert are_alike(np.concatenate([first.labels, then.labels]), at_once.labels)
    assert np.allclose(then.groups.totals, at_once.groups.totals, atol=1e-4)


def test_it_begins_a_group_for_a_question_like_no_other() -> None:
    rows, _ = around(kinds=2, each=10)
    known = taken_in(rows, NONE)
    odd = np.zeros((1, WIDTH), np.float32)
    odd[0, 20] = 1
    found = taken_in(odd, known.groups)
    assert found.labels.tolist() == [2]
    assert len(found.groups) == 3


def test_it_lets_questions_choose_again_and_joins_what_is_one() -> None:
    rows, truth = around(kinds=3, each=20)
    torn = truth * 2 + np.arange(len(truth)) % 2  # every kind in two groups, as an unlucky order leaves them
    totals = np.zeros((6, WIDTH), np.float32)
    np.add.at(totals, torn, rows)
    found = settled(rows, torn, Groups(totals))
    assert are_alike(found.labels, truth)
    assert are_alike(found.became[torn], truth)


def test_it_keeps_the_direction_of_a_group_that_nobody_chose() -> None:
    rows, truth = around(kinds=2, each=10)
    totals = np.zeros((3, WIDTH), np.float32)
    np.add.at(totals, truth, rows)
    totals[2, 30] = 5
    found = settled(rows, truth, Groups(totals))
    assert found.became.tolist() == [0, 1, 2]
    assert found.groups.centres[2, 30] == 1


@settings(max_examples=40)
@given(st.integers(0, 30), st.integers(0, 6), st.integers(0, 5))
def test_it_gives_every_question_a_group_that_is_there(questions: int, known: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    rows = rng.normal(size=(questions, WIDTH)).astype(np.float32)
    before = Groups(rng.normal(size=(known, WIDTH)).astype(np.float32))
    found = taken_in(rows, before)
    assert len(found.labels) == questions
    assert ((found.labels >= 0) & (found.labels < len(found.groups))).all()
    again = settled(rows, found.labels, found.groups)
    assert ((again.labels >= 0) & (again.labels < len(again.groups))).all()
    assert (again.became[again.became] == again.became).all()
