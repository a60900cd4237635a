"""The network that judges a message and each of its clauses from words in their context."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sportello.reading.encoder import Matrix
from sportello.reading.features import LOOKS, Features
from sportello.reading.tape import Groups, Places, Tape, Value
from sportello.reading.vocabulary import RISKS, TOPICS

LABELS: Final = (*TOPICS, *RISKS)
INSIDE, BEGINS = len(TOPICS), len(TOPICS) + 1
"""Columns of a clause beside its topics: it is (part of) a wish; a wish begins with it."""

type Dropout = Callable[[tuple[int, ...], str], Matrix | None]


@dataclass(frozen=True, slots=True)
class Network:
    """Weights. A hidden row per word comes from the word and the sentences around it.

    A message is judged from the maximum over its body words, the maximum over its subject words and the mean; a
    clause from maximum and mean of its words and of its neighbours', from the whole message, and from how it looks.
    """

    from_word: Matrix
    from_around: Matrix
    bias: Matrix
    to_message: Matrix
    message_bias: Matrix
    from_clause: Matrix
    from_beside: Matrix
    from_whole: Matrix
    from_looks: Matrix
    clause_bias: Matrix
    to_clause: Matrix
    to_clause_bias: Matrix


@dataclass(frozen=True, slots=True)
class Batch:
    """Several messages as one: words, the sentences around them, and which words make a message or a clause.

    `clause_words` lists the rows of all clauses' words; `clauses` groups that list; `whole` groups clauses by message;
    `beside` names the neighbours of each clause, or -1: before and after it in its sentence, then in another sentence.
    """

    words: Matrix
    around: Matrix
    sentences: Groups
    is_subject: NDArray[np.bool_]
    messages: Groups
    clause_words: Places
    clauses: Groups
    whole: Groups
    beside: tuple[Places, ...]
    looks: Matrix


@dataclass(frozen=True, slots=True)
class Said:
    """What the network says: log-odds of LABELS per message, 18 topics and two log-odds per clause; hidden rows."""

    messages: Value
    clauses: Value
    hidden: Value


def batched(each: Sequence[Features]) -> Batch:
    """Put messages together."""
    sizes = [len(one.words) for one in each]
    first = np.concatenate([[0], np.cumsum(sizes)])
    before = np.concatenate([[0], np.cumsum([len(one.around) for one in each])])
    owner = np.concatenate([one.owner + shift for one, shift in zip(each, before, strict=False)])
    spans = [(c.first + at, c.last + at) for one, at in zip(each, first, strict=False) for c in one.clauses]
    return Batch(
        words=np.vstack([one.words for one in each]),
        around=np.vstack([one.around for one in each]),
        sentences=Groups(np.flatnonzero(np.diff(owner, prepend=-1)), owner),
        is_subject=np.concatenate([one.is_subject for one in each]),
        messages=_grouped(sizes),
        clause_words=np.concatenate([np.arange(a, b) for a, b in spans] or [np.zeros(0, np.int64)]),
        clauses=_grouped([b - a for a, b in spans]),
        whole=_clauses_by_message(each),
        beside=_neighbours(each),
        looks=looks_of(each),
    )


def forward(weights: "Weights", batch: Batch, tape: Tape, drop: Dropout = lambda _shape, _where: None) -> Said:
    """Judge the messages of a batch; `drop` gives the masks of dropout while learning."""
    words, around = _inputs(batch, drop)
    beside = tape.spread(tape.times(around, weights["from_around"]), batch.sentences)
    summed = tape.plus(tape.plus(tape.times(words, weights["from_word"]), beside), weights["bias"])
    hidden = tape.positive(summed)
    hidden = tape.masked(hidden, drop(hidden.rows.shape, "hidden"))
    pooled = tape.beside(
        [
            tape.most(hidden, batch.messages, ~batch.is_subject),
            tape.most(hidden, batch.messages, batch.is_subject),
            tape.mean(hidden, batch.messages),
        ]
    )
    pooled = tape.masked(pooled, drop(pooled.rows.shape, "pooled"))
    messages = tape.plus(tape.times(pooled, weights["to_message"]), weights["message_bias"])
    return Said(messages, _clauses(weights, batch, tape, drop, hidden, pooled), hidden)


type Weights = dict[str, Value]


def weights_of(network: Network) -> Weights:
    """The weights by name, as values for a tape."""
    return {field.name: Value(getattr(network, field.name)) for field in fields(network)}


def _inputs(batch: Batch, drop: Dropout) -> tuple[Value, Value]:
    parts = []
    for rows in (batch.words, batch.around):
        mask = drop((1, rows.shape[1]), "input")
        parts.append(Value(rows if mask is None else np.asarray(rows * mask, np.float32), fixed=True))
    return parts[0], parts[1]


def _clauses(weights: Weights, batch: Batch, tape: Tape, drop: Dropout, hidden: Value, pooled: Value) -> Value:
    if not len(batch.looks):
        return Value(np.zeros((0, len(TOPICS) + 2), np.float32), fixed=True)
    words = tape.rows(hidden, batch.clause_words)
    seen = tape.beside([tape.most(words, batch.clauses), tape.mean(words, batch.clauses)])
    seen = tape.masked(seen, drop(seen.rows.shape, "clause"))
    beside = tape.beside([tape.moved(seen, places) for places in batch.beside])
    own = tape.plus(tape.times(seen, weights["from_clause"]), tape.times(beside, weights["from_beside"]))
    whole = tape.spread(tape.times(pooled, weights["from_whole"]), batch.whole)
    looks = tape.times(Value(batch.looks, fixed=True), weights["from_looks"])
    summed = tape.plus(tape.plus(tape.plus(own, whole), looks), weights["clause_bias"])
    rows = tape.positive(summed)
    rows = tape.masked(rows, drop(rows.rows.shape, "clause"))
    return tape.plus(tape.times(rows, weights["to_clause"]), weights["to_clause_bias"])


def _grouped(sizes: Sequence[int]) -> Groups:
    ends = np.cumsum([0, *sizes])
    return Groups(ends[:-1], np.repeat(np.arange(len(sizes)), sizes))


def _clauses_by_message(each: Sequence[Features]) -> Groups:
    # A message without clauses owns no row, so groups are counted among the rows that there are.
    owner = np.repeat(np.arange(len(each)), [len(one.clauses) for one in each])
    return Groups(np.flatnonzero(np.diff(owner, prepend=-1)), owner)


def looks_of(each: Sequence[Features]) -> Matrix:
    """How each clause looks, a row each."""
    rows = [clause.looks for one in each for clause in one.clauses]
    return np.array(rows, np.float32).reshape(len(rows), len(LOOKS))


def _neighbours(each: Sequence[Features]) -> tuple[Places, ...]:
    keys = [(number, clause.sentence) for number, one in enumerate(each) for clause in one.clauses]
    of_one = np.array([left[0] == right[0] for left, right in pairwise(keys)], np.bool_)
    together = np.array([left == right for left, right in pairwise(keys)], np.bool_)
    places, edge = np.arange(len(keys)), np.zeros(1, np.bool_)
    found = []
    for near in (together, of_one & ~together):
        found.append(np.where(np.concatenate([edge, near])[: len(keys)], places - 1, -1))
        found.append(np.where(np.concatenate([near, edge])[: len(keys)], places + 1, -1))
    return tuple(found)


def split(rows: Matrix, sizes: Sequence[int]) -> list[Matrix]:
    """Rows of consecutive groups, apart again."""
    ends = np.cumsum([0, *sizes])
    return [rows[a:b] for a, b in pairwise(ends)]
