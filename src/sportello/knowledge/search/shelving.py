"""The editions that one reader may be shown, side by side as matrices, ready to be ranked. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from sportello.reading.encoder import Matrix
from sportello.reading.vocabulary import TOPICS

from .pieces import Kind, Prepared, Text
from .words import WordIndex, indexed, words_of


@dataclass(frozen=True)
class Shelf:
    """One edition of each article: `texts[i]` with row i of each matrix.

    `vectors` holds the pieces of all, `owner` the row of each piece's edition, `needs` what the article speaks of in
    all its languages.
    """

    texts: tuple[Text, ...]
    vectors: Matrix
    owner: NDArray[np.int64]
    kinds: NDArray[np.int8]
    needs: Matrix
    topics: NDArray[np.int64]

    @cached_property
    def heads(self) -> WordIndex:
        """The words of titles, keywords and questions."""
        return indexed(words_of(" ".join((one.title, *one.keywords, *one.questions))) for one in self.texts)

    @cached_property
    def bodies(self) -> WordIndex:
        """The words of summaries and bodies."""
        return indexed(words_of(f"{one.summary} {one.plain[:8000]}") for one in self.texts)

    @cached_property
    def rows(self) -> dict[int, int]:
        """The row of each edition, by its key."""
        return {text.key: at for at, text in enumerate(self.texts)}

    @cached_property
    def known(self) -> frozenset[str]:
        """Every word that stands in an edition."""
        return frozenset((*self.heads.vocabulary, *self.bodies.vocabulary))

    def closest(self, vector: Matrix) -> Matrix:
        """Of each edition: the likeness of its title, its likest words and its likest sentence to a vector."""
        likeness = self.vectors @ vector
        found = np.zeros((len(self.texts), len(Kind)), np.float32)
        np.maximum.at(found, (self.owner, self.kinds), likeness)
        return found


def shelved(texts: Sequence[Text], prepared: Mapping[int, Prepared], *, language: str) -> Shelf:
    """The shelf for a reader of `language`: of each article their own language, else its original, else another.

    An edition written for the reader's audience goes before one for everybody, within a language. `texts` are those
    that the reader may see; those that are not prepared yet are left out.
    """
    ready = [text for text in texts if text.key in prepared]
    chosen: dict[str, Text] = {}
    for text in sorted(ready, key=lambda text: _rank(text, language)):
        chosen.setdefault(text.article, text)
    spoken: dict[str, list[Matrix]] = {}
    for text in ready:
        spoken.setdefault(text.article, []).append(np.asarray(prepared[text.key].needs, np.float32))
    row = tuple(chosen.values())
    parts = [prepared[text.key] for text in row]
    return Shelf(
        texts=row,
        vectors=_stacked([part.vectors for part in parts]),
        owner=np.repeat(np.arange(len(row)), [len(part.kinds) for part in parts]),
        kinds=np.concatenate([np.zeros(0, np.int8), *(part.kinds for part in parts)]).astype(np.int8),
        needs=np.array([np.mean(spoken[text.article], axis=0) for text in row], np.float32),
        topics=np.array([TOPICS.index(text.topic) for text in row], np.int64),
    )


def _rank(text: Text, language: str) -> tuple[bool, bool, bool, bool, str, int]:
    return (
        text.language != language,
        not text.original,
        text.language != "en",
        text.audience == "any",
        text.language,
        text.key,
    )


def _stacked(parts: Sequence[Matrix]) -> Matrix:
    rows = np.concatenate(parts) if parts else np.zeros((0, 512), np.float16)
    return np.ascontiguousarray(rows, np.float32)
