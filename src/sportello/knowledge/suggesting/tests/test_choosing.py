"""Suggesting articles for a message, without a database."""

import json
from pathlib import Path

import pytest

from sportello.knowledge.search.artefact import load
from sportello.knowledge.search.evaluating import Library
from sportello.knowledge.search.pieces import Text
from sportello.knowledge.suggesting.choosing import Wanted, suggested
from sportello.knowledge.suggesting.evaluating import evaluate_suggest

TEXTS = [
    Text(1, "late", "where_is_my_order", "any", "en", "Follow your parcel", original=True),
    Text(2, "return", "return_request", "any", "en", "Return an article", original=True),
    Text(3, "label", "return_request", "any", "en", "Get a return label", keywords=("no printer",), original=True),
    Text(4, "invoice", "invoice", "any", "en", "Your invoice as a PDF", original=True),
]


@pytest.fixture(scope="module")
def library() -> Library:
    return Library(TEXTS, load())


def slugs(library: Library, question: str, **topics: float) -> list[str]:
    found = suggested(Wanted(question, topics), library.shelf("any", "en"), library.model)
    return [one.text.article for one in found]


def test_it_decides_between_subjects_by_the_topic_of_the_message(library: Library) -> None:
    assert slugs(library, "could you help me with this", invoice=0.9)[0] == "invoice"


def test_it_decides_between_articles_of_one_topic_by_words(library: Library) -> None:
    assert slugs(library, "I cannot print the label", return_request=0.9)[0] == "label"


def test_it_suggests_three(library: Library) -> None:
    assert len(slugs(library, "where is it", where_is_my_order=0.9)) == 3


def test_it_suggests_nothing_without_words(library: Library) -> None:
    assert slugs(library, "?!", invoice=0.9) == []


def test_it_measures_simple_messages(tmp_path: Path) -> None:
    message = {
        "id": "1", "language": "en", "channel": "email", "subject": "", "body": "How can I return this lamp?",
        "topics": ["return_request"], "questions": [], "risk": [],
    }  # fmt: skip
    article = {
        "key": "return", "topic": "return_request", "audience": "any", "language": "en", "title": "Return an article",
        "body_markdown": "Send it back.", "keywords": [],
    }  # fmt: skip
    (tmp_path / "messages.jsonl").write_text(json.dumps(message))
    (tmp_path / "articles.jsonl").write_text(json.dumps(article))
    outcome = evaluate_suggest(tmp_path / "messages.jsonl", tmp_path / "articles.jsonl")
    assert outcome["figures"] == {"top3": 1.0, "messages": 1}
