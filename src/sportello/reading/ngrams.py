"""Texts as bags of hashed letters and words: spelling, endings and turns of phrase that the encoder does not know."""

import re
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

type Counts = NDArray[np.int64]

KEY_BITS: Final = 28
"""Bits of a run's key; two of a hundred thousand runs hardly ever share one."""

LETTERS_READ: Final = 3_000
_SHORTEST, _LONGEST = 2, 5
_BLANKS: Final = re.compile(r"\s+")
_DIGIT: Final = re.compile(r"\d")
_WORD: Final = re.compile(r"\w+")
_SPACE: Final = 32
_SPREAD: Final = np.uint64(0x9E3779B97F4A7C15)  # 2**64 over the golden ratio, Knuth's multiplicative hashing
_TOP: Final = np.uint64(64 - KEY_BITS)


@dataclass(frozen=True, slots=True)
class Bags:
    """Bags of several texts: `keys` (ascending) and `weights` of text i are the rows `starts[i]` to `starts[i + 1]`."""

    starts: Counts
    keys: Counts
    weights: NDArray[np.float32]

    def __len__(self) -> int:
        return len(self.starts) - 1

    @property
    def owners(self) -> Counts:
        """Of each entry: the text it belongs to."""
        return np.repeat(np.arange(len(self)), np.diff(self.starts))


def letter_bags(texts: Sequence[str]) -> Bags:
    """Runs of 2 to 5 letters inside words, a blank for either end of the word.

    Case is folded and digits are alike. The same texts give the same bags on every machine; at most LETTERS_READ
    letters of a text are looked at. A weight is 1 + log of how often the run stands there.
    """
    folded = [f" {_folded(text)} " for text in texts]
    codes = np.frombuffer("".join(folded).encode("utf-32-le", "surrogatepass"), np.uint32).astype(np.uint64)
    owner = np.repeat(np.arange(len(folded)), [len(text) for text in folded])
    is_blank = codes == _SPACE
    found: list[Counts] = []
    run = np.zeros(len(codes), np.uint64)
    for size in range(1, _LONGEST + 1):
        count = len(codes) - size + 1
        if count <= 0:
            break
        run = run[:count] * np.uint64(1_000_003) + codes[size - 1 :] + np.uint64(1)
        if size >= _SHORTEST:
            inside = _blanks_between(is_blank, size)[:count] == 0
            keep = inside & (owner[:count] == owner[size - 1 :])
            found.append((owner[:count][keep] << KEY_BITS) | _key(run[keep] + np.uint64(size)))
    return _counted(np.concatenate([*found, np.zeros(0, np.int64)]), len(texts))


def word_bags(texts: Sequence[str], longest: int) -> Bags:
    """Words and runs of up to `longest` words, otherwise like letter_bags."""
    words = [[zlib.crc32(word.encode("utf-8", "surrogatepass")) for word in _WORD.findall(_folded(t))] for t in texts]
    codes = np.array([code for each in words for code in each], np.uint64)
    owner = np.repeat(np.arange(len(words)), [len(each) for each in words])
    found: list[Counts] = []
    run = np.zeros(len(codes), np.uint64)
    for size in range(1, longest + 1):
        count = len(codes) - size + 1
        if count <= 0:
            break
        run = run[:count] * np.uint64(1_000_003) + codes[size - 1 :] + np.uint64(1)
        keep = owner[:count] == owner[size - 1 :]
        found.append((owner[:count][keep] << KEY_BITS) | _key(run[keep]))
    return _counted(np.concatenate([*found, np.zeros(0, np.int64)]), len(texts))


def _folded(text: str) -> str:
    return _DIGIT.sub("0", _BLANKS.sub(" ", text[:LETTERS_READ].lower()))


def _blanks_between(is_blank: NDArray[np.bool_], size: int) -> Counts:
    # Of a run that begins here: blanks that stand neither first nor last in it.
    total = np.concatenate([[0], np.cumsum(is_blank)])
    return np.asarray(total[size - 1 : -1] - total[1 : len(total) - size + 1], np.int64)


def _key(codes: NDArray[np.uint64]) -> Counts:
    return ((codes * _SPREAD) >> _TOP).astype(np.int64)


def _counted(entries: Counts, texts: int) -> Bags:
    distinct, times = np.unique(entries, return_counts=True)
    starts = np.searchsorted(distinct >> KEY_BITS, np.arange(texts + 1))
    return Bags(starts, distinct & (2**KEY_BITS - 1), (1 + np.log(times)).astype(np.float32))
