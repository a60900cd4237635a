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
    found: list[tuple[NDArray[np.int64], NDArray[np.int64], Matrix]] = []
    seen = _Seen(clauses, said, opens, closes)
    starts = np.arange(count)
    for size in range(1, LONGEST + 1):
        starts = starts[starts + size <= count]
        if size > 1:
            starts = starts[~seen.closes[starts + size - 2]]
        if not len(starts):
            break
        found.append((starts, starts + size, seen.signs(starts, size)))
    if not found:
        return Runs(np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros((0, SIGNS), np.float32))
    first, last, signs = zip(*found, strict=True)
    return Runs(np.concatenate(first), np.concatenate(last), np.vstack(signs))


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

    def signs(self, starts: NDArray[np.int64], size: int) -> Matrix:
        """A row for each run of `size` clauses that begins at one of `starts`."""
        inside = starts[:, None] + np.arange(size)
        wishes, words = self._said.wishes[inside], self._words[inside]
        lasts = starts + size - 1
        opens, closes = self.opens[starts], self.closes[lasts]
        before, after = np.maximum(starts - 1, 0), np.minimum(lasts + 1, len(self._words) - 1)
        agreed = _agreement(self._said.voices, inside)
        wider = np.where(closes, 0, _agreement(self._said.voices, np.hstack([inside, after[:, None]])) - agreed)
        earlier = np.where(opens, 0, _agreement(self._said.voices, np.hstack([before[:, None], inside])) - agreed)
        begins = self._said.begins
        columns = [
            wishes.mean(axis=1),
            wishes.max(axis=1),
            wishes.min(axis=1),
            (wishes * words).sum(axis=1) / words.sum(axis=1),
            wishes[:, 0],
            wishes[:, -1],
            begins[starts],
            begins[inside[:, 1:]].max(axis=1, initial=_NOTHING),
            np.where(opens, _NOTHING, self._said.wishes[before]),
            np.where(closes, _NOTHING, self._said.wishes[after]),
            np.where(opens, _NOTHING, begins[before]),
            np.where(closes, 0, begins[after]),
            np.log(words.sum(axis=1)),
            words.sum(axis=1) < 4,
            opens,
            closes,
            opens & closes,
            agreed,
            wider,
            earlier,
            np.where(opens, 0, np.log1p(self._words[before])),
            np.where(closes, 0, np.log1p(self._words[after])),
            *(np.full(len(starts), float(size == each)) for each in range(1, LONGEST - 1)),
        ]
        next_looks = np.where(closes[:, None], 0, self._looks[after])
        looks = [self._looks[starts], self._looks[lasts], next_looks]
        return np.asarray(np.hstack([np.stack(columns, axis=1), *looks]), np.float32)


def _agreement(voices: Matrix, inside: NDArray[np.int64]) -> Matrix:
    # How far the clauses of a run speak of one topic; zero for one clause alone.
    topics = voices[inside].sum(axis=1)
    most = topics.max(axis=1)
    return np.asarray(most + np.log(np.exp(topics - most[:, None]).sum(axis=1)), np.float32)
