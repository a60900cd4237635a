"""The vector of a message from those of its sentences, which reading has already made: no sentence is encoded twice."""

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sportello.reading import UNIVERSAL
from sportello.reading.encoder import SENTENCE_WIDTH, Encoded, Matrix
from sportello.reading.features import parts

SENTENCES: Final = 12
"""Sentences of a message that its vector is made of: what it is like is said in the first of them."""


class Listening:
    """An encoder that remembers what it encoded."""

    name = UNIVERSAL.name

    def __init__(self) -> None:
        self._heard: dict[tuple[str, ...], Matrix] = {}

    def encode(self, texts: Sequence[Sequence[str]]) -> list[Encoded]:
        """See `reading.Encoder`."""
        found = UNIVERSAL.encode(texts)
        self._heard.update({tuple(text): one.sentence for text, one in zip(texts, found, strict=True)})
        return found

    def vector(self, text: str, subject: str) -> NDArray[np.float16]:
        """The mean of a message's sentences, longer ones counting more, of unit length; zeros for one without words.

        Only for messages that were just read with this encoder.
        """
        total = np.zeros(SENTENCE_WIDTH, np.float32)
        for sentence in parts(text, subject).sentences[:SENTENCES]:
            if (heard := self._heard.get(sentence.texts)) is not None:
                total += np.sqrt(len(sentence.texts)) * heard
        return np.asarray(total / max(float(np.linalg.norm(total)), 1e-6), np.float16)
