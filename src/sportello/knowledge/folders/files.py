"""One edition as a Markdown file: `<slug>/<audience>.<language>.md`. Pure.

Read a little more widely than written: `<slug>.<language>.md`, and any name at all when the front matter says slug,
audience and language.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from sportello.knowledge.texts import Text, Unfit
from sportello.reading.vocabulary import LANGUAGES, OTHER, TOPICS

from .front_matter import Matter, Unreadable, Value, parse, written

AUDIENCES = ("any", "amazon", "ebay", "walmart", "shop")

_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_HEADING = re.compile(r"#\s+(.+)")


class NotAnArticle(ValueError):
    """A file that is no edition of an article; `reason` is one word for why: path, matter, title, body, topic, ..."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"this file is no article: {reason}")
        self.reason = reason


@dataclass(frozen=True, slots=True)
class EditionFile:
    """What a file says: whose edition it is, its text, and what it says of its article.

    `linked` are the slugs of articles to read next, `references` lines such as "name | address".
    """

    slug: str
    audience: str
    language: str
    topic: str
    text: Text
    original_language: str = ""
    linked: tuple[str, ...] = ()
    references: tuple[str, ...] = ()

    @property
    def path(self) -> str:
        """Where it is written."""
        return f"{self.slug}/{self.audience}.{self.language}.md"


def read_file(path: str, content: str) -> EditionFile:
    """The edition in a file. Raises `NotAnArticle`."""
    try:
        matter = parse(content)
    except Unreadable as unclear:
        raise NotAnArticle("matter") from unclear
    slug, audience, language = _named(path, matter)
    topic = matter.word("topic") or OTHER
    if topic not in TOPICS:
        raise NotAnArticle("topic")
    return EditionFile(
        slug=slug,
        audience=audience,
        language=language,
        topic=topic,
        text=_text(matter),
        original_language=_one_of(matter.word("original"), LANGUAGES, ""),
        linked=tuple(word for word in matter.words("linked") if _SLUG.fullmatch(word)),
        references=_lines(matter, "references"),
    )


def write_file(edition: EditionFile) -> str:
    """The file's content, such that `read_file` reads the same edition."""
    text = edition.text
    values: Mapping[str, Value] = {
        "title": text.title,
        "summary": text.summary,
        "topic": edition.topic,
        "original": edition.original_language,
        "keywords": text.keywords,
        "questions": text.questions,
        "linked": edition.linked,
        "references": edition.references,
    }
    return written(values, text.body)


def _named(path: str, matter: Matter) -> tuple[str, str, str]:
    """Slug, audience and language: as the front matter says, else as the path does."""
    place = PurePosixPath(path)
    folder = place.parent.name
    words = place.name.removesuffix(".md").removesuffix(".markdown").split(".")
    language = _one_of(matter.word("language") or words[-1], LANGUAGES, "")
    audience = _one_of(matter.word("audience") or words[-2 if len(words) > 1 else 0], AUDIENCES, "any")
    slug = matter.word("slug") or (folder if words[0] in AUDIENCES and folder else words[0])
    if not language or not _SLUG.fullmatch(slug) or len(slug) > 80:
        raise NotAnArticle("path")
    return slug, audience, language


def _text(matter: Matter) -> Text:
    """The text; without a title in the front matter, its first heading is one."""
    title, body = matter.word("title"), matter.body
    first, _, rest = body.partition("\n")
    if not title and (heading := _HEADING.fullmatch(first.strip())):
        title, body = heading[1], rest
    try:
        return Text(
            title=title,
            body=body,
            summary=matter.word("summary"),
            keywords=matter.words("keywords"),
            questions=_lines(matter, "questions"),
        ).tidied()
    except Unfit as unfit:
        raise NotAnArticle(unfit.part) from unfit


def _lines(matter: Matter, key: str) -> tuple[str, ...]:
    value = matter.values.get(key, ())
    return (value,) if isinstance(value, str) else value


def _one_of(word: str, known: tuple[str, ...], otherwise: str) -> str:
    return word if word in known else otherwise
