"""A reader of a few words, for tests that are about what is made of readings."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from sportello.inbox.understanding import reader
from sportello.inbox.understanding.reader import Understood

TOPICS = {
    "where": "where_is_my_order",
    "wo ": "where_is_my_order",
    "refund": "refund_status",
    "broken": "damaged_or_defective",
    "invoice": "invoice",
    "thanks": "other",
}
RISKS = {"a-to-z": "claim", "lawyer": "legal", "again": "repeat_contact"}
EMBEDDING = bytes(1024)


def said(text: str, *, version: str = "test.1", sure: bool = True, language: str = "") -> dict[str, Any]:
    """What the reader of a few words says: a topic and a question for each word it knows, and the risks."""
    lower = text.lower()
    topics = list(dict.fromkeys(slug for word, slug in TOPICS.items() if word in lower)) or ["other"]
    code = language or ("de" if "wo " in lower else "en")
    return {
        "language": {"code": code, "confidence": 0.99},
        "topics": [{"slug": slug, "confidence": 0.9} for slug in topics],
        "questions": [
            {"start": lower.index(word), "end": lower.index(word) + len(word), "topic": slug, "confidence": 0.8}
            for word, slug in TOPICS.items()
            if word in lower and slug != "other"
        ],
        "risks": [
            {"slug": slug, "confidence": 0.95, "start": lower.index(word), "end": lower.index(word) + len(word)}
            for word, slug in RISKS.items()
            if word in lower
        ],
        "numbers": [],
        "complexity": "low" if len(topics) == 1 else "high",
        "sure": sure,
        "version": version,
    }


@contextmanager
def reading(*, version: str = "test.1", sure: bool = True, fails: bool = False) -> Iterator[list[int]]:
    """Let the reader of a few words read; gives how many messages each call was about."""
    calls: list[int] = []

    def together(messages: Sequence[tuple[str, str, str]]) -> list[Understood | None]:
        calls.append(len(messages))
        if fails:
            raise RuntimeError("the reader is broken")
        return [Understood(said(text, version=version, sure=sure), EMBEDDING) for text, _, _ in messages]

    with patch.object(reader, "_together", together), patch.object(reader, "_current", lambda: version):
        yield calls
