"""Teaching the review from its corpus; needs scikit-learn (the extra `dev`). Twice the same corpus, the same model.

A case becomes several: answering sentences are left out, so that the question is open; courtesies, apologies and
information of other cases are put in between. What judges sentences never saw the case it is asked about.
"""

import hashlib
import random
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from sportello.reading.encoder import UNIVERSAL, Encoded, Encoder, Matrix
from sportello.reading.labelled import corpus_messages

from .artefact import SHIPPED, Axes, Model, save
from .corpus import CORPUS, Case, Sentence, corpus
from .evidence import ANSWER, APOLOGY, COURTESY, INFORMATION, PROMISE, VAGUE, pair_evidence
from .heads import Hidden, Linear
from .tracing import Traces, bare, traces

type Flags = NDArray[np.bool_]

FOLDS: Final = 5
VARIANTS: Final = 5
SEEDS: Final = (1, 2, 3, 4, 5, 6, 7)
WORD_AXES: Final = 128
COMMON: Final = 8
"""A word that stands so often in the messages weighs less."""

READING_CORPUS: Final = Path(__file__).parents[2] / "reading" / "corpus"
_EVERY: Final = 2  # words looked at for the axes
OPEN: Final = 0.25
"""How many questions of real replies are left open, by our guess; the limit is chosen for that."""

_FALLING: Final = (APOLOGY, COURTESY, INFORMATION)
_FILLING: Final = (*_FALLING, PROMISE, VAGUE)


class Remembering:
    """An encoder that keeps what it has seen, at half precision: training asks for the same sentences again."""

    name = UNIVERSAL.name

    def __init__(self) -> None:
        self._seen: dict[tuple[str, ...], Encoded] = {}

    def encode(self, texts: Sequence[Sequence[str]]) -> list[Encoded]:
        """See Encoder."""
        keys = [tuple(words) for words in texts]
        new = [key for key in dict.fromkeys(keys) if key not in self._seen]
        for key, one in zip(new, UNIVERSAL.encode(new), strict=True):
            self._seen[key] = Encoded(one.sentence.astype(np.float16), one.words.astype(np.float16))
        return [self._seen[key] for key in keys]


@dataclass(frozen=True, slots=True)
class _Lesson:
    """One variant of a case with its evidence: `right[question, sentence]`."""

    language: str
    pairs: Matrix
    does: Matrix
    closeness: Matrix
    right: Flags


def train(folder: Path = CORPUS, out: Path = SHIPPED, say: Callable[[str], None] = print) -> dict[str, Any]:
    """Teach a model, write it, and report what it reaches on cases of its own corpus that it had not seen.

    Raises Mislabelled for a faulty corpus, ModuleNotFoundError without scikit-learn.
    """
    cases, encoder = corpus(folder), Remembering()
    say(f"{len(cases)} cases: axes")
    axes = _axes(cases, encoder)
    say("sentences")
    lessons = [_lessons(cases, fold, axes, encoder) for fold in range(FOLDS)]
    say("pairs")
    held = [
        _pair_heads([one for other in range(FOLDS) if other != fold for one in lessons[other]]) for fold in range(FOLDS)
    ]
    limit, figures = _limit([_answered(lessons[fold], held[fold]) for fold in range(FOLDS)])
    pairs = _pair_heads([one for fold in lessons for one in fold])
    acts, topics = _sentence_heads(cases, encoder)
    save(Model(axes, acts, topics, tuple(pairs), limit, _version(folder)), out)
    return {
        "cases": sum(bool(case.questions) for case in cases),
        "questions": sum(len(case.questions) for case in cases),
        "limit": limit,
        "held_out": figures,
    }


def _version(folder: Path) -> str:
    digest = hashlib.sha256()
    for file in sorted(folder.glob("*.txt")):
        digest.update(file.read_bytes())
    return f"review-1.{digest.hexdigest()[:12]}"


def _axes(cases: Sequence[Case], encoder: Encoder) -> Axes:
    texts = [question.text for case in cases for question in case.questions]
    texts += [sentence.text for case in cases for sentence in case.sentences]
    encoded = encoder.encode([text.split() for text in texts])
    words = np.vstack([one.words[::_EVERY] for one in encoded]).astype(np.float32)
    centre = words.mean(0)
    _values, vectors = np.linalg.eigh((words - centre).T @ (words - centre))
    axes = np.ascontiguousarray(vectors[:, ::-1][:, :WORD_AXES])
    common = Counter(bare(word) for text in [*texts, *_read()] for word in text.split())
    kept = {word: count for word, count in sorted(common.items()) if count >= COMMON and word}
    return Axes(np.mean([one.sentence.astype(np.float32) for one in encoded], axis=0), centre, axes, kept)


@lru_cache(maxsize=1)
def _read() -> tuple[str, ...]:
    return tuple(message.body for message in corpus_messages(READING_CORPUS))


@lru_cache(maxsize=1)
def _wishes() -> tuple[tuple[str, str], ...]:
    """What buyers want, with its topic, from the corpus of reading: it teaches topics, not answers."""
    messages = corpus_messages(READING_CORPUS)
    return tuple((message.body[wish.start : wish.end], wish.topic) for message in messages for wish in message.wishes)


def _lessons(cases: Sequence[Case], fold: int, axes: Axes, encoder: Encoder) -> list[_Lesson]:
    """The lessons of one fold, judged by sentence heads that learnt from the others."""
    acts, topics = _sentence_heads([case for case in cases if case.place % FOLDS != fold], encoder)
    chance = random.Random(fold)  # noqa: S311 - the same lessons from the same corpus, nothing secret
    found = []
    for case in cases:
        if case.questions and case.place % FOLDS == fold:
            for variant in _variants(case, _filling(cases, case), chance):
                asked = traces([question.text for question in variant.questions], axes, encoder)
                found.append(_lesson(variant, asked, axes, acts, topics, encoder))
    return found


