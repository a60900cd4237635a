"""What the encoder makes of questions and of the sentences of replies. Pure."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from sportello.reading.encoder import UNIVERSAL, Encoded, Encoder, Matrix
from sportello.reading.sentences import sentences

from .artefact import Axes

MOST_SENTENCES: Final = 60
"""Sentences of a reply that are looked at; nobody answers a question after so many."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A sentence of a reply: `replies[reply][start:end] == text`."""

    reply: int
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Traces:
    """Texts as vectors: whole (of unit length), whole from the common centre, and word by word; `weights` say how much
    each word tells, 1 for one that is never common."""

    whole: Matrix
    centred: Matrix
    words: tuple[Matrix, ...]
    weights: tuple[Matrix, ...]


def pieces(replies: Sequence[str]) -> list[Piece]:
    """The sentences of the replies in order, at most `MOST_SENTENCES` of each."""
    return [
        Piece(place, span.start, span.end, reply[span.start : span.end])
        for place, reply in enumerate(replies)
        for span in sentences(reply)[:MOST_SENTENCES]
    ]


def traces(texts: Sequence[str], axes: Axes, encoder: Encoder = UNIVERSAL) -> Traces:
    """Vectors of texts, in one pass of the encoder."""
    split = [text.split() or [""] for text in texts]
    encoded: list[Encoded] = encoder.encode(split)
    whole = np.array([one.sentence for one in encoded], np.float32).reshape(len(encoded), -1)
    words = tuple(unit((one.words.astype(np.float32) - axes.word_centre) @ axes.words) for one in encoded)
    weights = tuple(np.array([weight(word, axes.common) for word in text], np.float32) for text in split)
    return Traces(whole, unit(whole - axes.sentence_centre), words, weights)


def bare(word: str) -> str:
    """A word as it is counted."""
    return word.strip(".,;:!?¿¡()\"'«»„“”…").casefold()


def weight(word: str, common: Mapping[str, int]) -> float:
    """How much a word tells: the less the more often it stands in messages."""
    return 1 / (1 + math.log(common.get(bare(word), 1)))


def unit(rows: Matrix) -> Matrix:
    """The rows at length one; a row of nothing stays nothing."""
    return np.asarray(rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-6), np.float32)
