"""Words of a text for comparing: their beginnings, how rare they are, numbers, runs of words. Pure."""

import math
import re
import unicodedata
import zlib
from collections.abc import Iterable
from typing import Final

import numpy as np

from sportello.reading.encoder import Matrix

STEM: Final = 5
"""Letters of a word's beginning that are compared: enough for most endings of five languages to fall away."""

SLOTS: Final = 8192
RUN: Final = 4

_WORD: Final = re.compile(r"[^\W\d_]{3,}")
_NUMBER: Final = re.compile(r"\d[\d.,]*\d")


def folded(text: str) -> str:
    """The text in small letters without accents."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(sign for sign in plain if not unicodedata.combining(sign))


def words(text: str) -> list[str]:
    """Its words of three letters and more, folded, in order."""
    return _WORD.findall(folded(text))


def stems(text: str) -> set[str]:
    """The beginnings of its words."""
    return {word[:STEM] for word in words(text)}


def numbers(text: str) -> frozenset[str]:
    """Numbers of two digits and more, without their dots and commas: an amount, a year, a model, a parcel."""
    return frozenset(re.sub(r"\D", "", found) for found in _NUMBER.findall(text))


def runs(text: str) -> set[tuple[str, ...]]:
    """All runs of four words, to recognise copies."""
    found = words(text)
    return {tuple(found[at : at + RUN]) for at in range(len(found) - RUN + 1)}


def slot(stem: str) -> int:
    """The place of a beginning in the table of counts; rare ones may share it."""
    return zlib.crc32(stem.encode()) % SLOTS


def counts(texts: Iterable[str]) -> Matrix:
    """In how many of the texts each slot occurs, and how many texts there are in the last place."""
    table = np.zeros(SLOTS + 1, np.float32)
    for text in texts:
        table[list({slot(stem) for stem in stems(text)})] += 1
        table[-1] += 1
    return table


def rarity(stem: str, table: Matrix) -> float:
    """How much a word with this beginning says: 0 for one of every text, about 8 for one that was never seen."""
    return math.log((float(table[-1]) + 1) / (float(table[slot(stem)]) + 1))
