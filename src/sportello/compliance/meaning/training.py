"""Teaching the head from the corpus; the same corpus, encoder and library versions give the same head."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from sportello.compliance.meaning.head import SHIPPED, Head, Stretch, concept_rows, save, vector_rows
from sportello.compliance.meaning.lessons import CORPUS, Lesson, digest, lessons
from sportello.reading.encoder import SENTENCE_WIDTH, UNIVERSAL
from sportello.reading.heads import BagHead, weighed
from sportello.reading.ngrams import letter_bags
from sportello.reading.sentences import sentences

STRENGTH: Final = 5.0
LEAST_HEARD: Final = 3
"""Texts in which a run of letters must stand to be known."""

VECTOR_WEIGHT: Final = 1.5
"""How loud the vector of a text is while learning: louder than its letters, which say less of words not met before."""

FOLDS: Final = 2


def train(corpus: Path = CORPUS, out: Path = SHIPPED, *, say: Callable[[str], None] = lambda _: None) -> dict[str, Any]:
    """Teach the head from all lines under `corpus`, write it to `out`, answer with a report of plain values.

    Takes some minutes on one core and needs scikit-learn (an extra of the package). The figures are of lines held out:
    no text of a line was learnt from when its others were judged.
    """
    taught = lessons(corpus)
    say(f"{len(taught)} texts")
    table, known = _table(taught, say)
    labels = tuple(sorted({label for lesson in taught for label in lesson.labels}))
    truth = np.array([[label in lesson.labels for label in labels] for lesson in taught])
    held = _held_out(taught, table, truth, say)
    weights, bias = _fit(table, truth)
    version = f"{UNIVERSAL.name}.{digest(corpus)[:12]}"
    save(_head(labels, weights, bias, known, version), out)
    return {
        "version": version,
        "texts": len(taught),
        "bytes": out.stat().st_size,
        "held_out": _figures(labels, truth, held),
    }


def stretch_of(text: str, language: str) -> Stretch:
    """A text of the corpus as it would stand in a message."""
    return Stretch(tuple(text[each.start : each.end] for each in sentences(text)), language)


def _table(taught: Sequence[Lesson], say: Callable[[str], None]) -> tuple[Any, tuple[NDArray[np.int64], Any]]:
    from scipy.sparse import csr_matrix, hstack

    stretches = [stretch_of(lesson.text, lesson.language) for lesson in taught]
    bags = letter_bags([each.text for each in stretches])
    keys, heard = np.unique(bags.keys, return_counts=True)
    keys, heard = keys[heard >= LEAST_HEARD], heard[heard >= LEAST_HEARD]
    rarity = (np.log((1 + len(bags)) / (1 + heard)) + 1).astype(np.float32)
    owners, places, values = weighed(bags, keys, rarity)
    letters = csr_matrix((values, (owners, places)), shape=(len(bags), len(keys)))
    say("Encoding")
    vectors = vector_rows(stretches) * VECTOR_WEIGHT
    table = hstack([letters, csr_matrix(concept_rows(stretches)), csr_matrix(vectors)]).tocsr()
    return table, (keys, rarity)


def _fit(table: Any, truth: NDArray[np.bool_]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    from sklearn.linear_model import LogisticRegression

    weights, bias = [], []
    for column in truth.T:
        head: Any = LogisticRegression(C=STRENGTH, class_weight="balanced", solver="liblinear", tol=0.01)
        head.fit(table, column)
        weights.append(head.coef_[0])
        bias.append(head.intercept_[0])
    return np.array(weights, np.float32).T, np.array(bias, np.float32)


def _held_out(
    taught: Sequence[Lesson], table: Any, truth: NDArray[np.bool_], say: Callable[[str], None]
) -> NDArray[Any]:
    lines = list(dict.fromkeys(lesson.line for lesson in taught))
    fold_of = {line: number % FOLDS for number, line in enumerate(lines)}
    folds = np.array([fold_of[lesson.line] for lesson in taught])
    odds = np.zeros(truth.shape, np.float32)
    for fold in range(FOLDS):
        say(f"Learning without fold {fold + 1} of {FOLDS}")
        weights, bias = _fit(table[folds != fold], truth[folds != fold])
        odds[folds == fold] = table[folds == fold] @ weights + bias
    return odds


def _figures(labels: Sequence[str], truth: NDArray[np.bool_], odds: NDArray[Any]) -> dict[str, dict[str, float]]:
    said = odds > 0
    right = (said & truth).sum(axis=0)
    return {
        label: {
            "precision": round(float(right[at] / max(1, said[:, at].sum())), 3),
            "recall": round(float(right[at] / max(1, truth[:, at].sum())), 3),
        }
        for at, label in enumerate(labels)
    }


def _head(
    labels: tuple[str, ...],
    weights: NDArray[np.float32],
    bias: NDArray[np.float32],
    known: tuple[Any, Any],
    version: str,
) -> Head:
    keys, rarity = known
    letters, concepts, rest = np.split(weights, [len(keys), len(weights) - SENTENCE_WIDTH])
    return Head(labels, BagHead(keys, rarity, letters), concepts, rest * VECTOR_WEIGHT, bias, version)
