"""Queries and texts as words that can be compared: folded, without accents, forgiving of spelling. Pure."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

type Floats = NDArray[np.float32]
type Ints = NDArray[np.int64]

QUERY_MOST: Final = 400
"""Letters of a query that are looked at; the rest of a longer one is left out."""

_UNSEEN = re.compile(r"[\x00-\x1f\x7f\u200b-\u200f\ufeff\ud800-\udfff]")
_WORD = re.compile(r"[^\W_]+")
_SHORTEST: Final = 3
_ALIKE: Final = 0.5
_SPELT_ALIKE: Final = 0.9  # what a word that is only spelt alike counts, at most


def tidy(query: str) -> str:
    """A query as it is searched: one line, without control characters, at most QUERY_MOST letters."""
    return " ".join(_UNSEEN.sub(" ", query[: 4 * QUERY_MOST]).split())[:QUERY_MOST].strip()


def folded(text: str) -> str:
    """In small letters and without accents: `Größe` and `GROSSE` are alike, and so are `l'été` and `l'ete`."""
    parts = unicodedata.normalize("NFKD", text.casefold())
    return "".join(part for part in parts if not unicodedata.combining(part))


def words_of(text: str) -> list[str]:
    """The folded words of a text, in order; single letters are left out, single digits are not."""
    return [word for word in _WORD.findall(folded(text)) if len(word) > 1 or word.isdigit()]


@dataclass(frozen=True, slots=True)
class WordIndex:
    """Which texts hold which words; made by `indexed`. `rarity` of a word grows as fewer texts hold it."""

    texts: int
    vocabulary: tuple[str, ...]
    rarity: Floats
    holders: tuple[Ints, ...]
    runs: dict[str, Ints]
    sizes: Ints

    def cover(self, words: Sequence[str]) -> tuple[Floats, Floats]:
        """For each text: the share of the words (by rarity) that it holds, and the sum of the rarities of those.

        A word that is only spelt alike counts in part. Words that no text holds lower every share.
        """
        given, whole = np.zeros(self.texts, np.float32), 0.0
        unknown = float(np.log(1 + self.texts))
        for word in dict.fromkeys(words):
            best, weight = self._held(word)
            whole += weight if weight else unknown
            given += best * weight
        return (given / whole if whole else given), given

    def _held(self, word: str) -> tuple[Floats, float]:
        best, weight = np.zeros(self.texts, np.float32), 0.0
        for place, likeness in self._alike(word):
            holders = self.holders[place]
            best[holders] = np.maximum(best[holders], likeness)
            weight = max(weight, float(self.rarity[place]) * likeness)
        return best, weight

    def _alike(self, word: str) -> list[tuple[int, float]]:
        runs = _runs(word)
        found = [self.runs[run] for run in runs if run in self.runs]
        if not found:
            return []
        places, shared = np.unique(np.concatenate(found), return_counts=True)
        likeness = 2 * shared / (self.sizes[places] + len(runs))
        near = [(int(at), float(one)) for at, one in zip(places, likeness, strict=True) if one >= _ALIKE]
        return [(at, 1.0 if self.vocabulary[at] == word else one * _SPELT_ALIKE) for at, one in near]


def indexed(texts: Iterable[Iterable[str]]) -> WordIndex:
    """An index of texts, each given as its words."""
    holders: dict[str, list[int]] = {}
    count = 0
    for at, words in enumerate(texts):
        count = at + 1
        for word in set(words):
            holders.setdefault(word, []).append(at)
    vocabulary = tuple(sorted(holders))
    runs: dict[str, list[int]] = {}
    for place, word in enumerate(vocabulary):
        for run in _runs(word):
            runs.setdefault(run, []).append(place)
    return WordIndex(
        texts=count,
        vocabulary=vocabulary,
        rarity=np.array([np.log(1 + count / len(holders[word])) for word in vocabulary], np.float32),
        holders=tuple(np.array(holders[word], np.int64) for word in vocabulary),
        runs={run: np.array(places, np.int64) for run, places in runs.items()},
        sizes=np.array([len(_runs(word)) for word in vocabulary], np.int64),
    )


def _runs(word: str) -> frozenset[str]:
    if len(word) < _SHORTEST:
        return frozenset({f"={word}"})
    marked = f" {word} "
    return frozenset(marked[at : at + 3] for at in range(len(marked) - 2))
