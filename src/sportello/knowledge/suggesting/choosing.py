"""Choosing articles for a message that was read: what it asks decides, and what it is about. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from sportello.knowledge.search.artefact import Model
from sportello.knowledge.search.pieces import Text
from sportello.knowledge.search.ranking import chances_of, signs_of, understood
from sportello.knowledge.search.shelving import Shelf
from sportello.reading.encoder import UNIVERSAL, Encoder
from sportello.reading.vocabulary import TOPICS

LIMIT: Final = 3
_TRUST: Final = 3.0
"""How much the topics of the message count beside the words of its question; it is read better than a query."""
_FLOOR: Final = 0.02


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is known of a message: the words in which it asks (else its beginning), and its topics with their chance."""

    question: str
    topics: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Suggested:
    """An article that may answer: the chance that it is the best (0 to 1), and whether its topic is the message's."""

    text: Text
    confidence: float
    by_topic: bool


def suggested(
    wanted: Wanted, shelf: Shelf, model: Model, *, limit: int = LIMIT, encoder: Encoder = UNIVERSAL
) -> list[Suggested]:
    """The articles of the shelf for a message, the likeliest first, at most `limit`."""
    asked = understood(wanted.question, model, encoder, known=shelf.known)
    if asked is None or not shelf.texts:
        return []
    about = np.array([wanted.topics.get(topic, 0.0) for topic in TOPICS], np.float32)
    points = signs_of(asked, shelf) @ model.weights + _TRUST * np.log(about + _FLOOR)[shelf.topics]
    chances, _ = chances_of(points, -np.inf)
    best = np.argsort(-chances, kind="stable")[:limit]
    return [Suggested(shelf.texts[at], float(chances[at]), shelf.texts[at].topic in wanted.topics) for at in best]
