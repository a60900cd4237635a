"""The nearest living page of a road: printed codes never die. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from sportello.reading.vocabulary import category_of

PAGES = frozenset({"order", "contact", "search"})
"""Pages that a road can lead to besides articles."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Where a road was meant to lead. `languages`: the reader's first, then the others of the help centre."""

    article: str
    topic: str
    page: str
    languages: Sequence[str]


@dataclass(frozen=True, slots=True)
class Living:
    """An article that this road's buyers can read in a language now."""

    slug: str
    topic: str
    language: str


def nearest(wanted: Wanted, living: Sequence[Living]) -> str:
    """The path below a help centre, beginning with the language, such as "/it/articles/late-parcel".

    The article itself in the first language that has it; else one of its topic in the reader's language; else its
    category there, if anything can be read in it; else the page that was named; else the home page. What comes out is
    made of our own words and slugs alone.
    """
    first = wanted.languages[0]
    return f"/{_article(wanted, living, first) or _topic(wanted, living, first) or _page(wanted, first)}"


def _article(wanted: Wanted, living: Sequence[Living], _first: str) -> str:
    there = {each.language for each in living if each.slug == wanted.article}
    language = next((each for each in wanted.languages if each in there), "")
    return f"{language}/articles/{wanted.article}" if language else ""


def _topic(wanted: Wanted, living: Sequence[Living], first: str) -> str:
    if not wanted.topic:
        return ""
    here = [each for each in living if each.language == first]
    alike = sorted(each.slug for each in here if each.topic == wanted.topic)
    if alike:
        return f"{first}/articles/{alike[0]}"
    category = category_of(wanted.topic)
    return f"{first}/topics/{category}" if any(category_of(each.topic) == category for each in here) else ""


def _page(wanted: Wanted, first: str) -> str:
    return f"{first}/{wanted.page}" if wanted.page in PAGES else first
