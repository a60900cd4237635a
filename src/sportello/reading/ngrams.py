"""Letters of a message as a bag of hashed runs: spelling, endings and words that the encoder does not know."""

import math
import re
import zlib
from collections import Counter
from typing import Final

import numpy as np
from numpy.typing import NDArray

BUCKETS: Final = 2**15
LETTERS_READ: Final = 3_000
_SHORTEST, _LONGEST = 2, 5
_BLANKS: Final = re.compile(r"\s+")
_DIGIT: Final = re.compile(r"\d")


type Bag = tuple[NDArray[np.int64], NDArray[np.float32]]


def bag(text: str) -> Bag:
    """The buckets that the text fills and their weights (1 + log of the count); digits are alike, case is folded.

    The same text gives the same bag on every machine. At most LETTERS_READ letters are looked at.
    """
    folded = f" {_DIGIT.sub('0', _BLANKS.sub(' ', text[:LETTERS_READ].lower()))} ".encode("utf-16-le", "surrogatepass")
    counts = Counter(
        zlib.crc32(folded[start : start + 2 * size]) % BUCKETS
        for size in range(_SHORTEST, _LONGEST + 1)
        for start in range(0, len(folded) - 2 * size + 1, 2)
    )
    buckets = np.fromiter(counts, np.int64, len(counts))
    weights = np.fromiter((1 + math.log(count) for count in counts.values()), np.float32, len(counts))
    return buckets, weights
