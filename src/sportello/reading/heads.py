"""The trained heads: one looks at words in their context, one at runs of letters; plain numpy."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sportello.reading.encoder import Matrix
from sportello.reading.features import Features, narrowed
from sportello.reading.ngrams import Bag
from sportello.reading.vocabulary import TOPICS

SIGNS: Final = ("mean", "most", "spelt", "begins", "asks")
"""What is known of a clause before it is decided whether it is a wish."""


@dataclass(frozen=True, slots=True)
class WordHead:
    """Every word speaks for topics and risks; a message has the strongest voice of each kind.

    A hidden row per word comes from the word and the sentences around it. The message is judged from the maximum over
    body words, the maximum over subject words and the mean; each body word is also judged alone: of which topic the
    wish is that it belongs to, if any; whether it belongs to one; whether one begins here.
    """

    from_word: Matrix
    from_around: Matrix
    bias: Matrix
    to_message: Matrix
    message_bias: Matrix
    to_wish: Matrix
    wish_bias: Matrix

    def hidden(self, words: Matrix, around: Matrix, owner: NDArray[np.int64]) -> Matrix:
        """The hidden row of each word."""
        return np.maximum(words @ self.from_word + (around @ self.from_around + self.bias)[owner], 0)

    def message(self, hidden: Matrix, is_subject: NDArray[np.bool_]) -> Matrix:
        """Log-odds of topics and risks for one message."""
        body = np.where(is_subject[:, None], 0, hidden)
        pooled = np.concatenate([body.max(axis=0), (hidden - body).max(axis=0), hidden.mean(axis=0)])
        return np.asarray(pooled @ self.to_message + self.message_bias, np.float32)

    def wishes(self, hidden: Matrix) -> Matrix:
        """A row for each word: 18 topics (to be compared), log-odds of being in a wish, and of beginning one."""
        return np.asarray(hidden @ self.to_wish + self.wish_bias, np.float32)


@dataclass(frozen=True, slots=True)
class LetterHead:
    """A linear head on the bag of letters; `rarity` weighs the buckets."""

    rarity: Matrix
    weights: Matrix
    bias: Matrix

    def judge(self, letters: Bag) -> Matrix:
        """Log-odds of each label for one text."""
        buckets, counts = letters
        values = counts * self.rarity[buckets]
        size = float(np.linalg.norm(values)) or 1.0
        return np.asarray((values / size) @ self.weights[buckets] + self.bias, np.float32)


@dataclass(frozen=True, slots=True)
class Judged:
    """One message: log-odds of topics and risks by each head, what is known of each clause, the telling words.

    `signs` has a row a clause: log-odds of a wish (mean, maximum over its words, by letters), of a beginning, and
    whether it asks. `voices` has the log-probabilities of the 18 topics for each clause, if it is a wish.
    """

    by_words: Matrix
    by_letters: Matrix
    signs: Matrix
    voices: Matrix
    strongest: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Heads:
    """All heads together; `centre` and `axes` turn the encoder's wide words into fewer, telling numbers."""

    centre: Matrix
    axes: Matrix
    words: tuple[WordHead, ...]
    letters: LetterHead
    clauses: LetterHead

    def judge(self, message: Features) -> Judged:
        """Log-odds of one message, the word heads averaged."""
        return self.judge_narrowed(narrowed(message, self.centre, self.axes))

    def judge_narrowed(self, message: Features) -> Judged:
        """The same for a message whose words are narrowed already."""
        hidden = [head.hidden(message.words, message.around, message.owner) for head in self.words]
        pairs = list(zip(self.words, hidden, strict=True))
        return Judged(
            _mean([head.message(rows, message.is_subject) for head, rows in pairs]),
            self.letters.judge(message.letters),
            *self._clauses(_mean([head.wishes(rows) for head, rows in pairs]), message),
            self._strongest(pairs, message.is_subject),
        )

    def _clauses(self, wishes: Matrix, message: Features) -> tuple[Matrix, Matrix]:
        signs = np.zeros((len(message.clauses), len(SIGNS)), np.float32)
        voices = np.zeros((len(message.clauses), len(TOPICS)), np.float32)
        for at, (clause, letters) in enumerate(zip(message.clauses, message.clause_letters, strict=True)):
            rows = wishes[clause.first : clause.last]
            inside = rows[:, len(TOPICS)]
            spelt = float(self.clauses.judge(letters)[0])
            signs[at] = (inside.mean(), inside.max(), spelt, rows[0, len(TOPICS) + 1], clause.asks)
            voices[at] = _compared(rows[:, : len(TOPICS)].mean(axis=0))
        return signs, voices

    def _strongest(self, pairs: Sequence[tuple[WordHead, Matrix]], is_subject: NDArray[np.bool_]) -> NDArray[np.int64]:
        # Of each label: the body word whose hidden row gives most to it.
        given = np.zeros((len(is_subject), len(pairs[0][0].message_bias)), np.float32)
        for head, rows in pairs:
            size = rows.shape[1]
            won = rows * (rows == np.where(is_subject[:, None], 0, rows).max(axis=0))
            given += won @ np.maximum(head.to_message[:size], 0)
        given[is_subject] = -1
        return np.asarray(given.argmax(axis=0), np.int64)


def _compared(row: Matrix) -> Matrix:
    shifted = row - row.max()
    return np.asarray(shifted - np.log(np.exp(shifted).sum()), np.float32)


def _mean(rows: list[Matrix]) -> Matrix:
    return np.asarray(np.mean(rows, axis=0), np.float32)
