"""Learning how to weigh the signs: on the corpus's queries against shelves made of the corpus's articles."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from sportello.reading.encoder import Matrix
from sportello.reading.vocabulary import LANGUAGES

from .corpus import Asked, Shelved
from .needs import Encoding, topic_of_need
from .pieces import Prepared, Text
from .ranking import DOUBTS, SIGNS, Query, chances_of, doubts_of, signs_of
from .shelving import Shelf, shelved
from .words import words_of

SHELVES: Final = 60
"""Shelves that are put together at random for each language of the buyers."""
_SMALLEST: Final = 18
NONE_ABOVE: Final = 0.5
"""Nothing is shown when it is likelier than not that nothing fits."""
_ROUGH: Final = 2.0  # pulls weights towards nothing, so that few queries do not decide


@dataclass(frozen=True, slots=True)
class Lesson:
    """One query before one shelf: signs and doubts, and which editions answer it (none where nothing does)."""

    asked: int
    signs: Matrix
    doubts: Matrix
    right: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Weights:
    """What was learnt: a factor for each sign and for each doubt, and above which chance of none nothing is shown."""

    signs: Matrix
    doubts: Matrix
    none_above: float


def text_of(edition: Shelved, key: int) -> Text:
    """A corpus edition as search reads one."""
    topic = topic_of_need()[edition.needs[0]]
    return Text(
        key, edition.slug, topic, "any", edition.language, edition.title, keywords=edition.keywords, body=edition.body
    )


def lessons(
    asked: Sequence[Asked],
    encoded: Encoding,
    judged: Matrix,
    editions: Sequence[Shelved],
    ready: Sequence[Prepared],
    *,
    seed: int,
) -> list[Lesson]:
    """Each query before random shelves: of other sizes, in one language or several, often without the right article.

    `judged` are the needs of the queries as heads saw them that had not learnt from them.
    """
    rng = np.random.default_rng(seed)
    found: list[Lesson] = []
    for language in LANGUAGES:
        own = [at for at, one in enumerate(asked) if one.language == language]
        for part in np.array_split(rng.permutation(own), SHELVES):
            shelf, served = _shelf(rng, editions, ready, language)
            for at in part:
                one = Query(
                    asked[at].text,
                    tuple(words_of(asked[at].text)),
                    Encoding(encoded.whole[at : at + 1], encoded.words[at : at + 1]),
                    judged[at],
                )
                if one.words:
                    signs = signs_of(one, shelf)
                    right = np.array([asked[at].need in needs for needs in served])
                    found.append(Lesson(int(at), signs, doubts_of(one, shelf, signs), right))
    return found


def learnt(each: Sequence[Lesson]) -> Weights:
    """Weights by maximum likelihood of the right edition, or of none."""

    rows, starts, right = _stacked(each)

    def loss(values: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        said = _within(rows @ values, starts)
        share = np.add.reduceat(said * right, starts) + 1e-12
        wanted = said * right / np.repeat(share, np.diff([*starts, len(rows)]))
        slope = rows.T @ (said - wanted) + 2 * _ROUGH * values
        return float(_ROUGH * (values @ values) - np.log(share).sum()), slope

    best = minimize(loss, np.zeros(len(SIGNS) + len(DOUBTS)), jac=True, method="L-BFGS-B").x.astype(np.float32)
    signs, doubts = best[: len(SIGNS)], best[len(SIGNS) :]
    return Weights(signs, doubts, NONE_ABOVE)


def figures(each: Sequence[Lesson], weights: Weights) -> dict[str, float]:
    """Accuracy at 1 and 3 of what would be shown, and how often nothing is when nothing fits."""
    first = third = silent = answerable = 0
    for one in each:
        chances, none = chances_of(one.signs @ weights.signs, float(one.doubts @ weights.doubts))
        shown = none <= weights.none_above
        if one.right.any():
            answerable += 1
            order = np.argsort(-chances)
            first += bool(shown and one.right[order[0]])
            third += bool(shown and one.right[order[:3]].any())
        else:
            silent += not shown
    unanswerable = max(1, len(each) - answerable)
    return {
        "accuracy_at_1": round(first / max(1, answerable), 4),
        "accuracy_at_3": round(third / max(1, answerable), 4),
        "none_when_none": round(silent / unanswerable, 4),
        "queries": len(each),
    }


def _shelf(
    rng: np.random.Generator, editions: Sequence[Shelved], ready: Sequence[Prepared], language: str
) -> tuple[Shelf, list[tuple[str, ...]]]:
    slugs = sorted({one.slug for one in editions})
    kept = set(rng.choice(slugs, rng.integers(_SMALLEST, len(slugs)), replace=False))
    tongues = {language} if rng.random() < 0.6 else set(rng.choice(LANGUAGES[:3], 2, replace=False))
    if not any(one.language in tongues for one in editions):
        tongues = set(LANGUAGES)
    chosen = [at for at, one in enumerate(editions) if one.slug in kept and one.language in tongues]
    texts = [text_of(editions[at], at) for at in chosen]
    shelf = shelved(texts, {at: ready[at] for at in chosen}, language=language)
    return shelf, [editions[text.key].needs for text in shelf.texts]


def _stacked(each: Sequence[Lesson]) -> tuple[Matrix, NDArray[np.int64], NDArray[np.bool_]]:
    # Of each lesson a row for each edition and one for none of them, and where its rows begin.
    rows, right = [], []
    for one in each:
        part = np.zeros((len(one.signs) + 1, len(SIGNS) + len(DOUBTS)))
        part[:-1, : len(SIGNS)] = one.signs
        part[-1, len(SIGNS) :] = one.doubts
        rows.append(part)
        right.append(np.append(one.right, not one.right.any()))
    starts = np.cumsum([0, *(len(part) for part in rows[:-1])])
    return np.vstack(rows), starts, np.concatenate(right)


def _within(points: NDArray[np.float64], starts: NDArray[np.int64]) -> NDArray[np.float64]:
    sizes = np.diff([*starts, len(points)])
    raised = np.exp(points - np.repeat(np.maximum.reduceat(points, starts), sizes))
    return np.asarray(raised / np.repeat(np.add.reduceat(raised, starts), sizes))
