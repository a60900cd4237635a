from collections.abc import Callable

import numpy as np
import pytest

from sportello.reading.encoder import Matrix
from sportello.reading.tape import Groups, Tape, Value

GROUPS = Groups(np.array([0, 2]), np.array([0, 0, 1, 1, 1]))
PLACES = np.array([4, 0, 2])
SOURCE = np.array([-1, 0, 1, -1, 3])


def rows(count: int, width: int, seed: int = 0) -> Matrix:
    return np.asarray(np.random.default_rng(seed).normal(size=(count, width)), np.float32)


def like(other: Matrix) -> Matrix:
    return rows(other.shape[0], other.shape[1], 7)


STEPS: dict[str, Callable[[Tape, Value], Value]] = {
    "times": lambda tape, value: tape.times(value, Value(rows(3, 2, 1))),
    "plus": lambda tape, value: tape.plus(value, Value(np.ones(3, np.float32))),
    "positive": lambda tape, value: tape.positive(value),
    "masked": lambda tape, value: tape.masked(value, np.full((5, 3), 2.0, np.float32)),
    "beside": lambda tape, value: tape.beside([value, tape.positive(value)]),
    "rows": lambda tape, value: tape.rows(value, PLACES),
    "moved": lambda tape, value: tape.moved(value, SOURCE),
    "most": lambda tape, value: tape.most(value, GROUPS),
    "most among": lambda tape, value: tape.most(value, GROUPS, np.array([1, 0, 1, 1, 0], np.bool_)),
    "mean": lambda tape, value: tape.mean(value, GROUPS),
    "spread": lambda tape, value: tape.spread(tape.mean(value, GROUPS), GROUPS),
}


def loss(step: Callable[[Tape, Value], Value], at: Matrix) -> float:
    outcome = step(Tape(), Value(at)).rows
    return float(np.sum(outcome * like(outcome)))


@pytest.mark.parametrize("name", STEPS)
def test_it_carries_back_the_slope_that_small_changes_show(name: str) -> None:
    at, tape = rows(5, 3), Tape()
    value = Value(at)
    outcome = STEPS[name](tape, value)
    tape.back([(outcome, like(outcome.rows))])
    nudge = 1e-2
    for place in np.ndindex(at.shape):
        more, less = at.copy(), at.copy()
        more[place] += nudge
        less[place] -= nudge
        shown = (loss(STEPS[name], more) - loss(STEPS[name], less)) / (2 * nudge)
        assert value.slope is not None
        assert value.slope[place] == pytest.approx(shown, abs=2e-2)


def test_it_adds_the_slopes_of_a_value_used_twice() -> None:
    tape, value = Tape(), Value(np.ones((1, 1), np.float32))
    tape.back([(tape.plus(value, value), np.ones((1, 1), np.float32))])
    assert value.slope is not None
    assert value.slope[0, 0] == 2
