"""The shapes in which other help centres tell their articles. Pure.

- Zendesk: the answer of its Help Center API, `{"articles": [{"id", "title", "body", "locale", "source_locale", "draft",
  "label_names"}]}`, and its translations, `{"translations": [{"source_id", "title", "body", "locale", "draft"}]}`.
- Freshdesk: a list of solution articles, `[{"id", "title", "description", "status" (1 draft, 2 published), "tags",
  "seo_data"}]`, bare or under a key, with `language` where there are several.
- Gorgias: its Help Center API, `{"data": [{"id", "translation": {"title", "content", "excerpt", "locale",
  "visibility_status"}}]}`.
- A table (CSV) of any of them: columns are known by their usual names.
"""

import csv
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

MOST_ARTICLES: Final = 5_000

_TITLE: Final = ("title", "name", "article title", "question", "subject")
_BODY: Final = ("body", "content", "description", "html", "article content", "answer", "text")
_LANGUAGE: Final = ("locale", "language", "lang", "language_code", "locale_code")
_ID: Final = ("source_id", "id", "article id", "article_id", "slug", "url")
_WORDS: Final = ("label_names", "tags", "labels", "keywords")
_SUMMARY: Final = ("excerpt", "summary", "meta_description")
_DRAFT: Final = frozenset({"1", "draft", "unpublished", "unlisted", "private", "false", "hidden"})
_YES: Final = frozenset({"true", "1", "yes"})


class Unknown(ValueError):
    """A file that is no export we know."""


@dataclass(frozen=True, slots=True)
class Foreign:
    """An article of another program in one language; `key` is the same for all languages of one article."""

    key: str
    title: str
    html: str
    language: str
    original_language: str = ""
    words: tuple[str, ...] = ()
    summary: str = ""
    is_draft: bool = False


def read_json(text: str) -> list[Foreign]:
    """The articles in an export as JSON. Raises `Unknown`."""
    try:
        told = json.loads(text)
    except (json.JSONDecodeError, RecursionError) as broken:
        raise Unknown("this is no JSON") from broken
    rows = [row for row in _rows(told) if isinstance(row, dict)][:MOST_ARTICLES]
    found = [article for row in rows for article in _articles(row)]
    if not found:
        raise Unknown("there are no articles in it")
    return found


def read_csv(text: str) -> list[Foreign]:
    """The articles in a table. Raises `Unknown` when it has no column for a title and one for a text."""
    csv.field_size_limit(1_000_000)
    try:
        dialect = csv.Sniffer().sniff(text[:4_000], delimiters=",;\t")
    except csv.Error:
        dialect = csv.excel
    try:
        rows = [
            {str(name).strip().lower(): value or "" for name, value in row.items() if isinstance(value, str)}
            for row in csv.DictReader(io.StringIO(text.lstrip("\ufeff")), dialect=dialect)
        ]
    except csv.Error as broken:
        raise Unknown("this is no table") from broken
    found = [article for row in rows[:MOST_ARTICLES] if (article := _article(row, row)) is not None]
    if not found:
        raise Unknown("there is no column of titles or of texts")
    return found


def _rows(told: Any) -> Sequence[Any]:
    """The list of articles, wherever a program puts it."""
    if isinstance(told, list):
        inner = [row for each in told if isinstance(each, dict) for row in each.get("articles", []) or []]
        return inner or told
    if not isinstance(told, dict):
        raise Unknown("this is no list of articles")
    lists = [told[key] for key in ("articles", "translations", "data", "results") if isinstance(told.get(key), list)]
    return [row for rows in lists for row in rows] or [told]


def _articles(row: Mapping[str, Any]) -> Iterator[Foreign]:
    """An article, and its translations where they stand inside."""
    inner = row.get("translation"), *(row.get("translations") or ())
    translations = [each for each in inner if isinstance(each, dict)]
    for told in translations or [dict(row)]:
        if article := _article(told, row):
            yield article


def _article(told: Mapping[str, Any], around: Mapping[str, Any]) -> Foreign | None:
    title, body = _first(told, _TITLE), _first(told, _BODY)
    if not title or not isinstance(body, str):
        return None
    return Foreign(
        key=str(_first(around, _ID) or title),
        title=str(title),
        html=body,
        language=str(_first(told, _LANGUAGE) or _first(around, _LANGUAGE) or "")[:10].replace("_", "-").lower(),
        original_language=str(around.get("source_locale") or "")[:2].lower(),
        words=_words(_first(around, _WORDS)),
        summary=str(_first(told, _SUMMARY) or ""),
        is_draft=_is_draft(told) or _is_draft(around),
    )


def _first(row: Mapping[str, Any], names: Sequence[str]) -> Any:
    return next((row[name] for name in names if row.get(name)), None)


def _words(told: Any) -> tuple[str, ...]:
    if isinstance(told, str):
        return tuple(word.strip() for word in told.split(",") if word.strip())
    return tuple(str(word) for word in told) if isinstance(told, list) else ()


def _is_draft(row: Mapping[str, Any]) -> bool:
    if str(row.get("draft", "")).lower() in _YES:
        return True
    status = row.get("visibility_status", row.get("status", row.get("state", "")))
    return str(status).lower() in _DRAFT
