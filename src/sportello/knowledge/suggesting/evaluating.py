"""Measuring suggestions: is an article of the right topic among the first three for a simple message?"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from sportello.knowledge.search.artefact import Model, load
from sportello.knowledge.search.evaluating import Library, read_editions
from sportello.reading import Unread, read_many
from sportello.reading.judgements import Reading
from sportello.reading.labelled import Labelled, case_messages

from .choosing import LIMIT, Suggested, Wanted, suggested

AUDIENCES: Final[Mapping[str, str]] = {
    "amazon": "amazon",
    "ebay": "ebay",
    "walmart": "walmart",
    "shopify": "shop",
    "email": "shop",
    "form": "shop",
}
"""Which editions the buyers of a kind of channel may read."""

_BEGINNING: Final = 300


def wanted_of(text: str, subject: str, reading: Reading) -> Wanted:
    """What a message wants: the words of its first question, else how it begins."""
    question = reading.questions[0].text if reading.questions else f"{subject} {text}"[:_BEGINNING]
    return Wanted(question, {topic.slug: topic.confidence for topic in reading.topics})


def evaluate_suggest(messages: Path, articles: Path, model: Model | None = None) -> dict[str, Any]:
    """`figures` (`top3`) of the messages that reading calls simple, as the desk does; `by_language` and `errors`.

    Messages without a topic that an article could have are left out. Raises KeyError or ValueError for other files.
    """
    library = Library(read_editions(articles), model or load())
    cases = list(case_messages(messages))
    readings = read_many([Unread(one.body, one.subject, one.channel) for one in cases])
    simple = [(one, reading) for one, reading in zip(cases, readings, strict=True) if reading.complexity == "low"]
    answers = [(one, _answer(one, reading, library)) for one, reading in simple if one.topics != {"other"}]
    languages = sorted({one.language for one, _ in answers})
    return {
        "figures": _figures(answers) | {"messages": len(answers)},
        "by_language": {code: _figures([pair for pair in answers if pair[0].language == code]) for code in languages},
        "errors": [
            {"id": one.key, "topics": sorted(one.topics), "found": [each.text.article for each in found]}
            for one, found in answers
            if not _is_right(one, found)
        ],
    }


def _answer(one: Labelled, reading: Reading, library: Library) -> list[Suggested]:
    shelf = library.shelf(AUDIENCES.get(one.channel, "any"), one.language)
    return suggested(wanted_of(one.body, one.subject, reading), shelf, library.model, limit=LIMIT)


def _is_right(one: Labelled, found: list[Suggested]) -> bool:
    return any(each.text.topic in one.topics for each in found)


def _figures(answers: list[tuple[Labelled, list[Suggested]]]) -> dict[str, float]:
    right = sum(_is_right(one, found) for one, found in answers)
    return {"top3": round(right / len(answers), 4) if answers else 1.0}