def _filling(cases: Sequence[Case], case: Case) -> list[Sentence]:
    mine = [other for other in cases if other.language == case.language and other is not case]
    return [one for other in mine for one in other.sentences if one.act in _FILLING]


def _variants(case: Case, filling: Sequence[Sentence], chance: random.Random) -> Iterator[Case]:
    yield case
    for _ in range(VARIANTS):
        gaps = chance.random() < 0.6
        kept = [one for one in case.sentences if not _falls(one, chance, gaps=gaps)]
        for _again in range(chance.choice([0, 1, 1, 2])):
            kept.insert(chance.randint(0, len(kept)), chance.choice(filling))
        if kept:
            yield replace(case, sentences=tuple(kept))


def _falls(sentence: Sentence, chance: random.Random, *, gaps: bool) -> bool:
    if sentence.act == ANSWER:
        return gaps and chance.random() < 0.5
    return sentence.act in _FALLING and chance.random() < 0.25


def _lesson(case: Case, asked: Traces, axes: Axes, acts: Linear, topics: Linear, encoder: Encoder) -> _Lesson:
    texts = [sentence.text for sentence in case.sentences]
    said = traces(texts, axes, encoder)
    pairs, does = pair_evidence(case.questions, asked, texts, said, language=case.language, acts=acts, topics=topics)
    right = [[i in sentence.answers for sentence in case.sentences] for i in range(len(case.questions))]
    return _Lesson(case.language, pairs, does, asked.centred @ said.centred.T, np.array(right))


def _sentence_heads(cases: Sequence[Case], encoder: Encoder) -> tuple[Linear, Linear]:
    sentences = [sentence for case in cases for sentence in case.sentences]
    acts = _linear([one.text for one in sentences], [one.act for one in sentences], encoder, strength=3)
    texts, topics = [], []
    for case in cases:
        for question in case.questions:
            texts.append(question.text)
            topics.append(question.topic)
        for sentence in case.sentences:
            for i in sorted(sentence.answers):
                texts.append(sentence.text)
                topics.append(case.questions[i].topic)
    for text, topic in _wishes():
        texts.append(text)
        topics.append(topic)
    return acts, _linear(texts, topics, encoder, strength=6)


def _linear(texts: Sequence[str], labels: Sequence[str], encoder: Encoder, *, strength: float) -> Linear:
    from sklearn.linear_model import LogisticRegression

    rows = np.array([one.sentence for one in encoder.encode([text.split() for text in texts])], np.float32)
    learnt = LogisticRegression(C=strength, max_iter=3000, class_weight="balanced").fit(rows, labels)
    weights = np.asarray(learnt.coef_.T, np.float32).astype(np.float16).astype(np.float32)
    return Linear(tuple(str(name) for name in learnt.classes_), weights, np.asarray(learnt.intercept_, np.float32))


def _pair_heads(lessons: Sequence[_Lesson]) -> list[Hidden]:
    table = np.vstack([one.pairs.reshape(-1, one.pairs.shape[-1]) for one in lessons])
    right = np.concatenate([one.right.ravel() for one in lessons])
    return [_hidden(table, right, size=16, seed=seed, alpha=3.0) for seed in SEEDS]


def _hidden(table: Matrix, right: Flags, *, size: int, seed: int, alpha: float) -> Hidden:
    from sklearn.neural_network import MLPClassifier

    centre, spread = table.mean(0), np.maximum(table.std(0), 1e-3)
    learnt = MLPClassifier(
        (size,), alpha=alpha, max_iter=200, early_stopping=True, random_state=seed, n_iter_no_change=8
    ).fit((table - centre) / spread, right)
    return Hidden(centre, spread, learnt.coefs_[0], learnt.intercepts_[0], learnt.coefs_[1], learnt.intercepts_[1])


def _answered(lessons: Sequence[_Lesson], heads: Sequence[Hidden]) -> tuple[Matrix, Flags]:
    """The best chance of each question of the lessons, and whether it is open."""
    best, is_open = [], []
    for one in lessons:
        flat = one.pairs.reshape(-1, one.pairs.shape[-1])
        chances = np.mean([head.chances(flat) for head in heads], axis=0).reshape(one.right.shape)
        best += list(chances.max(1))
        is_open += list(~one.right.any(1))
    return np.array(best, np.float32), np.array(is_open)


def _limit(folds: Sequence[tuple[Matrix, Flags]]) -> tuple[float, dict[str, float]]:
    """The limit that finds open questions best on cases that the heads had not seen, and the figures with it."""
    best = np.concatenate([chances for chances, _open in folds])
    is_open = np.concatenate([flags for _chances, flags in folds])
    tried = [(_f1(best < limit, is_open, OPEN), float(limit)) for limit in np.arange(0.1, 0.8, 0.02)]
    figure, limit = max(tried)
    return round(limit, 2), {"unanswered_f1": round(figure, 4), "as_if_open": OPEN}


def _f1(said: Flags, wanted: Flags, share: float) -> float:
    """F1 as it would be if `share` of the questions were open: the corpus leaves more of them open to learn from."""
    worth = np.where(wanted, share / wanted.mean(), (1 - share) / (1 - wanted.mean()))
    total = float((said * worth).sum() + (wanted * worth).sum())
    return 2 * float(((said & wanted) * worth).sum()) / total if total else 1.0
