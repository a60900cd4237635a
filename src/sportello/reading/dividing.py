"""Dividing a message into wishes: which runs of clauses say one thing that the buyer wants."""

from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np

from sportello.reading.encoder import Matrix
from sportello.reading.features import Clause

LONGEST: Final = 6
"""Clauses of one wish at most."""

_LEAST, _MOST = 1e-4, 1 - 1e-4


def divided(
    clauses: Sequence[Clause],
    wishes: Matrix,
    begins: Matrix,
    voices: Matrix,
    *,
    eager: float,
    apart: float,
    agree: float,
) -> list[tuple[int, int]]:
    """The likeliest runs of clauses that are one wish each, as (first, last without it), in order.

    Takes for each clause the probability of a wish, that one begins there, and log-probabilities of its topic. A run
    stays inside one sentence. `eager` is added to the log-odds of a wish, `apart` weighs the beginnings, `agree` that
    all clauses of a run speak of one topic. Dynamic programming: linear in the clauses.
    """
    said, unsaid = np.log(np.clip(wishes, _LEAST, _MOST)) + eager, np.log(np.clip(1 - wishes, _LEAST, _MOST))
    begun, follows = apart * np.log(np.clip(begins, 1e-3, 1)), apart * np.log(np.clip(1 - begins, 1e-3, 1))
    scores, steps = [0.0], [(0, False)]
    for end in range(1, len(clauses) + 1):
        best = (scores[end - 1] + float(unsaid[end - 1]), end - 1, False)
        gain, topics = 0.0, np.zeros(voices.shape[1])
        for start in _starts(clauses, end):
            gain += float(said[start])
            topics = topics + voices[start]
            whole = gain + float(begun[start]) + agree * _agreement(topics, end - start)
            best = max(best, (scores[start] + whole, start, True))
            gain += float(follows[start])
        scores.append(best[0])
        steps.append(best[1:])
    return list(reversed(list(_walked(steps))))


def _starts(clauses: Sequence[Clause], end: int) -> Iterator[int]:
    yield end - 1
    for start in range(end - 2, max(-1, end - 1 - LONGEST), -1):
        if clauses[start].sentence != clauses[end - 1].sentence or clauses[start].last != clauses[start + 1].first:
            return
        yield start


def _agreement(topics: Matrix, count: int) -> float:
    # Zero for one clause; as if topics were equally likely before anything was said.
    most = float(topics.max())
    return most + float(np.log(np.exp(topics - most).sum())) + (count - 1) * float(np.log(len(topics))) / 2


def _walked(steps: Sequence[tuple[int, bool]]) -> Iterator[tuple[int, int]]:
    end = len(steps) - 1
    while end > 0:
        start, is_wish = steps[end]
        if is_wish:
            yield start, end
        end = start
