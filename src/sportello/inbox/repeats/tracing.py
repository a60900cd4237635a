"""From texts to traces: one pass of the encoder for all sentences and words, reading for what buyers wrote. Pure."""

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

import numpy as np

from sportello.reading import UNIVERSAL, Encoder, Unread, read_many
from sportello.reading.encoder import SENTENCE_WIDTH, Encoded, Matrix
from sportello.reading.judgements import Reading
from sportello.reading.sentences import sentences

from .cases import Trace
from .words import STEM, folded, rarity, stems

MOST_SENTENCES: Final = 14
MOST_WORDS: Final = 70
MOST_LETTERS: Final = 3000
"""Of a longer text only so much is compared: two screens of a phone say what an issue is."""

RARE: Final = 3.0


class Text(NamedTuple):
    """A text to trace; with `subject` it is a buyer's message and is read for topics and risks."""

    text: str
    subject: str | None = None


class Axes(NamedTuple):
    """How encoder rows become short ones: the centre of each kind is taken off, then they are laid along the axes."""

    sentence_centre: Matrix
    sentences: Matrix
    word_centre: Matrix
    words: Matrix
    counts: Matrix


def trace_many(texts: Sequence[Text], axes: Axes, encoder: Encoder = UNIVERSAL) -> list[Trace]:
    """Traces of many texts in their order; the sentences of all go through the encoder together."""
    cut = [pieces(each.text) for each in texts]
    rows = iter(encoder.encode([sentence.split() or [""] for own in cut for sentence in own]))
    encoded = [[next(rows) for _ in own] for own in cut]
    readings = iter(read_many([Unread(each.text, each.subject) for each in texts if each.subject is not None]))
    return [
        _trace(text, own, found, next(readings) if text.subject is not None else None, axes)
        for text, own, found in zip(texts, cut, encoded, strict=True)
    ]


def unit(rows: Matrix) -> Matrix:
    """The rows at length one; empty ones stay empty."""
    return np.asarray(rows / np.maximum(np.linalg.norm(rows, axis=-1, keepdims=True), 1e-6), np.float32)


def pieces(text: str) -> list[str]:
    """The sentences of a text that are compared."""
    head = text[:MOST_LETTERS]
    return [head[start:end] for start, end in sentences(head)][:MOST_SENTENCES]


def _trace(text: Text, cut: list[str], found: list[Encoded], reading: Reading | None, axes: Axes) -> Trace:
    vectors = np.array([one.sentence for one in found], np.float32).reshape(len(found), SENTENCE_WIDTH)
    words, weights = _words(cut, found, axes)
    return Trace(
        text=text.text[:MOST_LETTERS],
        sentences=unit((vectors - axes.sentence_centre) @ axes.sentences),
        words=words,
        weights=weights,
        stems={stem: rarity(stem, axes.counts) for stem in stems(text.text[:MOST_LETTERS])},
        topics={topic.slug: topic.confidence for topic in reading.topics} if reading else {},
        risks={risk.slug: risk.confidence for risk in reading.risks} if reading else {},
    )


def _words(cut: list[str], found: list[Encoded], axes: Axes) -> tuple[Matrix, Matrix]:
    telling = [*_telling(cut, found, axes)][:MOST_WORDS]
    if not telling:
        return np.zeros((0, axes.words.shape[1]), np.float32), np.zeros(0, np.float32)
    rows = np.array([row for row, _weight in telling], np.float32)
    weights = np.array([weight for _row, weight in telling], np.float32)
    return unit((rows - axes.word_centre) @ axes.words), weights


def _telling(cut: list[str], found: list[Encoded], axes: Axes) -> Iterator[tuple[Matrix, float]]:
    """The words that say what a text is about: not too short, no number, rare enough."""
    for piece, encoded in zip(cut, found, strict=True):
        for word, row in zip(piece.split(), encoded.words, strict=True):
            plain = folded(word).strip(".,;:!?\"'()")
            weight = rarity(plain[:STEM], axes.counts) if len(plain) >= 3 and not plain.isdigit() else 0.0
            if weight > RARE:
                yield row, weight
