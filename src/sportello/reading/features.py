"""A message as the heads see it: words in their context, the sentences around them, a bag of letters."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sportello.reading.encoder import SENTENCE_WIDTH, WORD_WIDTH, Encoded, Encoder, Matrix
from sportello.reading.ngrams import Bag, bag
from sportello.reading.quoting import own_stretches
from sportello.reading.sentences import Span, clauses, sentences

LETTERS_READ: Final = 12_000
WORDS_READ: Final = 600
"""Words of one message that are looked at: five screens of a phone; the rest of a longer one is left out."""

_BESIDE: Final = 12
_WORD: Final = re.compile(r"\S+")
_SENTENCE_GAIN: Final = 8.0  # unit vectors of 512 numbers have tiny entries; words do not


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of the body (or the subject) with its words and their places."""

    span: Span
    words: tuple[Span, ...]
    texts: tuple[str, ...]
    is_subject: bool


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause of a body sentence; its words are rows `first` to `last` (without it) of all words of the message."""

    span: Span
    sentence: int
    first: int
    last: int
    asks: bool
    """Whether a question mark ends it or its sentence."""
    seen: str
    """The clause with a little of what stands on either side, for its bag of letters."""


@dataclass(frozen=True, slots=True)
class Parts:
    """A message cut up; `text` is what the bag of letters is filled from."""

    sentences: tuple[Sentence, ...]
    clauses: tuple[Clause, ...]
    text: str


@dataclass(frozen=True, slots=True)
class Features:
    """`words` has a row a word, `around` a row a sentence, `owner` the sentence of each word."""

    words: Matrix
    around: Matrix
    owner: NDArray[np.int64]
    is_subject: NDArray[np.bool_]
    letters: Bag
    clause_letters: tuple[Bag, ...]
    clauses: tuple[Clause, ...]


def parts(body: str, subject: str) -> Parts:
    """Cut a message: the buyer's own words of now, sentence by sentence, then the subject; bounded for any text."""
    head = body[:LETTERS_READ]
    stretches = own_stretches(head)
    found: list[Sentence] = []
    room = WORDS_READ
    for start, end in stretches:
        for span in sentences(head, start, end):
            sentence = _sentence(head, span, is_subject=False)
            if room < len(sentence.words):
                break
            room -= len(sentence.words)
            found.append(sentence)
    cut = tuple(_clauses(head, found))
    if subject.strip():
        short = subject[:200]
        found.append(_sentence(short, Span(0, len(short)), is_subject=True))
    own = " ".join(head[start:end] for start, end in stretches)
    return Parts(tuple(found), cut, f"{subject[:200]} \n {own}")


def features(messages: Sequence[Parts], encoder: Encoder) -> list[Features]:
    """What the heads need of each message; all sentences of all messages go through the encoder together, once each."""
    texts = [sentence.texts for message in messages for sentence in message.sentences]
    encoded = iter(encoder.encode(texts))
    return [_features(message, [next(encoded) for _ in message.sentences]) for message in messages]


def narrowed(wide: Features, centre: Matrix, axes: Matrix) -> Features:
    """The same features with words along `axes`."""
    words = np.asarray((wide.words - centre) @ axes, np.float32)
    return replace(wide, words=words)


def _sentence(text: str, span: Span, *, is_subject: bool) -> Sentence:
    words = tuple(Span(*word.span()) for word in _WORD.finditer(text, span.start, span.end))
    return Sentence(span, words, tuple(text[a:b] for a, b in words), is_subject)


def _clauses(text: str, found: list[Sentence]) -> Iterator[Clause]:
    at = 0
    for number, sentence in enumerate(found):
        starts = [word.start for word in sentence.words]
        asks = "?" in text[max(sentence.span.start, sentence.span.end - 4) : sentence.span.end]
        for span in clauses(text, sentence.span):
            first, last = bisect_left(starts, span.start), bisect_left(starts, span.end)
            if last > first:
                left = text[max(sentence.span.start, span.start - _BESIDE) : span.start]
                right = text[span.end : min(sentence.span.end, span.end + _BESIDE)]
                seen = f"{left}\x01{text[slice(*span)]}\x02{right}\x03{text[sentence.span.end - 1]}"
                yield Clause(span, number, at + first, at + last, asks or "?" in text[slice(*span)], seen)
        at += len(starts)


def _features(message: Parts, encoded: list[Encoded]) -> Features:
    letters = bag(message.text), tuple(bag(clause.seen) for clause in message.clauses), message.clauses
    if not encoded:
        nothing = np.zeros((1, WORD_WIDTH), np.float32)
        return Features(
            nothing,
            np.zeros((1, 3 * SENTENCE_WIDTH), np.float32),
            np.zeros(1, np.int64),
            np.zeros(1, np.bool_),
            *letters,
        )
    owner = np.repeat(np.arange(len(encoded)), [len(sentence.words) for sentence in message.sentences])
    subjects = np.array([sentence.is_subject for sentence in message.sentences])
    return Features(
        np.vstack([one.words for one in encoded]),
        _around(np.array([one.sentence for one in encoded], np.float32), subjects),
        owner,
        subjects[owner],
        *letters,
    )


def _around(vectors: Matrix, subjects: NDArray[np.bool_]) -> Matrix:
    # The subject stands last and is nobody's neighbour.
    body = np.where(subjects[:, None], 0, vectors)
    before = np.vstack([np.zeros((1, SENTENCE_WIDTH), np.float32), body[:-1]])
    after = np.vstack([body[1:], np.zeros((1, SENTENCE_WIDTH), np.float32)])
    before[subjects] = 0
    return np.asarray(np.hstack([vectors, before, after]) * _SENTENCE_GAIN, np.float32)
