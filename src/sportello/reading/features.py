"""A message as the heads see it: words in their context, the sentences around them, and its texts."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sportello.reading.encoder import SENTENCE_WIDTH, WORD_WIDTH, Encoded, Encoder, Matrix
from sportello.reading.quoting import own_stretches
from sportello.reading.sentences import Span, clauses, sentences

LETTERS_READ: Final = 12_000
WORDS_READ: Final = 600
"""Words of one message that are looked at: five screens of a phone; the rest of a longer one is left out."""

_BESIDE: Final = 12
_WORD: Final = re.compile(r"\S+")
_SHORT: Final = 25

LOOKS: Final = (
    "asks",
    "asks itself",
    "short",
    "first",
    "last",
    "alone",
    "long sentence",
    "small letter",
    "after joint",
    "goes on",
    "and",
    "or",
    "but",
    "because",
    "if",
    "before",
)
"""What is known of a clause at a glance: a question mark ends its sentence or itself, its place in the sentence, that a
comma ends it, the kind of word that opens it."""

_OPENINGS: Final = tuple(
    re.compile(rf"(?:{words})(?!\w)", re.IGNORECASE)
    for words in (
        "and|und|sowie|e|ed|et|y|&",
        "or|oder|o|oppure|ou|otherwise|else|sonst|ansonsten|altrimenti|sinon|si no|sino|se no",
        "but|aber|ma|però|mais|pero",
        "because|since|as|weil|denn|da|dato che|perché|perchè|perche|parce|car|puisque|porque|ya que|que|poiché",
        "if|unless|wenn|falls|sollten?|sofern|se|si|when|quando|quand|cuando|once|sobald",
        "before|bevor|prima|avant|antes|so|damit|così|pour|para|per|until|bis|that|which|dass|das|qui|dont|che",
    )
)


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
    looks: tuple[float, ...]
    """How it looks, as LOOKS says."""
    seen: str
    """The clause with a little of what stands on either side, for its bag of letters."""
    within: str
    """The sentence around it."""


@dataclass(frozen=True, slots=True)
class Parts:
    """A message cut up; `text` is what the bag of letters is filled from."""

    sentences: tuple[Sentence, ...]
    clauses: tuple[Clause, ...]
    text: str


@dataclass(frozen=True, slots=True)
class Axes:
    """How the encoder's wide vectors become fewer, telling numbers: main directions around a centre."""

    centre: Matrix
    directions: Matrix

    def narrowed(self, rows: Matrix) -> Matrix:
        """The rows along these axes."""
        return np.asarray((rows - self.centre) @ self.directions, np.float32)


@dataclass(frozen=True, slots=True)
class Wide:
    """A message as the encoder gives it: a row a word, a row a sentence, the sentence of each word."""

    words: Matrix
    sentences: Matrix
    owner: NDArray[np.int64]
    is_subject: NDArray[np.bool_]
    """Of each sentence."""


@dataclass(frozen=True, slots=True)
class Features:
    """`words` has a row a word, `around` a row a sentence (itself, before, after, subject), `owner` the sentence."""

    words: Matrix
    around: Matrix
    owner: NDArray[np.int64]
    is_subject: NDArray[np.bool_]
    clauses: tuple[Clause, ...]
    text: str


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


def encoded(messages: Sequence[Parts], encoder: Encoder) -> list[Wide]:
    """The vectors of each message; all sentences of all messages go through the encoder together, once each."""
    texts = [sentence.texts for message in messages for sentence in message.sentences]
    rows = iter(encoder.encode(texts))
    return [_wide(message, [next(rows) for _ in message.sentences]) for message in messages]


def features(message: Parts, wide: Wide, words: Axes, sentences: Axes) -> Features:
    """What the heads need of a message."""
    around = _around(sentences.narrowed(wide.sentences), wide.is_subject)
    is_subject = wide.is_subject[wide.owner]
    return Features(words.narrowed(wide.words), around, wide.owner, is_subject, message.clauses, message.text)


def _sentence(text: str, span: Span, *, is_subject: bool) -> Sentence:
    words = tuple(Span(*word.span()) for word in _WORD.finditer(text, span.start, span.end))
    return Sentence(span, words, tuple(text[a:b] for a, b in words), is_subject)


def _clauses(text: str, found: list[Sentence]) -> Iterator[Clause]:
    at = 0
    for number, sentence in enumerate(found):
        starts = [word.start for word in sentence.words]
        whole = text[slice(*sentence.span)]
        spans = clauses(text, sentence.span)
        for place, span in enumerate(spans):
            first, last = bisect_left(starts, span.start), bisect_left(starts, span.end)
            if last > first:
                looks = _looks(text, sentence.span, span, place, len(spans))
                yield Clause(span, number, at + first, at + last, looks, _seen(text, sentence.span, span), whole)
        at += len(starts)


def _looks(text: str, sentence: Span, span: Span, place: int, count: int) -> tuple[float, ...]:
    own = text[slice(*span)]
    before = text[max(sentence.start, span.start - 3) : span.start].strip()
    return tuple(
        float(bool(sign))
        for sign in (
            "?" in text[max(sentence.start, sentence.end - 4) : sentence.end] or "?" in own,
            "?" in own,
            len(own) < _SHORT,
            place == 0,
            place == count - 1,
            count == 1,
            count > 3,
            own[0].islower(),
            before[-1:] in (",", ";", ":", "-", "–"),
            own[-1] in ",;:-–",
            *(opening.match(own.lstrip("(¿¡")) for opening in _OPENINGS),
        )
    )


def _seen(text: str, sentence: Span, span: Span) -> str:
    left = text[max(sentence.start, span.start - _BESIDE) : span.start]
    right = text[span.end : min(sentence.end, span.end + _BESIDE)]
    return f"{left}\x01{text[slice(*span)]}\x02{right}\x03{text[sentence.end - 1]}"


def _wide(message: Parts, rows: list[Encoded]) -> Wide:
    if not rows:
        nothing = np.zeros((1, WORD_WIDTH), np.float32), np.zeros((1, SENTENCE_WIDTH), np.float32)
        return Wide(*nothing, np.zeros(1, np.int64), np.zeros(1, np.bool_))
    owner = np.repeat(np.arange(len(rows)), [len(sentence.words) for sentence in message.sentences])
    subjects = np.array([sentence.is_subject for sentence in message.sentences])
    return Wide(np.vstack([one.words for one in rows]), np.array([one.sentence for one in rows]), owner, subjects)


def _around(vectors: Matrix, subjects: NDArray[np.bool_]) -> Matrix:
    # The subject stands last and is nobody's neighbour, but every sentence knows it.
    body = np.where(subjects[:, None], 0, vectors)
    nothing = np.zeros((1, vectors.shape[1]), np.float32)
    before, after = np.vstack([nothing, body[:-1]]), np.vstack([body[1:], nothing])
    before[subjects] = 0
    subject = np.repeat((vectors - body).sum(axis=0, keepdims=True), len(vectors), axis=0)
    return np.asarray(np.hstack([vectors, before, after, subject]), np.float32)
