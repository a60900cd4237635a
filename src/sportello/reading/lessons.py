"""The corpus as arrays to learn from: every message cut, encoded once and narrowed, with its labels beside it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from sportello.reading.encoder import Encoder, Matrix
from sportello.reading.features import Features, Parts, features, narrowed, parts
from sportello.reading.labelled import Labelled, Wish
from sportello.reading.vocabulary import RISKS, TOPICS

LABELS: Final = (*TOPICS, *RISKS)
AXES: Final = 256
_SAMPLE: Final = 500
_AT_ONCE: Final = 100


@dataclass(frozen=True, slots=True)
class Lessons:
    """`inputs[i]` belongs to `messages[i]`; its words are narrowed.

    `wishes[i]` has a row a word (topics of its wish, in a wish, begins one), `labels` a row a message.
    """

    messages: list[Labelled]
    cut: list[Parts]
    inputs: list[Features]
    wishes: list[Matrix]
    labels: Matrix
    centre: Matrix
    axes: Matrix


def lessons(messages: Sequence[Labelled], encoder: Encoder, seed: int) -> Lessons:
    """Encode the messages; the axes are the main directions of the words of a random sample of them."""
    taught = list(messages)
    cut = [parts(message.body, message.subject) for message in taught]
    chosen = np.random.default_rng(seed).choice(len(cut), min(_SAMPLE, len(cut)), replace=False)
    centre, axes = _axes(np.vstack([each.words for each in features([cut[at] for at in chosen], encoder)]))
    inputs = [
        narrowed(each, centre, axes)
        for start in range(0, len(cut), _AT_ONCE)
        for each in features(cut[start : start + _AT_ONCE], encoder)
    ]
    wishes = [_wish_rows(message, pieces) for message, pieces in zip(taught, cut, strict=True)]
    labels = np.array([[label in message.topics | message.risks for label in LABELS] for message in taught], np.float32)
    return Lessons(taught, cut, inputs, wishes, labels, centre, axes)


def wishful(taught: Lessons, at: int) -> Matrix:
    """Of each clause of message `at`: 1.0 where most of its words belong to a wish."""
    inside = taught.wishes[at][:, len(TOPICS)]
    shares = [inside[clause.first : clause.last].mean() > 0.5 for clause in taught.cut[at].clauses]
    return np.array(shares, np.float32)


def _axes(words: Matrix) -> tuple[Matrix, Matrix]:
    centre = words.mean(axis=0)
    centred = words - centre
    values, vectors = np.linalg.eigh(centred.T @ centred / len(words))
    main = np.argsort(values)[::-1][:AXES]
    # Half whitened: rare directions are heard, but noise is not made as loud as meaning.
    return centre, np.asarray(vectors[:, main] / np.maximum(values[main], 1e-6) ** 0.25, np.float32)


def _wish_rows(message: Labelled, pieces: Parts) -> Matrix:
    words = [(word, sentence.is_subject) for sentence in pieces.sentences for word in sentence.words]
    rows = np.zeros((max(1, len(words)), len(TOPICS) + 2), np.float32)
    for wish in message.wishes:
        inside = [at for at, (word, subject) in enumerate(words) if not subject and _meet(word, wish)]
        rows[inside, TOPICS.index(wish.topic)] = 1
        rows[inside, len(TOPICS)] = 1
        rows[inside[:1], len(TOPICS) + 1] = 1
    return rows


def _meet(word: tuple[int, int], wish: Wish) -> bool:
    return word[0] < wish.end and word[1] > wish.start
