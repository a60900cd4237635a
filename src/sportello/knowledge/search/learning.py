"""Learning the heads that judge needs; numpy and scipy, seeded."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from sportello.reading.encoder import Matrix
from sportello.reading.heads import BagHead, weighed
from sportello.reading.ngrams import Bags, letter_bags, word_bags

from .needs import WORDS_TOGETHER, Layers, likely
from .words import folded

HIDDEN: Final = 256
EPOCHS: Final = 22
_BATCH: Final = 128
_WIDE_BATCH: Final = 256
_LOUD: Final = 3.0  # what a bag of unit length is multiplied with while its head learns


@dataclass(frozen=True, slots=True)
class Taught:
    """Texts with the needs that each may speak of (a row of zeros and ones) and how much each counts."""

    texts: Sequence[str]
    allowed: Matrix
    weights: Matrix

    def picks(self, rng: np.random.Generator, size: int, epochs: int) -> list[NDArray[np.int64]]:
        """Batches for so many rounds, heavier texts oftener."""
        chance = self.weights / self.weights.sum()
        return [rng.choice(len(self.texts), size, p=chance) for _ in range(epochs * len(self.texts) // size)]


def layers(taught: Taught, rows: Matrix, *, seed: int) -> Layers:
    """A network on the given vectors, by Adam with dropout; of several allowed needs their sum is to grow."""
    rng = np.random.default_rng(seed)
    centre, scale = rows.mean(axis=0), rows.std(axis=0) + 1e-6
    inputs, needs = np.asarray((rows - centre) / scale, np.float32), taught.allowed.shape[1]
    parts = [_drawn(rng, rows.shape[1], HIDDEN), _zeros(HIDDEN), _drawn(rng, HIDDEN, needs), _zeros(needs)]
    step = _adam(parts)
    picks = taught.picks(rng, _BATCH, EPOCHS)
    for at, pick in enumerate(picks):
        given = inputs[pick] * (rng.random((_BATCH, rows.shape[1]), np.float32) > 0.1)
        kept = (rng.random((_BATCH, HIDDEN), np.float32) > 0.3) / 0.7
        inner = np.maximum(given @ parts[0] + parts[1], 0)
        hidden = inner * kept
        wrong = _wrong(hidden @ parts[2] + parts[3], taught.allowed[pick])
        back = (wrong @ parts[2].T) * kept * (inner > 0)
        step([given.T @ back, back.sum(0), hidden.T @ wrong, wrong.sum(0)], 3e-3 * min(1, 3 * (1 - at / len(picks))))
    return Layers(centre, scale, *parts)


def bags(taught: Taught, *, seed: int) -> tuple[BagHead, BagHead, Matrix]:
    """Heads on bags of letters and of words that share a bias, by adaptive gradients."""
    plain = [folded(text) for text in taught.texts]
    both = [_empty(letter_bags(plain)), _empty(word_bags(plain, WORDS_TOGETHER))]
    given = sparse.hstack([_matrix(letter_bags(plain), both[0]), _matrix(word_bags(plain, WORDS_TOGETHER), both[1])])
    weights, bias = _linear(given.tocsr() * _LOUD, taught, np.random.default_rng(seed))
    weights *= _LOUD
    cut = len(both[0].keys)
    letters, words = (
        BagHead(head.keys, head.rarity, part) for head, part in zip(both, (weights[:cut], weights[cut:]), strict=True)
    )
    return letters, words, bias


def _linear(given: sparse.csr_matrix, taught: Taught, rng: np.random.Generator) -> tuple[Matrix, Matrix]:
    needs = taught.allowed.shape[1]
    weights, seen = np.zeros((given.shape[1], needs), np.float32), np.zeros((given.shape[1], needs), np.float32)
    bias = np.zeros(needs, np.float32)
    picks = taught.picks(rng, _WIDE_BATCH, EPOCHS)
    for at, pick in enumerate(picks):
        rows = given[pick]
        pace = min(1, 3 * (1 - at / len(picks)))
        wrong = _wrong(np.asarray(rows @ weights + bias), taught.allowed[pick])
        columns = np.unique(rows.indices)
        slope = np.asarray(rows[:, columns].T @ wrong, np.float32)
        seen[columns] += slope**2
        weights[columns] -= 0.1 * pace * (slope / np.sqrt(seen[columns] + 1e-8) + 1e-5 * weights[columns])
        bias -= 0.5 * pace * wrong.sum(axis=0)
    return weights, bias


def _wrong(log_odds: Matrix, allowed: Matrix) -> Matrix:
    said = likely(log_odds)
    wanted = said * allowed
    return np.asarray((said - wanted / np.maximum(wanted.sum(axis=1, keepdims=True), 1e-9)) / len(said), np.float32)


def _adam(parts: list[Matrix]) -> Callable[[list[Matrix], float], None]:
    first, second, count = [np.zeros_like(part) for part in parts], [np.zeros_like(part) for part in parts], 0

    def step(slopes: list[Matrix], pace: float) -> None:
        nonlocal count
        count += 1
        for at, slope in enumerate(slopes):
            first[at] += 0.1 * (slope - first[at])
            second[at] += 0.001 * (slope**2 - second[at])
            move = (first[at] / (1 - 0.9**count)) / (np.sqrt(second[at] / (1 - 0.999**count)) + 1e-8)
            decay = 1e-3 * parts[at] if parts[at].ndim > 1 else 0
            parts[at] -= np.asarray(pace * (move + decay), np.float32)

    return step


def _empty(of: Bags) -> BagHead:
    keys, times = np.unique(of.keys, return_counts=True)
    keys, times = keys[times > 1], times[times > 1]
    return BagHead(keys, np.asarray(np.log(len(of) / times), np.float32), np.zeros((len(keys), 0), np.float32))


def _matrix(of: Bags, head: BagHead) -> sparse.csr_matrix:
    owners, places, values = weighed(of, head.keys, head.rarity)
    return sparse.csr_matrix((values, (owners, places)), shape=(len(of), len(head.keys)), dtype=np.float32)


def _drawn(rng: np.random.Generator, rows: int, columns: int) -> Matrix:
    return np.asarray(rng.normal(0, 1 / np.sqrt(rows), (rows, columns)), np.float32)


def _zeros(size: int) -> Matrix:
    return np.zeros(size, np.float32)
