"""Trying the help centre with buyers' questions, many at once, as its search would answer them."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Final, NamedTuple

import numpy as np

from sportello.knowledge.search.artefact import load
from sportello.knowledge.search.finding import shelf_for
from sportello.knowledge.search.helping import helped
from sportello.knowledge.search.needs import Encoding, encoding, topic_of_need
from sportello.knowledge.search.pieces import Text
from sportello.knowledge.search.ranking import Beside, Query, rank
from sportello.knowledge.search.words import tidy, words_of
from sportello.reading.encoder import Matrix

from .covering import SEEN, Answer

SURE: Final = 0.9
"""How sure the topic is that reading found."""


class Reader(NamedTuple):
    """Who asks: what they may read depends on it."""

    audience: str
    language: str
    brand: int | None


class Question(NamedTuple):
    """A buyer's words, the topic that reading found in their message, and who they are."""

    text: str
    topic: str
    reader: Reader


type Try = Callable[[Sequence[Question], datetime], Sequence[Sequence[Answer]]]


def tried(questions: Sequence[Question], now: datetime) -> list[list[Answer]]:
    """What search shows for each question to its reader, the best first; none where nothing fits.

    The topic counts as the choice of it at the contact form does. Questions are understood together, which costs a
    fifth of asking `finding.find` for each.
    """
    if not questions:
        return []
    model = load()
    texts = [tidy(one.text) for one in questions]
    encoded = encoding(texts)
    needs = _on_topic(model.head.judge(texts, encoded), [one.topic for one in questions])
    shelves = {reader: shelf_for(*reader, now) for reader in {one.reader for one in questions}}
    beside = Beside(helped=helped(now=now))
    found = []
    for at, (text, question) in enumerate(zip(texts, questions, strict=True)):
        one = Encoding(encoded.whole[at : at + 1], encoded.words[at : at + 1])
        query = Query(text, tuple(words_of(text)), one, needs[at])
        ranking = rank(query, shelves[question.reader], model, limit=SEEN, beside=beside)
        found.append([_answer(hit.text, hit.score, question.reader) for hit in ranking.hits])
    return found


def _on_topic(needs: Matrix, topics: Sequence[str]) -> Matrix:
    """How likely each need is once the topic is known: reading saw the whole message, search sees one sentence."""
    of = np.array([*topic_of_need().values()])
    weighed = needs * np.where(of[None, :] == np.array(topics)[:, None], SURE, 1 - SURE)
    return np.asarray(weighed / weighed.sum(axis=1, keepdims=True), np.float32)


def _answer(text: Text, score: float, reader: Reader) -> Answer:
    said = " ".join((text.title, text.summary, *text.keywords, *text.questions, text.plain))
    return Answer(text.key, text.topic, score, text.language != reader.language, said)
