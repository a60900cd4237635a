"""The stories as their authors wrote them: TOML files in the folder beside this module."""

import tomllib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from .products import PRODUCTS
from .sites import CHANNELS, LANGUAGES

FOLDER = Path(__file__).with_name("stories")
STATES = ("open", "answered", "resolved", "snoozed", "waiting")
ATTACHMENTS = ("", "photo", "invoice")


@dataclass(frozen=True, slots=True)
class Part:
    """One message of a story: who wrote it, how many hours after the first, and the words."""

    by_buyer: bool
    after_hours: float
    text: str


@dataclass(frozen=True, slots=True)
class Story:
    """One issue of one buyer; `state` is where the shop left it. A `reserve` story arrives while one looks."""

    key: str
    language: str
    channel: str
    topic: str
    product: str
    buyer: str
    days_ago: float
    subject: str
    state: str
    names_order: bool
    attachment: str
    reserve: bool
    parts: tuple[Part, ...]

    @property
    def owed(self) -> Part | None:
        """The first message of the buyer that nobody answered."""
        unanswered: Part | None = None
        for part in self.parts:
            unanswered = (unanswered or part) if part.by_buyer else None
        return unanswered


class BadStory(ValueError):
    """A story file that breaks the format: the file, the story and what is wrong."""


def load(folder: Path = FOLDER) -> list[Story]:
    """All stories, by key. Raises BadStory."""
    stories = [story for path in sorted(folder.glob("*.toml")) for story in _read(path)]
    doubled = [key for key, count in Counter(story.key for story in stories).items() if count > 1]
    if doubled:
        raise BadStory(f"two stories have the key {doubled[0]}")
    return sorted(stories, key=lambda story: story.key)


@cache
def told() -> tuple[Story, ...]:
    """All stories of the shop, by key, read once. Raises BadStory."""
    return tuple(load())


def _read(path: Path) -> Iterable[Story]:
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))["story"]
    except (tomllib.TOMLDecodeError, KeyError) as error:
        raise BadStory(f"{path.name}: {error}") from error
    for table in tables:
        try:
            yield _story(table)
        except (KeyError, TypeError, ValueError) as error:
            raise BadStory(f"{path.name}, {table.get('key', 'a story without key')}: {error}") from error


def _story(table: dict[str, Any]) -> Story:
    return Story(
        key=table["key"],
        language=_one_of(LANGUAGES, table["language"]),
        channel=_one_of(CHANNELS, table["channel"]),
        topic=table["topic"],
        product=_one_of(("", *PRODUCTS), table["product"]),
        buyer=table["buyer"],
        days_ago=float(table["days_ago"]),
        subject=table["subject"],
        state=_one_of(STATES, table["state"]),
        names_order=bool(table["order"]),
        attachment=_one_of(ATTACHMENTS, table["attachment"]),
        reserve=bool(table.get("reserve", False)),
        parts=_parts(table["message"]),
    )


def _parts(tables: list[dict[str, Any]]) -> tuple[Part, ...]:
    parts = tuple(
        Part(_one_of(("buyer", "agent"), table["from"]) == "buyer", float(table["after_hours"]), table["text"].strip())
        for table in tables
    )
    if not parts or not parts[0].by_buyer:
        raise ValueError("the first message must be the buyer's")
    return parts


def _one_of(known: Iterable[str], value: str) -> str:
    if value not in known:
        raise ValueError(f"{value!r} is not one of {', '.join(known)}")
    return value
