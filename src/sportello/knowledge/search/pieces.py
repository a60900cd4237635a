"""An edition as search reads it, and what is computed once when it is published. Pure."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sportello.reading.encoder import UNIVERSAL, Encoder, Matrix

from .needs import NeedHead, encoding

_SENTENCE_END = re.compile(r"(?<=[.!?])\s+|\n+")
_MARKUP = re.compile(r"!?\[([^\]]*)\]\([^)]*\)|\{\{[^}]*\}\}|[*_`#>|]+")
_BODY_PIECES: Final = 8
_PIECE_LETTERS: Final = 220
_WORDS_MOST: Final = 40


class Kind(IntEnum):
    """What a piece of an edition is."""

    TITLE = 0
    WORDS = 1
    BODY = 2


@dataclass(frozen=True, slots=True)
class Text:
    """One edition to be found. `body` is Markdown or plain text; `original` marks the language it was written in."""

    key: int
    article: str
    topic: str
    audience: str
    language: str
    title: str
    summary: str = ""
    keywords: tuple[str, ...] = ()
    questions: tuple[str, ...] = ()
    body: str = ""
    original: bool = False

    @property
    def plain(self) -> str:
        """The body without the signs of Markdown."""
        return _MARKUP.sub(r"\1", self.body)


@dataclass(frozen=True, slots=True)
class Prepared:
    """Vectors of an edition's pieces (a row each, half precision), what each piece is, and the needs it speaks of."""

    vectors: Matrix
    kinds: NDArray[np.int8]
    needs: Matrix


def pieces_of(text: Text) -> list[tuple[Kind, str]]:
    """The parts by which an edition is compared: title, summary, words and questions, the beginning of its body."""
    found = [(Kind.TITLE, text.title)]
    if text.summary:
        found.append((Kind.WORDS, text.summary))
    found += [(Kind.WORDS, words) for words in [*text.questions, *text.keywords][:_WORDS_MOST] if words.strip()]
    return found + [(Kind.BODY, piece) for piece in _body(text.plain)]


def prepared(texts: Sequence[Text], head: NeedHead, encoder: Encoder = UNIVERSAL) -> list[Prepared]:
    """What is computed of editions when they change, in their order; some 40 ms of CPU each."""
    cut = [pieces_of(text) for text in texts]
    flat = [words for pieces in cut for _, words in pieces]
    if not flat:
        return []
    encoded = encoding(flat, encoder)
    judged = head.judge(flat, encoded)
    found, at = [], 0
    for pieces in cut:
        rows = slice(at, at + len(pieces))
        kinds = np.array([kind for kind, _ in pieces], np.int8)
        found.append(Prepared(encoded.whole[rows].astype(np.float16), kinds, _spoken_of(judged[rows], kinds)))
        at += len(pieces)
    return found


def _spoken_of(judged: Matrix, kinds: NDArray[np.int8]) -> Matrix:
    # Half by the title, most of the rest by the words that were written to be found, little by the body.
    parts = [(0.5, judged[kinds == Kind.TITLE]), (0.4, judged[kinds == Kind.WORDS]), (0.1, judged[kinds == Kind.BODY])]
    here = [(weight, rows.mean(axis=0)) for weight, rows in parts if len(rows)]
    return np.asarray(sum(weight * row for weight, row in here) / sum(weight for weight, _ in here), np.float16)


def _body(plain: str) -> Iterator[str]:
    kept = 0
    for sentence in _SENTENCE_END.split(plain[: 4 * _BODY_PIECES * _PIECE_LETTERS]):
        words = " ".join(sentence.split())
        if len(words) > 3 and kept < _BODY_PIECES:
            kept += 1
            yield words[:_PIECE_LETTERS]
