"""Teaching search from its corpus: heads on three folds for honest weights and figures, then the heads of all."""

import hashlib
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from sportello.reading.encoder import UNIVERSAL, Encoder, Matrix
from sportello.reading.labelled import corpus_messages
from sportello.reading.vocabulary import OTHER

from . import learning
from .artefact import SHIPPED, Model, save
from .corpus import CORPUS, Asked, queries, shelf
from .needs import LIST, Encoding, NeedHead, encoding, likely, topic_of_need
from .pieces import prepared
from .weighing import Lesson, figures, learnt, lessons, text_of

MESSAGES: Final = Path(__file__).parents[2] / "reading" / "corpus"
"""Labelled messages of buyers: their wishes teach which words belong to a topic, not to which need of it."""
FOLDS: Final = 3
SEED: Final = 7
_WISH: Final = 0.3  # what a wish out of a message counts beside a query
_AT_ONCE: Final = 256


@dataclass(frozen=True, slots=True)
class _Texts:
    """What the heads learn from: queries and wishes, their vectors, the needs that each may speak of."""

    asked: Sequence[Asked]
    texts: Sequence[str]
    encoded: Encoding
    allowed: Matrix

    def of(self, rows: NDArray[np.int64]) -> tuple[learning.Taught, Encoding]:
        weights = np.where(rows < len(self.asked), 1.0, _WISH)
        taught = learning.Taught([self.texts[at] for at in rows], self.allowed[rows], weights)
        return taught, Encoding(self.encoded.whole[rows], self.encoded.words[rows])


def train(
    corpus: Path = CORPUS,
    out: Path = SHIPPED,
    *,
    messages: Path = MESSAGES,
    encoder: Encoder = UNIVERSAL,
    say: Callable[[str], None] = lambda _: None,
) -> dict[str, Any]:
    """Train on the corpus, write the model to `out`, answer with a report of plain values.

    Seeded: the same corpus, encoder and library versions give the same model. Takes some five minutes on one free
    core and needs scipy (the extra `dev`). Raises Unlabelled for a corpus that cannot be read.
    """
    digest = corpus_digest(corpus)
    say("Encoding the corpus")
    known = _texts(corpus, messages, encoder)
    folds = folds_of(known.asked)
    voices = _held_out(known, folds, say)
    say("Learning from all")
    head = replace(_head(known, np.arange(len(known.texts)), SEED), weights=voice_weights(voices, known))
    judged = likely(np.einsum("v,vqn->qn", head.weights, voices))
    taught = _lessons(corpus, known, judged, head, encoder)
    report = _figures(taught, folds) | _calibration(known, judged)
    weights = learnt(taught)
    name = f"{encoder.name}.{digest[:12]}"
    save(Model(head, weights.signs, weights.doubts, weights.none_above, name, digest), out)
    return {"version": name, "queries": len(known.asked), "wishes": len(known.texts) - len(known.asked)} | report


def corpus_digest(corpus: Path = CORPUS) -> str:
    """A digest of everything under `corpus` and of the list of needs: another corpus is another model."""
    files = [LIST, *sorted(file for file in corpus.rglob("*.txt") if file.is_file())]
    return hashlib.sha256(b"\0".join(file.read_bytes() for file in files)).hexdigest()


def folds_of(asked: Sequence[Asked]) -> NDArray[np.int64]:
    """The fold of each query; those that stand at the same place of a need in two languages share one, since many
    say the same."""
    seen: Counter[tuple[str, str]] = Counter()
    found = []
    for one in asked:
        seen[one.language, one.need] += 1
        name = f"{one.need} {seen[one.language, one.need]}"
        found.append(int(hashlib.md5(name.encode(), usedforsecurity=False).hexdigest(), 16) % FOLDS)
    return np.array(found, np.int64)


