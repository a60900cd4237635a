"""Labelled messages: the corpus that teaches reading, and files of cases that measure it."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sportello.reading.vocabulary import CHANNELS, LANGUAGES, OTHER, RISKS, TOPICS

_HEADER = re.compile(r"^===(?P<fields>[^\n]*)$", re.MULTILINE)
_MARK = re.compile(r"\{\{(?P<topic>[a-z_]+):(?P<span>.*?)\}\}", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Wish:
    """One thing the buyer wants: `body[start:end]` says it, `topic` says what it is about."""

    start: int
    end: int
    topic: str


@dataclass(frozen=True, slots=True)
class Labelled:
    """A message and what a careful person found in it."""

    key: str
    language: str
    channel: str
    subject: str
    body: str
    topics: frozenset[str]
    risks: frozenset[str]
    wishes: tuple[Wish, ...]
    orders: tuple[str, ...] = ()
    tracking: tuple[str, ...] = ()
    is_placed: bool = True
    """The wishes are all there; without them nothing is known of single clauses."""


class Mislabelled(ValueError):
    """A corpus file or a case says something that reading has no word for."""


def corpus_messages(folder: Path) -> Iterator[Labelled]:
    """All messages under `folder/<language>/*.txt`, by file name; raises Mislabelled with file and place."""
    for language in LANGUAGES:
        for file in sorted((folder / language).glob("*.txt")):
            yield from _file_messages(file, language)


def case_messages(file: Path) -> Iterator[Labelled]:
    """The messages of a JSON-lines file of cases; raises Mislabelled with the number of the line."""
    with file.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            if line.strip():
                try:
                    yield _case(json.loads(line))
                except (json.JSONDecodeError, KeyError, TypeError, AttributeError) as error:
                    raise Mislabelled(f"{file.name}:{number}: {error!r}") from error


def _file_messages(file: Path, language: str) -> Iterator[Labelled]:
    text = file.read_text(encoding="utf-8")
    headers = list(_HEADER.finditer(text))
    for index, header in enumerate(headers):
        end = headers[index + 1].start() if index + 1 < len(headers) else len(text)
        key = f"{language}/{file.stem}/{index + 1}"
        yield _marked(key, language, header["fields"], text[header.end() : end].strip())


def _marked(key: str, language: str, fields: str, marked: str) -> Labelled:
    channel, subject, extra, risks = _fields(key, fields)
    body, wishes = _unmark(marked)
    topics = frozenset(wish.topic for wish in wishes) | extra or frozenset({OTHER})
    for word in topics - set(TOPICS) | risks - set(RISKS) | {channel} - set(CHANNELS):
        raise Mislabelled(f"{key}: unknown word {word!r}")
    return Labelled(key, language, channel, subject, body, topics, risks, wishes)


def _fields(key: str, fields: str) -> tuple[str, str, frozenset[str], frozenset[str]]:
    # A subject may hold a bar of its own; the outer fields never do.
    channel, bar, rest = fields.partition("|")
    parts = rest.rsplit("|", 2)
    if not bar or len(parts) != 3:
        raise Mislabelled(f"{key}: a header has four fields")
    subject, extra, risks = parts
    return channel.strip(), subject.strip(), _words(extra), _words(risks)


def _words(field: str) -> frozenset[str]:
    return frozenset(word.strip() for word in field.split(",") if word.strip())


def _unmark(marked: str) -> tuple[str, tuple[Wish, ...]]:
    plain: list[str] = []
    wishes: list[Wish] = []
    at = length = 0
    for mark in _MARK.finditer(marked):
        before = marked[at : mark.start()]
        start = length + len(before)
        wishes.append(Wish(start, start + len(mark["span"]), mark["topic"]))
        plain += (before, mark["span"])
        length, at = start + len(mark["span"]), mark.end()
    return "".join([*plain, marked[at:]]), tuple(wishes)


def _case(record: dict[str, Any]) -> Labelled:
    return Labelled(
        key=record["id"],
        language=record["language"],
        channel=record["channel"],
        subject=record.get("subject", ""),
        body=record["body"],
        topics=frozenset(record["topics"]),
        risks=frozenset(record.get("risk", ())),
        wishes=tuple(_placed(record["body"], record.get("questions", ()))),
        orders=tuple(record.get("order_ids", ())),
        tracking=tuple(record.get("tracking_numbers", ())),
    )


def _placed(body: str, questions: list[dict[str, str]]) -> Iterator[Wish]:
    at = 0
    for question in questions:
        start = body.find(question["text"], at)
        if start < 0:
            start = body.find(question["text"])
        if start < 0:
            raise KeyError(f"the body does not hold {question['text']!r}")
        yield Wish(start, start + len(question["text"]), question["topic"])
        at = start + len(question["text"])
