"""Runs of neighbouring clauses that may be one wish, what tells a good one from a poor one, and choosing among them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sportello.reading.encoder import Matrix
from sportello.reading.features import LOOKS, Clause

LONGEST: Final = 6
"""Clauses of one wish at most."""

_NOTHING: Final = -6.0  # the log-odds of a clause that is not there
_FROM_CLAUSES: Final = 22
SIGNS: Final = _FROM_CLAUSES + LONGEST - 2 + 3 * len(LOOKS)
"""What is known of a run: columns of `Runs.signs`."""


@dataclass(frozen=True, slots=True)
class Runs:
    """All runs of a message: clauses `first` to `last` (without it), a row of signs each. None leaves its sentence."""

    first: NDArray[np.int64]
    last: NDArray[np.int64]
    signs: Matrix


@dataclass(frozen=True, slots=True)
class Said:
    """What the heads say of each clause of a message: log-odds of a wish and of a beginning, log-chances of topics."""

    wishes: Matrix
    begins: Matrix
    voices: Matrix


def runs_of(clauses: Sequence[Clause], said: Said) -> Runs:
    """Every run of one to LONGEST clauses inside a sentence, the short ones first."""
    count = len(clauses)
    apart = np.array(
        [left.sentence != right.sentence or left.last != right.first for left, right in pairwise(clauses)], np.bool_
    )
    edge = np.ones(1, np.bool_)
    opens, closes = np.concatenate([edge, apart])[:count], np.concatenate([apart, edge])[:count]
    starts, sizes = [np.arange(count)], [np.ones(count, np.int64)]
    while len(starts[-1]) and len(starts) < LONGEST:
        goes_on = starts[-1][~closes[starts[-1] + len(starts) - 1]]
        starts.append(goes_on)
        sizes.append(np.full(len(goes_on), len(sizes) + 1))
    first = np.concatenate(starts)
    last = first + np.concatenate(sizes)
    if not count:
        return Runs(first, last, np.zeros((0, SIGNS), np.float32))
    return Runs(first, last, _Seen(clauses, said, opens, closes).signs(first, last))


def chosen(runs: Runs, worth: Matrix, least: float) -> list[int]:
    """The runs to take, in order of place: none touches another and the sum of `worth - least` is the largest."""
    first, last = runs.first.tolist(), runs.last.tolist()
    ends = max(last, default=0)
    arriving: list[list[int]] = [[] for _ in range(ends + 1)]
    for run in np.flatnonzero(worth > least).tolist():
        arriving[last[run]].append(run)
    best, taken = [0.0] * (ends + 1), [-1] * (ends + 1)
    for end in range(1, ends + 1):
        best[end] = best[end - 1]
        for run in arriving[end]:
            sum_of = best[first[run]] + float(worth[run]) - least
            if sum_of > best[end]:
                best[end], taken[end] = sum_of, run
    return list(reversed(list(_walked(first, taken))))


def _walked(first: Sequence[int], taken: Sequence[int]) -> Iterator[int]:
    end = len(taken) - 1
    while end > 0:
        if taken[end] >= 0:
            yield taken[end]
        end = first[taken[end]] if taken[end] >= 0 else end - 1


class _Seen:
    """The clauses of a message as columns, and the signs of runs among them."""

    def __init__(
        self, clauses: Sequence[Clause], said: Said, opens: NDArray[np.bool_], closes: NDArray[np.bool_]
    ) -> None:
        self.opens, self.closes = opens, closes
        self._said = said
        self._looks = np.array([clause.looks for clause in clauses], np.float32).reshape(len(clauses), len(LOOKS))
        self._words = np.array([clause.last - clause.first for clause in clauses], np.float32)

    def signs(self, first: NDArray[np.int64], last: NDArray[np.int64]) -> Matrix:
        """A row for each run."""
        ends, sizes = last - 1, last - first
        # A short run repeats its last clause: no harm to maximum and minimum; sums are taken where `own` says.
        inside = np.minimum(first[:, None] + np.arange(LONGEST), ends[:, None])
        own = np.arange(LONGEST) < sizes[:, None]
        wishes, words, begins = self._said.wishes[inside], self._words[inside] * own, self._said.begins
        total = words.sum(axis=1)
        opens, closes = self.opens[first], self.closes[ends]
        before, after = np.maximum(first - 1, 0), np.minimum(last, len(self._words) - 1)
        spoken = _summed(self._said.voices)
        agreed = _agreement(spoken, first, last)
        wider = np.where(closes, 0, _agreement(spoken, first, after + 1) - agreed)
        earlier = np.where(opens, 0, _agreement(spoken, before, last) - agreed)
        columns = [
            (wishes * own).sum(axis=1) / sizes,
            wishes.max(axis=1),
            wishes.min(axis=1),
            (wishes * words).sum(axis=1) / total,
            wishes[:, 0],
            wishes[:, -1],
            begins[first],
            np.where(own[:, 1:], begins[inside[:, 1:]], _NOTHING).max(axis=1),
            np.where(opens, _NOTHING, self._said.wishes[before]),
            np.where(closes, _NOTHING, self._said.wishes[after]),
            np.where(opens, _NOTHING, begins[before]),
            np.where(closes, 0, begins[after]),
            np.log(total),
            total < 4,
            opens,
            closes,
            opens & closes,
            agreed,
            wider,
            earlier,
            np.where(opens, 0, np.log1p(self._words[before])),
            np.where(closes, 0, np.log1p(self._words[after])),
            *(sizes == each for each in range(1, LONGEST - 1)),
        ]
        next_looks = np.where(closes[:, None], 0, self._looks[after])
        looks = [self._looks[first], self._looks[ends], next_looks]
        return np.asarray(np.hstack([np.stack(columns, axis=1), *looks]), np.float32)


def _summed(voices: Matrix) -> Matrix:
    nothing = np.zeros((1, voices.shape[1]))
    return np.vstack([nothing, np.cumsum(voices, axis=0, dtype=np.float64)])


def _agreement(spoken: Matrix, first: NDArray[np.int64], last: NDArray[np.int64]) -> Matrix:
    # How far the clauses of a run speak of one topic; zero for one clause alone.
    topics = spoken[last] - spoken[first]
    most = topics.max(axis=1)
    return np.asarray(most + np.log(np.exp(topics - most[:, None]).sum(axis=1)), np.float32)
