"""Learning the heads from lessons: gradient descent in numpy for networks, scikit-learn for bags."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from sportello.reading.deciding import probability
from sportello.reading.encoder import Matrix
from sportello.reading.features import LOOKS, Features
from sportello.reading.heads import (
    MESSAGE_WEIGHT,
    NEAR_WORDS,
    SENTENCE_WEIGHT,
    WORDS_TOGETHER,
    BagHead,
    Heads,
    weighed,
)
from sportello.reading.lessons import Lessons
from sportello.reading.network import BEGINS, INSIDE, LABELS, Network, Said, Weights, batched, forward, weights_of
from sportello.reading.ngrams import Bags, letter_bags, word_bags
from sportello.reading.tape import Tape, Value
from sportello.reading.vocabulary import TOPICS


@dataclass(frozen=True, slots=True)
class Settings:
    """How a network learns; the defaults won the comparison in MODEL.md. `drops` are the shares of dropout."""

    hidden: int = 192
    clause_hidden: int = 128
    epochs: int = 14
    batch: int = 32
    rate: float = 1e-3
    shrink: float = 1e-3
    drops: tuple[tuple[str, float], ...] = (("input", 0.3), ("hidden", 0.4), ("pooled", 0.3), ("clause", 0.3))
    topic_share: float = 2 / 3
    wish_share: float = 1 / 3


_FIRST, _SECOND, _TINY = 0.9, 0.999, 1e-8  # the moments of Adam, https://arxiv.org/abs/1412.6980
LEAST_HEARD: Final = 2
"""Texts in which a run must stand to be known."""

MESSAGE_STRENGTH: Final = 30.0
TOPIC_STRENGTH: Final = 20.0
WISH_STRENGTH: Final = 10.0


def network(taught: Lessons, chosen: Sequence[int], settings: Settings, seed: int) -> Network:
    """A network learnt from the chosen messages; the same seed gives the same one."""
    random = np.random.default_rng(seed)
    weights = _first_weights(taught.inputs[0], settings, random)
    moments = {name: (np.zeros_like(each.rows), np.zeros_like(each.rows)) for name, each in weights.items()}
    steps = settings.epochs * -(-len(chosen) // settings.batch)
    step = 0
    for _ in range(settings.epochs):
        order = random.permutation(np.asarray(chosen))
        for start in range(0, len(order), settings.batch):
            step += 1
            _learn(taught, order[start : start + settings.batch].tolist(), weights, settings, random)
            rate = settings.rate * 0.5 * (1 + np.cos(np.pi * step / steps))
            _descend(weights, moments, float(rate), settings.shrink, step)
    return Network(**{name: each.rows for name, each in weights.items()})


def bag_heads(taught: Lessons, chosen: Sequence[int], networks: tuple[Network, ...]) -> Heads:
    """The heads on letters and words, learnt from the chosen messages, put together with networks."""
    inputs = [taught.inputs[at] for at in chosen]
    texts = [one.text for one in inputs]
    message, message_bias = _bag_heads(
        [(letter_bags(texts), 1.0), (word_bags(texts, WORDS_TOGETHER), 1.0)],
        taught.labels[list(chosen)],
        MESSAGE_STRENGTH,
        balanced=True,
    )
    rows = np.concatenate([taught.wishes[at] for at in chosen])
    clauses = [(clause, one.text) for one in inputs for clause in one.clauses]
    wishful = np.flatnonzero(rows[:, INSIDE])
    spelt, spelt_bias = _bag_heads(
        [(letter_bags([clause.seen for clause, _ in clauses]), 1.0)], rows[:, [INSIDE]], WISH_STRENGTH
    )
    topics, topics_bias = _bag_heads(
        [
            (letter_bags([clauses[at][0].seen for at in wishful]), 1.0),
            (word_bags([clauses[at][0].within for at in wishful], NEAR_WORDS), SENTENCE_WEIGHT),
            (word_bags([clauses[at][1] for at in wishful], NEAR_WORDS), MESSAGE_WEIGHT),
        ],
        rows[wishful, : len(TOPICS)],
        TOPIC_STRENGTH,
    )
    return Heads(
        words=taught.words,
        sentences=taught.sentences,
        networks=networks,
        message_letters=message[0],
        message_words=message[1],
        message_bias=message_bias,
        topic_letters=topics[0],
        topic_near=topics[1],
        topic_around=topics[2],
        topic_bias=topics_bias,
        wish_letters=spelt[0],
        wish_bias=spelt_bias,
    )


def _bag_heads(
    kinds: Sequence[tuple[Bags, float]], labels: Matrix, strength: float, *, balanced: bool = False
) -> tuple[list[BagHead], Matrix]:
    from scipy.sparse import csr_matrix, hstack
    from sklearn.linear_model import LogisticRegression

    tables, known = [], []
    for bags, weight in kinds:
        keys, heard = np.unique(bags.keys, return_counts=True)
        keys, heard = keys[heard >= LEAST_HEARD], heard[heard >= LEAST_HEARD]
        rarity = (np.log((1 + len(bags)) / (1 + heard)) + 1).astype(np.float32)
        owners, places, values = weighed(bags, keys, rarity)
        tables.append(csr_matrix((values * weight, (owners, places)), shape=(len(bags), len(keys))))
        known.append((keys, rarity))
    table = hstack(tables).tocsr()
    weights, bias = [], []
    for column in labels.T:
        if column.min() == column.max():
            raise ValueError("a label that every message has, or none, cannot be learnt")
        head: Any = LogisticRegression(
            C=strength, class_weight="balanced" if balanced else None, solver="liblinear", tol=0.01
        )
        head.fit(table, column)
        weights.append(head.coef_[0])
        bias.append(head.intercept_[0])
    parts = np.split(np.array(weights, np.float32).T, np.cumsum([len(keys) for keys, _ in known])[:-1])
    heads = [BagHead(keys, rarity, part) for (keys, rarity), part in zip(known, parts, strict=True)]
    return heads, np.array(bias, np.float32)


def _first_weights(example: Features, settings: Settings, random: np.random.Generator) -> Weights:
    narrow, around = example.words.shape[1], example.around.shape[1]
    size, small, wishes = settings.hidden, settings.clause_hidden, len(TOPICS) + 2
    first = Network(
        from_word=random.normal(0, narrow**-0.5, (narrow, size)),
        from_around=random.normal(0, 0.5 * around**-0.5, (around, size)),
        bias=np.zeros(size),
        to_message=random.normal(0, 0.03, (3 * size, len(LABELS))),
        message_bias=np.full(len(LABELS), -2.0),
        from_clause=random.normal(0, (2 * size) ** -0.5, (2 * size, small)),
        from_beside=random.normal(0, 0.5 * (4 * size) ** -0.5, (8 * size, small)),
        from_whole=random.normal(0, 0.5 * (3 * size) ** -0.5, (3 * size, small)),
        from_looks=random.normal(0, 0.3, (len(LOOKS), small)),
        clause_bias=np.zeros(small),
        to_clause=random.normal(0, 0.05, (small, wishes)),
        to_clause_bias=np.zeros(wishes),
    )
    weights = weights_of(first)
    for each in weights.values():
        each.rows = np.asarray(each.rows, np.float32)
    return weights


def _learn(
    taught: Lessons, chosen: list[int], weights: Weights, settings: Settings, random: np.random.Generator
) -> None:
    shares = dict(settings.drops)

    def drop(shape: tuple[int, ...], where: str) -> Matrix:
        kept = random.random(shape, dtype=np.float32) > shares[where]
        return np.asarray(kept / (1 - shares[where]), np.float32)

    tape = Tape()
    said = forward(weights, batched([taught.inputs[at] for at in chosen]), tape, drop)
    wishes = np.vstack([taught.wishes[at] for at in chosen])
    tape.back(_errors(said, taught.labels[chosen], wishes, settings))


def _errors(said: Said, labels: Matrix, wishes: Matrix, settings: Settings) -> list[tuple[Value, Matrix]]:
    count = len(labels)
    message = (probability(said.messages.rows) - labels) / count
    rows = said.clauses.rows
    # Topics compete, and only where there is a wish; being in a wish is a question of its own.
    powers = np.exp(rows[:, :INSIDE] - rows[:, :INSIDE].max(axis=1, keepdims=True))
    topics = (powers / powers.sum(axis=1, keepdims=True) - wishes[:, :INSIDE]) * wishes[:, [INSIDE]]
    rest = probability(rows[:, INSIDE : BEGINS + 1]) - wishes[:, INSIDE:]
    clause = np.hstack([topics * settings.topic_share, rest * settings.wish_share]) / count
    return [(said.messages, message), (said.clauses, np.asarray(clause, np.float32))]


def _descend(
    weights: Weights, moments: dict[str, tuple[Matrix, Matrix]], rate: float, shrink: float, step: int
) -> None:
    for name, weight in weights.items():
        slope = weight.slope if weight.slope is not None else np.zeros_like(weight.rows)
        weight.slope = None
        first, second = moments[name]
        first += (1 - _FIRST) * (slope - first)
        second += (1 - _SECOND) * (slope**2 - second)
        move = first / (1 - _FIRST**step) / (np.sqrt(second / (1 - _SECOND**step)) + _TINY)
        weight.rows = weight.rows - rate * (move + (shrink * weight.rows if weight.rows.ndim == 2 else 0))
        weight.rows = np.asarray(weight.rows, np.float32)
