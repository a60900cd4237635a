"""A text as a bag of hashed n-grams: the same function for training and for use, numpy only, no vocabulary to keep."""

import re
from itertools import pairwise
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

SIZE = 1 << 15
LONGEST_BODY = 1_200
LONGEST_SUBJECT = 150
_GRAMS = (3, 4, 5)
_STEM = 5
_OPENING = 8

_LINK = re.compile(r"https?://\S{1,2000}|www\.\S{1,300}")
_ADDRESS = re.compile(r"\S{1,100}@\S{1,100}")
_DIGIT = re.compile(r"\d")
_WORD = re.compile(r"[^\W_]+|[?!%€$£]")
_REPLY = re.compile(r"^(?:re|aw|r|rif|rv|sv|antw?|fwd?|wg|tr|i)\s?:\s?", re.IGNORECASE)


def features(subject: str, body: str) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """The hashed features of a mail: their places (below `SIZE`, sorted, each once) and weights of Euclidean length 1.

    Letters in groups of three to five, the beginnings of words alone, in pairs and across a gap, and the first words
    once more. Only the first `LONGEST_BODY` characters of the body count, so the work is bounded. Digits are one sign,
    links and addresses one word, and reply prefixes of the subject do not count.
    """
    title = _folded(_REPLY.sub("", subject.strip()))[:LONGEST_SUBJECT]
    text = _folded(body[: 2 * LONGEST_BODY])[:LONGEST_BODY]
    stems = [word[:_STEM] for word in _WORD.findall(text)]
    titled = [word[:_STEM] for word in _WORD.findall(title)]
    opening = [crc32(f"o:{stem}".encode()) % SIZE for stem in stems[:_OPENING] for _ in range(4)]
    places = np.concatenate(
        [_letters(text), _words(stems, "b"), _words(titled, "s"), np.array(opening, dtype=np.int64)]
    )
    unique, counts = np.unique(places, return_counts=True)
    weights = np.sqrt(counts).astype(np.float32)
    length = float(np.linalg.norm(weights))
    return unique, weights / length if length else weights


def _folded(text: str) -> str:
    text = _ADDRESS.sub(" qqaddress ", _LINK.sub(" qqlink ", text.lower()))
    return " " + " ".join(_DIGIT.sub("0", text).replace("’", "'").split()) + " "


def _letters(text: str) -> NDArray[np.int64]:
    codes = np.frombuffer(text.encode("utf-32-le", "replace"), dtype=np.uint32).astype(np.uint64)
    grams = [np.zeros(0, dtype=np.int64)]
    for size in _GRAMS:
        if len(codes) < size:
            break
        mixed = np.full(len(codes) - size + 1, size * 0x9E3779B1, dtype=np.uint64)
        for at in range(size):
            mixed = (mixed * np.uint64(1_000_003) ^ codes[at : len(codes) - size + 1 + at]) & np.uint64(0xFFFFFFFF)
        mixed ^= mixed >> np.uint64(15)
        mixed = mixed * np.uint64(0x85EBCA6B) & np.uint64(0xFFFFFFFF)
        grams.append(((mixed ^ (mixed >> np.uint64(13))) % np.uint64(SIZE)).astype(np.int64))
    return np.concatenate(grams)


def _words(stems: list[str], field: str) -> NDArray[np.int64]:
    pairs = [f"{left} {right}" for left, right in pairwise(stems)]
    across = [f"{left}_{right}" for left, right in zip(stems, stems[2:], strict=False)]
    hashed = [crc32(f"{field}:{word}".encode("utf-8", "replace")) % SIZE for word in stems + pairs + across]
    return np.repeat(np.array(hashed, dtype=np.int64), 4)