def voice_weights(voices: Matrix, known: _Texts) -> Matrix:
    """How much each head counts, so that the probabilities of queries it had not seen are as likely as can be."""
    wanted = known.allowed[: len(known.asked)].argmax(axis=1)

    def loss(values: NDArray[np.float64]) -> float:
        chances = likely(np.einsum("v,vqn->qn", values, voices))
        return -float(np.log(chances[np.arange(len(wanted)), wanted] + 1e-9).mean())

    best = minimize(loss, np.full(3, 0.5), method="Nelder-Mead", options={"xatol": 0.01, "fatol": 1e-4})
    return np.asarray(np.maximum(best.x, 0), np.float32)


def _texts(corpus: Path, messages: Path, encoder: Encoder) -> _Texts:
    asked = queries(corpus)
    wishes = [
        (message.body[wish.start : wish.end], wish.topic)
        for message in corpus_messages(messages)
        for wish in message.wishes
        if wish.topic != OTHER
    ]
    needs = topic_of_need()
    texts = [one.text for one in asked] + [text for text, _ in wishes]
    allowed = np.zeros((len(texts), len(needs)), np.float32)
    for row, one in enumerate(asked):
        allowed[row, list(needs).index(one.need)] = 1
    for row, (_, topic) in enumerate(wishes, len(asked)):
        allowed[row] = [of == topic for of in needs.values()]
    return _Texts(asked, texts, _encoded(texts, encoder), allowed)


def _encoded(texts: Sequence[str], encoder: Encoder) -> Encoding:
    parts = [encoding(texts[at : at + _AT_ONCE], encoder) for at in range(0, len(texts), _AT_ONCE)]
    return Encoding(np.vstack([part.whole for part in parts]), np.vstack([part.words for part in parts]))


def _head(known: _Texts, rows: NDArray[np.int64], seed: int) -> NeedHead:
    taught, encoded = known.of(rows)
    letters, words, bias = learning.bags(taught, seed=seed)
    by_whole = learning.layers(taught, encoded.whole, seed=seed + 1)
    by_words = learning.layers(taught, encoded.both, seed=seed + 2)
    return NeedHead(by_whole, by_words, letters, words, bias, np.ones(3, np.float32))


def _held_out(known: _Texts, folds: NDArray[np.int64], say: Callable[[str], None]) -> Matrix:
    count = len(known.asked)
    voices = np.zeros((3, count, known.allowed.shape[1]), np.float32)
    for fold in range(FOLDS):
        say(f"Fold {fold + 1} of {FOLDS}")
        away = np.flatnonzero(folds == fold)
        head = _head(known, np.setdiff1d(np.arange(len(known.texts)), away), SEED + 10 * (fold + 1))
        _, encoded = known.of(away)
        for voice, said in enumerate(head.voices([known.texts[int(at)] for at in away], encoded)):
            voices[voice, away] = said
    return voices


def _lessons(corpus: Path, known: _Texts, judged: Matrix, head: NeedHead, encoder: Encoder) -> list[Lesson]:
    editions = shelf(corpus)
    ready = [prepared([text_of(one, at)], head, encoder)[0] for at, one in enumerate(editions)]
    return lessons(known.asked, known.encoded, judged, editions, ready, seed=SEED)


def _figures(taught: Sequence[Lesson], folds: NDArray[np.int64]) -> dict[str, Any]:
    # Weights learnt from two folds, measured on the third.
    found = []
    for fold in range(FOLDS):
        weights = learnt([one for one in taught if folds[one.asked] != fold])
        found.append(figures([one for one in taught if folds[one.asked] == fold], weights))
    names = ("accuracy_at_1", "accuracy_at_3", "none_when_none")
    return {name: round(float(np.mean([each[name] for each in found])), 4) for name in names}


def _calibration(known: _Texts, judged: Matrix) -> dict[str, float]:
    wanted = known.allowed[: len(known.asked)].argmax(axis=1)
    right = judged.argmax(axis=1) == wanted
    return {"need_right": round(float(right.mean()), 4), "need_sure": round(float(judged.max(axis=1).mean()), 4)}
