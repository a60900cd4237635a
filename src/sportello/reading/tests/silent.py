"""An encoder that knows nothing, for tests that are about something else."""

from collections.abc import Sequence

import numpy as np

from sportello.reading.encoder import SENTENCE_WIDTH, WORD_WIDTH, Encoded


class Silent:
    """Gives every word the same numbers, made from its letters' count, and counts the words it was given."""

    name = "silent"

    def __init__(self) -> None:
        self.words = 0

    def encode(self, texts: Sequence[Sequence[str]]) -> list[Encoded]:
        """Rows that differ by the length of the words only."""
        self.words += sum(len(words) for words in texts)
        return [_encoded(words) for words in texts]


def _encoded(words: Sequence[str]) -> Encoded:
    rows = np.array([[len(word) % 7] for word in words], np.float32).reshape(len(words), 1)
    return Encoded(np.full(SENTENCE_WIDTH, 0.01, np.float32), rows * np.linspace(0, 0.01, WORD_WIDTH, dtype=np.float32))
