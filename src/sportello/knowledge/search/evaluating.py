"""Measuring search and suggestions on labelled files, by the code that the help centre and the desk call."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sportello.reading.encoder import UNIVERSAL, Encoder

from .artefact import Model, load
from .pieces import Prepared, Text, prepared
from .ranking import Ranking, rank, understood
from .shelving import Shelf, shelved

CROSS = ("en", "it")
"""The languages of the editions that are loaded when search across languages is measured."""


@dataclass(frozen=True, slots=True)
class Case:
    """A labelled query; `keys` are the articles that answer it, none where nothing does."""

    key: str
    language: str
    audience: str
    query: str
    keys: tuple[str, ...]


def evaluate_search(articles: Path, queries: Path, model: Model | None = None) -> dict[str, Any]:
    """`figures`, `by_language` and `errors` of labelled queries, with all editions and with CROSS alone loaded.

    What is not shown is not right: a query that is answered with nothing counts as wrong where an article fits.
    Raises KeyError or ValueError where a line is no case.
    """
    chosen = model or load()
    library = Library(read_editions(articles), chosen)
    cases = [_case(json.loads(line)) for line in queries.read_text(encoding="utf-8").splitlines() if line.strip()]
    whole = [(case, library.ranking(case.query, case.audience, case.language)) for case in cases]
    across = Library(tuple(text for text in library.texts if text.language in CROSS), chosen, library.ready)
    cross = [(case, across.ranking(case.query, case.audience, case.language)) for case in cases]
    languages = sorted({case.language for case in cases})
    return {
        "figures": figures(whole) | {f"cross_{name}": value for name, value in figures(cross).items()},
        "by_language": {code: figures([pair for pair in whole if pair[0].language == code]) for code in languages},
        "errors": [_error(case, found) for case, found in whole if not _is_right(case, found)],
    }


def read_editions(file: Path) -> tuple[Text, ...]:
    """The editions of a JSON-lines file: key, topic, audience, language, title, body_markdown, keywords."""
    lines = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines() if line.strip()]
    return tuple(
        Text(
            key=at,
            article=one["key"],
            topic=one["topic"],
            audience=one["audience"],
            language=one["language"],
            title=one["title"],
            keywords=tuple(one.get("keywords", ())),
            body=one["body_markdown"],
        )
        for at, one in enumerate(lines)
    )


class Library:
    """Editions that no database holds, as readers of each audience and language find them."""

    def __init__(
        self,
        texts: Sequence[Text],
        model: Model,
        ready: dict[int, Prepared] | None = None,
        encoder: Encoder = UNIVERSAL,
    ) -> None:
        self.texts, self.model, self.encoder = tuple(texts), model, encoder
        fresh = (prepared([text], model.head, encoder)[0] for text in self.texts)
        self.ready = ready or {text.key: one for text, one in zip(self.texts, fresh, strict=True)}
        self._shelves: dict[tuple[str, str], Shelf] = {}

    def ranking(self, query: str, audience: str, language: str, limit: int = 3) -> Ranking:
        """What a reader finds."""
        shelf = self.shelf(audience, language)
        found = understood(query, self.model, self.encoder, known=shelf.known)
        return rank(found, shelf, self.model, limit=limit)

    def shelf(self, audience: str, language: str) -> Shelf:
        """The shelf of a reader: editions of their audience, and those for everybody."""
        if (audience, language) not in self._shelves:
            visible = [text for text in self.texts if text.audience in {audience, "any"}]
            self._shelves[audience, language] = shelved(visible, self.ready, language=language)
        return self._shelves[audience, language]


def figures(answers: Iterable[tuple[Case, Ranking]]) -> dict[str, float]:
    """accuracy_at_1, accuracy_at_3 and mrr of the queries that an article answers, none_when_none of the others."""
    pairs = list(answers)
    places = [_place(case, found) for case, found in pairs if case.keys]
    silent = [not found.hits for case, found in pairs if not case.keys]
    count = max(1, len(places))
    return {
        "accuracy_at_1": round(sum(place == 1 for place in places) / count, 4),
        "accuracy_at_3": round(sum(0 < place <= 3 for place in places) / count, 4),
        "mrr": round(sum(1 / place for place in places if place) / count, 4),
        "none_when_none": round(sum(silent) / len(silent), 4) if silent else 1.0,
    }


def _place(case: Case, found: Ranking) -> int:
    return next((at for at, hit in enumerate(found.hits, 1) if hit.text.article in case.keys), 0)


def _is_right(case: Case, found: Ranking) -> bool:
    return _place(case, found) == 1 if case.keys else not found.hits


def _error(case: Case, found: Ranking) -> dict[str, Any]:
    return {
        "id": case.key,
        "query": case.query,
        "wanted": list(case.keys),
        "found": [f"{hit.text.article} {hit.score:.2f} {hit.why}" for hit in found.hits],
        "none": round(found.none, 2),
    }


def _case(record: dict[str, Any]) -> Case:
    return Case(record["id"], record["language"], record["audience"], record["query"], tuple(record["keys"]))
