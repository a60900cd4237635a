"""Trying the help centre with buyers' questions, many at once, as its search would answer them."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import NamedTuple

from sportello.knowledge.search.artefact import load
from sportello.knowledge.search.finding import shelf_for
from sportello.knowledge.search.helping import helped
from sportello.knowledge.search.needs import Encoding, encoding
from sportello.knowledge.search.pieces import Text
from sportello.knowledge.search.ranking import Beside, Query, rank
from sportello.knowledge.search.words import tidy, words_of

from .covering import SEEN, Answer


class Reader(NamedTuple):
    """Who asks: what they may read depends on it."""

    audience: str
    language: str
    brand: int | None


type Try = Callable[[Sequence[tuple[str, Reader]], datetime], Sequence[Sequence[Answer]]]


def tried(questions: Sequence[tuple[str, Reader]], now: datetime) -> list[list[Answer]]:
    """What search shows for each question to its reader, the best first; none where nothing fits.

    Questions are understood together, which costs a fifth of asking `finding.find` for each.
    """
    model = load()
    texts = [tidy(text) for text, _reader in questions]
    encoded = encoding(texts)
    needs = model.head.judge(texts, encoded) if texts else ()
    shelves = {reader: shelf_for(*reader, now) for reader in {reader for _text, reader in questions}}
    beside = Beside(helped=helped(now=now))
    found = []
    for at, (text, (_said, reader)) in enumerate(zip(texts, questions, strict=True)):
        one = Encoding(encoded.whole[at : at + 1], encoded.words[at : at + 1])
        query = Query(text, tuple(words_of(text)), one, needs[at])
        ranking = rank(query, shelves[reader], model, limit=SEEN, beside=beside)
        found.append([_answer(hit.text, hit.score, reader) for hit in ranking.hits])
    return found


def _answer(text: Text, score: float, reader: Reader) -> Answer:
    said = " ".join((text.title, text.summary, *text.keywords, *text.questions, text.plain))
    return Answer(text.key, text.topic, score, text.language != reader.language, said)
