"""The trained head: how likely a stretch of text means what a rule forbids. Plain numpy."""

import json
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sportello.compliance.meaning.concepts import spoken_of, together
from sportello.reading.encoder import SENTENCE_WIDTH, UNIVERSAL, Encoder
from sportello.reading.heads import BagHead
from sportello.reading.ngrams import letter_bags

type Rows = NDArray[np.float32]

SHIPPED: Final = Path(__file__).with_name("model.npz")
CONCEPT_WEIGHT: Final = 0.5
"""How loud a concept is beside letters and the vector of a text, which have unit length."""

SENTENCES_KEPT: Final = 4096


@dataclass(frozen=True, slots=True)
class Stretch:
    """Some sentences that are judged together, in one of the five languages."""

    sentences: tuple[str, ...]
    language: str

    @property
    def text(self) -> str:
        """The sentences as one text."""
        return " ".join(self.sentences)


@dataclass(frozen=True, slots=True)
class Head:
    """Weights of letters, concepts and vectors for each of `labels`; `version` names corpus and encoder."""

    labels: tuple[str, ...]
    letters: BagHead
    concepts: Rows
    vectors: Rows
    bias: Rows
    version: str

    def judge(self, stretches: Sequence[Stretch]) -> Rows:
        """A row for each stretch: how likely it means each label, between 0 and 1."""
        if not stretches:
            return np.zeros((0, len(self.labels)), np.float32)
        odds = self.letters.judge(letter_bags([each.text for each in stretches]))
        odds = odds + concept_rows(stretches) @ self.concepts + vector_rows(stretches) @ self.vectors + self.bias
        return np.asarray(1 / (1 + np.exp(-odds)), np.float32)


def concept_rows(stretches: Sequence[Stretch]) -> Rows:
    """What each stretch speaks of, alone and together. The sentences of one text are looked at once."""
    rows = [np.max([_concepts(each, stretch.language) for each in stretch.sentences], axis=0) for stretch in stretches]
    return together(np.array(rows, np.float32)) * CONCEPT_WEIGHT


def vector_rows(stretches: Sequence[Stretch], encoder: Encoder = UNIVERSAL) -> Rows:
    """A vector for each stretch, the middle of its sentences', of unit length. Sentences known before cost nothing."""
    every = list(dict.fromkeys(sentence for stretch in stretches for sentence in stretch.sentences))
    known = _vectors(every, encoder)
    rows = np.array([np.sum([known[each] for each in stretch.sentences], axis=0) for stretch in stretches], np.float32)
    rows = rows.reshape(len(stretches), SENTENCE_WIDTH)
    return np.asarray(rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9), np.float32)


_kept: dict[tuple[str, str], Rows] = {}
_keeping = threading.Lock()


def _vectors(sentences: Sequence[str], encoder: Encoder) -> dict[str, Rows]:
    found = {each: _kept[encoder.name, each] for each in sentences if (encoder.name, each) in _kept}
    new = [each for each in sentences if each not in found]
    if new:
        encoded = encoder.encode([each.split() or [""] for each in new])
        found |= {each: np.asarray(one.sentence, np.float32) for each, one in zip(new, encoded, strict=True)}
        with _keeping:
            if len(_kept) + len(new) > SENTENCES_KEPT:
                _kept.clear()
            _kept.update({(encoder.name, each): found[each] for each in new})
    return found


@lru_cache(maxsize=SENTENCES_KEPT)
def _concepts(sentence: str, language: str) -> Rows:
    return np.asarray(spoken_of([sentence], language)[0], np.float32)


def save(head: Head, file: Path) -> None:
    """Write the head: letters as bytes with a scale for each column, all else in half precision."""
    scale = np.maximum(np.abs(head.letters.weights).max(axis=0), 1e-9) / 127
    facts = {"labels": head.labels, "version": head.version}
    np.savez_compressed(
        file,
        keys=np.diff(head.letters.keys, prepend=0).astype(np.uint32),
        rarity=head.letters.rarity.astype(np.float16),
        weights=np.round(head.letters.weights / scale).astype(np.int8),
        scale=scale.astype(np.float32),
        concepts=head.concepts.astype(np.float16),
        vectors=head.vectors.astype(np.float16),
        bias=head.bias.astype(np.float32),
        facts=np.array(json.dumps(facts)),
    )


def load(file: Path = SHIPPED) -> Head:
    """The head of a file, read once per process whichever thread asks first. Raises OSError when there is none."""
    with _loading:
        return _loaded(file)


_loading = threading.Lock()


@lru_cache(maxsize=2)
def _loaded(file: Path) -> Head:
    with np.load(file, allow_pickle=False) as stored:
        facts = json.loads(str(stored["facts"]))
        weights = stored["weights"].astype(np.float32) * stored["scale"]
        keys = np.cumsum(stored["keys"].astype(np.int64))
        letters = BagHead(keys, stored["rarity"].astype(np.float32), weights)
        wide = {name: stored[name].astype(np.float32) for name in ("concepts", "vectors", "bias")}
    return Head(tuple(facts["labels"]), letters, wide["concepts"], wide["vectors"], wide["bias"], facts["version"])
