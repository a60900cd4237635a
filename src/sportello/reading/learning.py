"""Learning the heads from lessons: gradient descent in numpy for words, scikit-learn for letters."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from sportello.reading.deciding import probability
from sportello.reading.encoder import Matrix
from sportello.reading.heads import LetterHead, WordHead
from sportello.reading.lessons import Lessons
from sportello.reading.ngrams import BUCKETS, Bag
from sportello.reading.vocabulary import OTHER, TOPICS

type Places = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Settings:
    """How the word head learns; the defaults won the comparison in MODEL.md."""

    hidden: int = 192
    epochs: int = 14
    batch: int = 32
    rate: float = 1e-3
    shrink: float = 1e-3
    drop_input: float = 0.2
    drop_hidden: float = 0.3
    drop_pooled: float = 0.3
    wish_share: float = 0.1
    joined: float = 0.0


_FIRST, _SECOND, _TINY = 0.9, 0.999, 1e-8  # the moments of Adam, https://arxiv.org/abs/1412.6980
LETTER_STRENGTH: Final = 30.0
CLAUSE_STRENGTH: Final = 10.0


@dataclass(frozen=True, slots=True)
class _Batch:
    words: Matrix
    around: Matrix
    owner: Places
    is_subject: NDArray[np.bool_]
    starts: Places
    message: Places
    sizes: Matrix
    wishes: Matrix
    labels: Matrix


def word_head(taught: Lessons, chosen: Sequence[int], settings: Settings, seed: int) -> WordHead:
    """A word head learnt from the chosen messages; the same seed gives the same head."""
    random = np.random.default_rng(seed)
    weights = _first_weights(taught, settings, random)
    moments = [np.zeros_like(each) for each in weights], [np.zeros_like(each) for each in weights]
    per_epoch = -(-len(chosen) // settings.batch)
    step, steps = 0, settings.epochs * per_epoch
    for _ in range(settings.epochs):
        order = random.permutation(np.asarray(chosen))
        for start in range(0, len(order), settings.batch):
            step += 1
            batch = _batch(taught, order[start : start + settings.batch])
            batch = _dropped(_joined(batch, settings.joined, random), settings, random)
            slopes = _slopes(weights, batch, settings, random)
            rate = settings.rate * 0.5 * (1 + np.cos(np.pi * step / steps))
            _descend(weights, slopes, moments, rate, settings.shrink, step)
    return WordHead(*weights)


def letter_head(bags: Sequence[Bag], labels: Matrix, strength: float = LETTER_STRENGTH) -> LetterHead:
    """A linear head on bags of letters: a row of `labels` for each bag, a column for each thing to learn."""
    from scipy.sparse import csr_matrix
    from sklearn.linear_model import LogisticRegression

    heard = np.bincount(np.concatenate([buckets for buckets, _ in bags]), minlength=BUCKETS)
    rarity = np.where(heard > 1, np.log((1 + len(bags)) / (1 + heard)) + 1, 0).astype(np.float32)
    values = [counts * rarity[buckets] for buckets, counts in bags]
    scaled = np.concatenate([value / (float(np.linalg.norm(value)) or 1.0) for value in values])
    ends = np.cumsum([0, *(len(buckets) for buckets, _ in bags)])
    table = csr_matrix((scaled, np.concatenate([buckets for buckets, _ in bags]), ends), shape=(len(bags), BUCKETS))
    weights, bias = [], []
    for column in labels.T:
        if column.min() == column.max():
            raise ValueError("a label that every message has, or none, cannot be learnt")
        head: Any = LogisticRegression(C=strength, class_weight="balanced", solver="liblinear", tol=0.01)
        head.fit(table, column)
        weights.append(head.coef_[0])
        bias.append(head.intercept_[0])
    return LetterHead(rarity, np.array(weights, np.float32).T, np.array(bias, np.float32))


def _first_weights(taught: Lessons, settings: Settings, random: np.random.Generator) -> list[Matrix]:
    narrow, around = taught.inputs[0].words.shape[1], taught.inputs[0].around.shape[1]
    size, labels, wishes = settings.hidden, taught.labels.shape[1], len(TOPICS) + 2
    return [
        np.asarray(each, np.float32)
        for each in (
            random.normal(0, narrow**-0.5, (narrow, size)),
            random.normal(0, 0.5 * around**-0.5, (around, size)),
            np.zeros(size),
            random.normal(0, 0.03, (3 * size, labels)),
            np.full(labels, -2.0),
            random.normal(0, 0.03, (size, wishes)),
            np.full(wishes, -4.0),
        )
    ]


def _batch(taught: Lessons, chosen: Places) -> _Batch:
    each = [taught.inputs[at] for at in chosen]
    sizes = np.array([len(one.words) for one in each])
    before = np.concatenate([[0], np.cumsum([len(one.around) for one in each])[:-1]])
    return _Batch(
        words=np.vstack([one.words for one in each]),
        around=np.vstack([one.around for one in each]),
        owner=np.concatenate([one.owner + shift for one, shift in zip(each, before, strict=True)]),
        is_subject=np.concatenate([one.is_subject for one in each]),
        starts=np.concatenate([[0], np.cumsum(sizes)[:-1]]),
        message=np.repeat(np.arange(len(each)), sizes),
        sizes=sizes[:, None].astype(np.float32),
        wishes=np.vstack([taught.wishes[at] for at in chosen]),
        labels=taught.labels[chosen],
    )


def _joined(batch: _Batch, share: float, random: np.random.Generator) -> _Batch:
    # Two messages read as one: what each is about holds for both together, and thanks beside a wish are no topic.
    if not share:
        return batch
    count = len(batch.labels)
    alone = np.ones(count, np.bool_)
    alone[1:][random.random(count - 1) < share] = False
    alone[1:] |= ~alone[:-1]
    target = np.cumsum(alone) - 1
    labels = np.zeros((target[-1] + 1, batch.labels.shape[1]), np.float32)
    np.maximum.at(labels, target, batch.labels)
    other = TOPICS.index(OTHER)
    labels[:, other] *= labels[:, : len(TOPICS)].sum(axis=1) == 1
    sizes = np.bincount(target, weights=batch.sizes[:, 0])[:, None].astype(np.float32)
    return replace(batch, starts=batch.starts[alone], message=target[batch.message], sizes=sizes, labels=labels)


def _dropped(batch: _Batch, settings: Settings, random: np.random.Generator) -> _Batch:
    words = batch.words * _kept(random, (1, batch.words.shape[1]), settings.drop_input)
    around = batch.around * _kept(random, (1, batch.around.shape[1]), settings.drop_input)
    return replace(batch, words=words, around=around)


def _kept(random: np.random.Generator, shape: tuple[int, ...], dropped: float) -> Matrix:
    return np.asarray((random.random(shape, dtype=np.float32) > dropped) / (1 - dropped), np.float32)


def _slopes(weights: list[Matrix], batch: _Batch, settings: Settings, random: np.random.Generator) -> list[Matrix]:
    from_word, from_around, bias, to_message, message_bias, to_wish, wish_bias = weights
    raw = batch.words @ from_word + (batch.around @ from_around + bias)[batch.owner]
    alive = (raw > 0) * _kept(random, raw.shape, settings.drop_hidden)
    rows = raw * alive
    body = np.where(batch.is_subject[:, None], 0, rows)
    subject = rows - body
    tops = np.maximum.reduceat(body, batch.starts, axis=0), np.maximum.reduceat(subject, batch.starts, axis=0)
    kept = _kept(random, (len(batch.labels), 3 * settings.hidden), settings.drop_pooled)
    pooled = np.hstack([*tops, np.add.reduceat(rows, batch.starts, axis=0) / batch.sizes]) * kept
    label_error = (probability(pooled @ to_message + message_bias) - batch.labels) / len(batch.labels)
    wish_error = _wish_error(rows @ to_wish + wish_bias, batch) * (settings.wish_share / len(batch.labels))
    back = np.hsplit((label_error @ to_message.T) * kept, 3)
    error = wish_error @ to_wish.T + (back[2] / batch.sizes)[batch.message]
    for part, top, slope in zip((body, subject), tops, back[:2], strict=True):
        error += np.where((part == top[batch.message]) & (part > 0), slope[batch.message], 0)
    error *= alive
    changes = np.flatnonzero(np.diff(batch.owner, prepend=-1))
    around_error = np.add.reduceat(error, changes, axis=0)
    return [
        batch.words.T @ error,
        batch.around[batch.owner[changes]].T @ around_error,
        error.sum(axis=0),
        pooled.T @ label_error,
        label_error.sum(axis=0),
        rows.T @ wish_error,
        wish_error.sum(axis=0),
    ]


def _wish_error(said: Matrix, batch: _Batch) -> Matrix:
    # Topics compete, and only where there is a wish; being in a wish is a question of its own.
    count = len(TOPICS)
    powers = np.exp(said[:, :count] - said[:, :count].max(axis=1, keepdims=True))
    inside = batch.wishes[:, count : count + 1] > 0
    wanted = batch.wishes[:, :count] / np.maximum(batch.wishes[:, :count].sum(axis=1, keepdims=True), 1)
    topics = (powers / powers.sum(axis=1, keepdims=True) - wanted) * inside
    rest = (probability(said[:, count:]) - batch.wishes[:, count:]) * ~batch.is_subject[:, None]
    return np.hstack([topics, rest])


def _descend(
    weights: list[Matrix],
    slopes: list[Matrix],
    moments: tuple[list[Matrix], list[Matrix]],
    rate: float,
    shrink: float,
    step: int,
) -> None:
    for at, (weight, slope) in enumerate(zip(weights, slopes, strict=True)):
        first, second = moments[0][at], moments[1][at]
        first += (1 - _FIRST) * (slope - first)
        second += (1 - _SECOND) * (slope**2 - second)
        move = first / (1 - _FIRST**step) / (np.sqrt(second / (1 - _SECOND**step)) + _TINY)
        np.subtract(weight, rate * (move + (shrink * weight if weight.ndim == 2 else 0)), out=weight)
