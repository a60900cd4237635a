"""What buyers come to a help centre for: some eighty needs, and how likely a text speaks of each. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

import numpy as np

from sportello.reading.encoder import UNIVERSAL, WORD_WIDTH, Encoder, Matrix
from sportello.reading.heads import BagHead
from sportello.reading.ngrams import letter_bags, word_bags
from sportello.reading.vocabulary import TOPICS

from .words import folded

LIST: Final = Path(__file__).parent / "needs.txt"
WORDS_TOGETHER: Final = 3


@cache
def topic_of_need(file: Path = LIST) -> dict[str, str]:
    """The needs of the list in its order, each with its topic."""
    found: dict[str, str] = {}
    for line in file.read_text(encoding="utf-8").splitlines():
        topic, colon, needs = line.partition(":")
        if colon and topic in TOPICS:
            found |= dict.fromkeys(needs.split(), topic)
    return found


@dataclass(frozen=True, slots=True)
class Encoding:
    """Texts as vectors, a row each: of the whole (unit length), and the mean of their words in context."""

    whole: Matrix
    words: Matrix

    @property
    def both(self) -> Matrix:
        """Both vectors side by side."""
        return np.hstack([self.whole, self.words])


def encoding(texts: Sequence[str], encoder: Encoder = UNIVERSAL) -> Encoding:
    """The vectors of texts; an empty one is a row too."""
    read = encoder.encode([text.split() or [""] for text in texts])
    words = [one.words.mean(axis=0) if len(one.words) else np.zeros(WORD_WIDTH, np.float32) for one in read]
    return Encoding(np.array([one.sentence for one in read], np.float32), np.array(words, np.float32))


@dataclass(frozen=True, slots=True)
class Layers:
    """A network of one hidden layer on vectors that are first centred and scaled."""

    centre: Matrix
    scale: Matrix
    inner: Matrix
    inner_bias: Matrix
    outer: Matrix
    outer_bias: Matrix

    def judge(self, rows: Matrix) -> Matrix:
        """Log-odds (to be compared within a row) of each need."""
        hidden = np.maximum((rows - self.centre) / self.scale @ self.inner + self.inner_bias, 0)
        return np.asarray(hidden @ self.outer + self.outer_bias, np.float32)


@dataclass(frozen=True, slots=True)
class NeedHead:
    """All that judges which need a text speaks of: two networks, bags of letters and of words."""

    by_whole: Layers
    by_words: Layers
    letters: BagHead
    words: BagHead
    bias: Matrix
    weights: Matrix
    """How much the two networks and the bags count in the sum of their log-odds."""

    def judge(self, texts: Sequence[str], encoded: Encoding) -> Matrix:
        """Probabilities of the needs, a row a text; each row sums to one."""
        voices = self.voices(texts, encoded)
        return likely(sum(voice * weight for voice, weight in zip(voices, self.weights, strict=True)))

    def voices(self, texts: Sequence[str], encoded: Encoding) -> tuple[Matrix, Matrix, Matrix]:
        """Log-odds by the vector of the whole, by the words in context, by the letters."""
        plain = [folded(text) for text in texts]
        spelt = self.letters.judge(letter_bags(plain)) + self.words.judge(word_bags(plain, WORDS_TOGETHER)) + self.bias
        return self.by_whole.judge(encoded.whole), self.by_words.judge(encoded.both), np.asarray(spelt, np.float32)


def likely(log_odds: Matrix) -> Matrix:
    """Rows of log-odds as probabilities that sum to one."""
    raised = np.exp(log_odds - log_odds.max(axis=1, keepdims=True))
    return np.asarray(raised / raised.sum(axis=1, keepdims=True), np.float32)
