"""The trained heads: networks on words in their context, linear heads on bags of letters and words; plain numpy."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sportello.reading.encoder import Matrix
from sportello.reading.features import Axes, Features
from sportello.reading.network import LABELS, Network, batched, forward, looks_of, split, weights_of
from sportello.reading.ngrams import Bags, letter_bags, word_bags
from sportello.reading.tape import Groups, Tape

WORDS_TOGETHER: Final = 3
NEAR_WORDS: Final = 2
SENTENCE_WEIGHT, MESSAGE_WEIGHT = 0.7, 1.0
"""How much the words of its sentence and of its message say about a clause, beside its own letters."""

_AT_ONCE: Final = 32


@dataclass(frozen=True, slots=True)
class BagHead:
    """A linear head on bags of one kind: `keys` are the runs it knows (ascending), `rarity` weighs them.

    A bag of known runs has unit length.
    """

    keys: NDArray[np.int64]
    rarity: Matrix
    weights: Matrix

    def judge(self, bags: Bags) -> Matrix:
        """What each text gives to each label."""
        owners, places, values = weighed(bags, self.keys, self.rarity)
        found = np.zeros((len(bags), self.weights.shape[1]), np.float32)
        if len(owners):
            given = values[:, None] * self.weights[places]
            begins = np.flatnonzero(np.diff(owners, prepend=-1))
            found[owners[begins]] = np.add.reduceat(given, begins, axis=0)
        return found


def weighed(
    bags: Bags, keys: NDArray[np.int64], rarity: Matrix
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float32]]:
    """Of each known run in the bags: its text, its place among the keys, its weight in a bag of unit length."""
    places = np.minimum(np.searchsorted(keys, bags.keys), max(0, len(keys) - 1))
    known = np.flatnonzero(keys[places] == bags.keys) if len(keys) else np.zeros(0, np.int64)
    owners, places = bags.owners[known], places[known]
    values = bags.weights[known] * rarity[places]
    sizes = np.sqrt(np.bincount(owners, values**2, minlength=len(bags)))
    return owners, places, np.asarray(values / np.maximum(sizes, 1e-9)[owners], np.float32)


@dataclass(frozen=True, slots=True)
class Heads:
    """All heads together; the bag heads of one judgement share a bias."""

    words: Axes
    sentences: Axes
    networks: tuple[Network, ...]
    message_letters: BagHead
    message_words: BagHead
    message_bias: Matrix
    topic_letters: BagHead
    topic_near: BagHead
    topic_around: BagHead
    topic_bias: Matrix
    wish_letters: BagHead
    wish_bias: Matrix


@dataclass(frozen=True, slots=True)
class Judged:
    """One message: log-odds of LABELS by the networks and by letters, the same of each clause, the telling words.

    `clauses` has a row a clause: 18 topics (to be compared), in a wish, begins one. `spelt` has log-odds of the 18
    topics and of being in a wish, by letters and words. `strongest` names for each label the word that says it most.
    """

    by_network: Matrix
    by_letters: Matrix
    clauses: Matrix
    spelt: Matrix
    looks: Matrix
    strongest: NDArray[np.int64]


def judge(heads: Heads, each: Sequence[Features]) -> list[Judged]:
    """Judge messages, a few at a time."""
    return [found for at in range(0, len(each), _AT_ONCE) for found in _judge(heads, each[at : at + _AT_ONCE])]


def _judge(heads: Heads, each: Sequence[Features]) -> list[Judged]:
    clauses = [len(one.clauses) for one in each]
    spelt, clause_spelt = by_letters(heads, each)
    messages, clause_rows, strongest = _by_networks(heads, each)
    parts = zip(split(clause_rows, clauses), split(clause_spelt, clauses), each, strict=True)
    return [
        Judged(messages[at], spelt[at], rows, letters, looks_of([one]), strongest[at])
        for at, (rows, letters, one) in enumerate(parts)
    ]


def by_letters(heads: Heads, each: Sequence[Features]) -> tuple[Matrix, Matrix]:
    """Log-odds of LABELS per message; of the topics and a wish per clause."""
    texts = [one.text for one in each]
    words = word_bags(texts, WORDS_TOGETHER)
    message = heads.message_letters.judge(letter_bags(texts)) + heads.message_words.judge(words) + heads.message_bias
    return np.asarray(message, np.float32), _clauses_by_letters(heads, each, words)


def _clauses_by_letters(heads: Heads, each: Sequence[Features], words: Bags) -> Matrix:
    clauses = [clause for one in each for clause in one.clauses]
    letters = letter_bags([clause.seen for clause in clauses])
    sentences = list(dict.fromkeys(clause.within for clause in clauses))
    place = {text: at for at, text in enumerate(sentences)}
    near = heads.topic_near.judge(word_bags(sentences, NEAR_WORDS))[[place[clause.within] for clause in clauses]]
    # Longer runs than this head has learnt are unknown to it and change nothing.
    around = heads.topic_around.judge(words)
    around = around[np.repeat(np.arange(len(each)), [len(one.clauses) for one in each])]
    topics = heads.topic_letters.judge(letters) + near * SENTENCE_WEIGHT + around * MESSAGE_WEIGHT + heads.topic_bias
    wish = heads.wish_letters.judge(letters) + heads.wish_bias
    return np.asarray(np.hstack([topics, wish]), np.float32)


def _by_networks(heads: Heads, each: Sequence[Features]) -> tuple[Matrix, Matrix, NDArray[np.int64]]:
    batch = batched(each)
    messages, clauses, given = [], [], np.zeros((len(batch.words), len(LABELS)), np.float32)
    for network in heads.networks:
        said = forward(weights_of(network), batch, Tape())
        messages.append(said.messages.rows)
        clauses.append(said.clauses.rows)
        given += _given(said.hidden.rows, batch.messages, batch.is_subject, network.to_message)
    return (
        np.asarray(np.mean(messages, axis=0), np.float32),
        np.asarray(np.mean(clauses, axis=0), np.float32),
        _strongest(given, batch.messages, batch.is_subject),
    )


def _given(hidden: Matrix, messages: Groups, is_subject: NDArray[np.bool_], to_message: Matrix) -> Matrix:
    # A word gives to a label where it is the loudest of its message.
    body = np.where(is_subject[:, None], 0, hidden)
    top = np.maximum.reduceat(body, messages.starts, axis=0)[messages.owner]
    return np.asarray((body * (body == top)) @ np.maximum(to_message[: hidden.shape[1]], 0), np.float32)


def _strongest(given: Matrix, messages: Groups, is_subject: NDArray[np.bool_]) -> NDArray[np.int64]:
    given[is_subject] = -1
    ends = [*messages.starts[1:], len(given)]
    rows = [given[start:end].argmax(axis=0) for start, end in zip(messages.starts, ends, strict=True)]
    return np.array(rows, np.int64)
