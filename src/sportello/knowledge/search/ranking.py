"""Ranking the editions of a shelf for what somebody typed, or saying that none of them fits. Pure."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

import numpy as np

from sportello.reading.encoder import UNIVERSAL, Encoder, Matrix
from sportello.reading.vocabulary import TOPICS

from .artefact import Model
from .needs import Encoding, encoding, topic_of_need
from .pieces import Kind, Text
from .shelving import Shelf
from .spelling import mended
from .words import tidy, words_of

type Why = Literal["words", "need", "meaning", "helped"]

SIGNS: Final = (
    "need",
    "need_shared",
    "topic",
    "title",
    "words",
    "body",
    "named",
    "named_rare",
    "mentioned",
)
"""What is weighed for each edition; `weights` of a model has a factor for each."""
DOUBTS: Final = ("always", "unserved", "elsewhere", "closest", "unknown_words", "length")
"""What is weighed for *none of them*."""

_FLOOR: Final = 0.005
_NAMED, _MENTIONED = SIGNS.index("named"), SIGNS.index("mentioned")


@dataclass(frozen=True, slots=True)
class Query:
    """What was typed, read once: its words, its vectors and the needs it may speak of."""

    text: str
    words: tuple[str, ...]
    encoded: Encoding
    needs: Matrix


@dataclass(frozen=True, slots=True)
class Beside:
    """What is known beside the texts: editions (by key) whose headline is spelt like the query (0 to 1), and whose
    text holds all its words by the rules of their language; how much more or less articles helped, in log-odds."""

    spelt: Mapping[int, float] = field(default_factory=dict)
    holding: frozenset[int] = frozenset()
    helped: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Ranked:
    """An edition found: how likely it is the best answer (calibrated, 0 to 1), and what spoke for it most."""

    text: Text
    score: float
    why: Why


@dataclass(frozen=True, slots=True)
class Ranking:
    """Editions, best first, and how likely none of the shelf fits. `fits` is false when nothing should be shown."""

    hits: tuple[Ranked, ...]
    none: float
    fits: bool


ALONE: Final = Beside()
NOTHING: Final = Ranking((), 1.0, fits=False)


def understood(
    text: str, model: Model, encoder: Encoder = UNIVERSAL, *, also: str = "", known: Collection[str] = frozenset()
) -> Query | None:
    """A query read; None when it holds no word. `also` are words (synonyms) that may stand for some of it,
    `known` the words of the shelf, which are no slips."""
    typed = tidy(text)
    right = mended(typed, known)
    words = (*words_of(right), *words_of(also))
    if not words:
        return None
    whole = f"{also} {right}".strip()
    encoded = encoding([whole], encoder)
    return Query(typed, words, encoded, model.head.judge([whole], encoded)[0])


def rank(
    query: Query | None,
    shelf: Shelf,
    model: Model,
    *,
    limit: int = 3,
    beside: Beside = ALONE,
) -> Ranking:
    """The editions of the shelf that answer a query, at most `limit`. Without a word in the query, or on an empty
    shelf, nothing is found.
    """
    if query is None or not shelf.texts or not any(any(sign.isalpha() for sign in word) for word in query.words):
        return NOTHING
    signs = _seen(signs_of(query, shelf), shelf, beside)
    points = signs @ model.weights
    if beside.helped:
        points += np.array([beside.helped.get(text.article, 0.0) for text in shelf.texts], np.float32)
    chances, none = chances_of(points, float(doubts_of(query, shelf, signs) @ model.doubts))
    best = np.argsort(-chances, kind="stable")[:limit]
    fits = none <= model.none_above
    hits = tuple(Ranked(shelf.texts[at], float(chances[at]), _why(signs[at], model)) for at in best) if fits else ()
    return Ranking(hits, none, fits)


def signs_of(query: Query, shelf: Shelf) -> Matrix:
    """What speaks for each edition: a row each, a column for each of SIGNS."""
    close = shelf.closest(query.encoded.whole[0])
    share, rare = shelf.heads.cover(query.words)
    mentioned, _ = shelf.bodies.cover(query.words)
    columns = (
        np.log(shelf.needs @ query.needs + _FLOOR),
        np.sqrt(shelf.needs) @ np.sqrt(query.needs),
        np.log(_topics(query.needs)[shelf.topics] + _FLOOR),
        close[:, Kind.TITLE],
        close[:, Kind.WORDS],
        close[:, Kind.BODY],
        share,
        rare / np.log(1 + len(shelf.texts)),
        mentioned,
    )
    return np.asarray(np.stack(columns, axis=1), np.float32)


def doubts_of(query: Query, shelf: Shelf, signs: Matrix) -> Matrix:
    """What speaks for none of them: a value for each of DOUBTS."""
    served = float(query.needs @ shelf.needs.max(axis=0))
    return np.array(
        (
            1.0,
            np.log(max(1.0 - served, 0.0) + _FLOOR),
            np.log(float(_topics(query.needs)[-1]) + _FLOOR),
            float(signs[:, SIGNS.index("title") : SIGNS.index("body") + 1].max()),
            1.0 - float(np.maximum(signs[:, SIGNS.index("named")], signs[:, SIGNS.index("mentioned")]).max()),
            np.log(len(query.words)),
        ),
        np.float32,
    )


def chances_of(points: Matrix, doubt: float) -> tuple[Matrix, float]:
    """Points of editions and of *none* as probabilities that sum to one together."""
    highest = max(float(points.max()), doubt)
    raised, none = np.exp(points - highest), float(np.exp(doubt - highest))
    whole = float(raised.sum()) + none
    return np.asarray(raised / whole, np.float32), none / whole


def _seen(signs: Matrix, shelf: Shelf, beside: Beside) -> Matrix:
    for key, like in beside.spelt.items():
        if (at := shelf.rows.get(key)) is not None:
            signs[at, _NAMED] = max(signs[at, _NAMED], like)
    for key in beside.holding & shelf.rows.keys():
        signs[shelf.rows[key], _MENTIONED] = 1.0
    return signs


def _topics(needs: Matrix) -> Matrix:
    found = np.zeros(len(TOPICS), np.float32)
    np.add.at(found, [TOPICS.index(topic) for topic in topic_of_need().values()], needs)
    return found


def _why(signs: Matrix, model: Model) -> Why:
    given = signs * model.weights
    groups: dict[Why, float] = {
        "words": float(given[6:9].sum()),
        "need": float(given[0:3].sum() - 3 * np.log(_FLOOR) * model.weights[:3].mean()) / 2,
        "meaning": float(given[3:6].sum()),
    }
    return "words" if signs[6] >= 0.6 else max(groups, key=lambda why: groups[why])
