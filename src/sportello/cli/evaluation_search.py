"""`sportello evaluate search ARTICLES QUERIES` and `sportello evaluate suggest MESSAGES ARTICLES`."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any


def _search(articles: Path, queries: Path) -> Mapping[str, Any]:
    from sportello.knowledge.search.evaluating import evaluate_search

    return evaluate_search(articles, queries)


def _suggest(messages: Path, articles: Path) -> Mapping[str, Any]:
    from sportello.knowledge.suggesting.evaluating import evaluate_suggest

    return evaluate_suggest(messages, articles)


KINDS: dict[str, Callable[[Path, Path], Mapping[str, Any]]] = {"search": _search, "suggest": _suggest}
FILES: Mapping[str, str] = {"search": "articles and queries", "suggest": "messages and articles"}
