"""The corpus as arrays to learn from: every message cut, encoded once and narrowed, with its labels beside it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from sportello.reading.encoder import Encoder, Matrix
from sportello.reading.features import Axes, Clause, Features, Parts, Wide, encoded, features, parts
from sportello.reading.labelled import Labelled, Wish
from sportello.reading.network import BEGINS, INSIDE, LABELS
from sportello.reading.vocabulary import TOPICS

WORD_AXES: Final = 384
SENTENCE_AXES: Final = 128
_SAMPLE: Final = 600
_AT_ONCE: Final = 100
_SENTENCE_GAIN: Final = 2.0  # unit vectors of 512 numbers have tiny entries; words do not


@dataclass(frozen=True, slots=True)
class Lessons:
    """`inputs[i]` belongs to `messages[i]`.

    `wishes[i]` has a row a clause (topics of its wish, in a wish, begins one), `labels` a row a message.
    """

    messages: list[Labelled]
    cut: list[Parts]
    inputs: list[Features]
    wishes: list[Matrix]
    labels: Matrix
    words: Axes
    sentences: Axes


def lessons(messages: Sequence[Labelled], encoder: Encoder, seed: int) -> Lessons:
    """Encode the messages; the axes are the main directions of a random sample of them."""
    taught = list(messages)
    cut = [_cut(message) for message in taught]
    chosen = np.random.default_rng(seed).choice(len(cut), min(_SAMPLE, len(cut)), replace=False)
    sample = encoded([cut[at] for at in chosen], encoder)
    words = _axes(np.vstack([each.words for each in sample]), WORD_AXES, 1.0)
    sentences = _axes(np.vstack([each.sentences for each in sample]), SENTENCE_AXES, _SENTENCE_GAIN)
    inputs = [
        features(message, wide, words, sentences)
        for start in range(0, len(cut), _AT_ONCE)
        for message, wide in _pairs(cut[start : start + _AT_ONCE], encoder)
    ]
    wishes = [_wish_rows(message, pieces.clauses) for message, pieces in zip(taught, cut, strict=True)]
    labels = np.array([[label in message.topics | message.risks for label in LABELS] for message in taught], np.float32)
    return Lessons(taught, cut, inputs, wishes, labels, words, sentences)


def _cut(message: Labelled) -> Parts:
    whole = parts(message.body, message.subject)
    return whole if message.is_placed else replace(whole, clauses=())


def _pairs(cut: list[Parts], encoder: Encoder) -> list[tuple[Parts, Wide]]:
    return list(zip(cut, encoded(cut, encoder), strict=True))


def _axes(rows: Matrix, count: int, gain: float) -> Axes:
    centre = rows.mean(axis=0)
    centred = rows - centre
    values, vectors = np.linalg.eigh(centred.T @ centred / len(rows))
    main = np.argsort(values)[::-1][:count]
    # Half whitened: rare directions are heard, but noise is not made as loud as meaning.
    directions = vectors[:, main] * (gain / np.maximum(values[main], 1e-6) ** 0.25)
    return Axes(centre, np.asarray(directions, np.float32))


def _wish_rows(message: Labelled, clauses: Sequence[Clause]) -> Matrix:
    rows = np.zeros((len(clauses), len(TOPICS) + 2), np.float32)
    begun: set[Wish] = set()
    for row, clause in zip(rows, clauses, strict=True):
        wish = max(message.wishes, key=lambda wish: _shared(clause, wish), default=None)
        if wish and 2 * _shared(clause, wish) > clause.span.end - clause.span.start:
            row[TOPICS.index(wish.topic)] = row[INSIDE] = 1
            row[BEGINS] = wish not in begun
            begun.add(wish)
    return rows


def _shared(clause: Clause, wish: Wish) -> int:
    return min(clause.span.end, wish.end) - max(clause.span.start, wish.start)
