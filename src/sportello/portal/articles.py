"""The articles of a help centre as its pages need them: in one language, for one audience, kept between requests."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sportello.knowledge.models import Edition
from sportello.knowledge.rendering import Heading, rendered
from sportello.knowledge.shelf import visible
from sportello.knowledge.values import values_for

from .keeping import KEPT
from .models import HelpCentre
from .place import Place


@dataclass(frozen=True, slots=True)
class Line:
    """An article in a list."""

    edition: int
    slug: str
    title: str
    summary: str
    topic: str
    category: str
    language: str


@dataclass(frozen=True, slots=True)
class Page:
    """An article to read. `languages` are those in which this audience can read it."""

    line: Line
    html: str
    text: str
    headings: Sequence[Heading]
    changed_at: datetime
    languages: Sequence[str]
    next: Sequence[Line]


def lines(place: Place, mark: Hashable) -> Sequence[Line]:
    """Every article this visitor can read, by title."""
    key = ("lines", *_who(place), mark)
    return KEPT.get(key, lambda: _lines(place.centre, place.audience, place.language, place.now))


def by_category(found: Sequence[Line]) -> Mapping[str, Sequence[Line]]:
    """Articles by category, in the order in which they came."""
    grouped: dict[str, list[Line]] = {}
    for line in found:
        grouped.setdefault(line.category, []).append(line)
    return grouped


def page(place: Place, slug: str, mark: Hashable) -> Page | None:
    """An article to read; None when this visitor cannot read it in this language."""
    return KEPT.get(("article", slug, *_who(place), mark), lambda: _page(place, slug, mark))


def of_slug(place: Place, slug: str, mark: Hashable) -> Line | None:
    """An article in a list, by its slug."""
    return next((line for line in lines(place, mark) if line.slug == slug), None)


def languages_of(place: Place, slug: str) -> Sequence[str]:
    """The languages in which this audience can read an article, in the order of the help centre's."""
    readable = visible(place.audience, None, place.centre.brand_id, place.now).filter(article__slug=slug)
    there = set(readable.values_list("language", flat=True))
    return [language for language in place.centre.languages if language in there]


def line_of(edition: Edition) -> Line:
    """An edition with its article and text as a list shows it."""
    text, article = edition.published, edition.article
    assert text is not None
    return Line(edition.pk, article.slug, text.title, text.summary, article.topic, article.category, edition.language)


def _lines(centre: HelpCentre, audience: str, language: str, now: datetime) -> Sequence[Line]:
    readable = visible(audience, language, centre.brand_id, now).order_by("published__title", "pk")
    return [line_of(edition) for edition in readable]


def _page(place: Place, slug: str, mark: Hashable) -> Page | None:
    readable = visible(place.audience, place.language, place.centre.brand_id, place.now)
    edition = readable.filter(article__slug=slug).first()
    if edition is None or edition.published is None:
        return None
    values = values_for(
        audience=place.audience, language=place.language, brand=place.centre.brand, on_day=place.now.date()
    )
    linked = {article.slug for article in edition.article.linked.all()}
    known = {line.slug: line for line in lines(place, mark)}
    text = rendered(edition.published.body, values=values, address=lambda ours: _address(place, ours, known))
    return Page(
        line=line_of(edition),
        html=text.html,
        text=text.text,
        headings=text.headings,
        changed_at=edition.published.at,
        languages=languages_of(place, slug),
        next=[known[one] for one in sorted(linked) if one in known][:4],
    )


def _address(place: Place, ours: str, known: Mapping[str, Line]) -> str | None:
    """Where "article:<slug>" and "help:<page>" lead in this help centre."""
    kind, _, name = ours.partition(":")
    if kind == "article":
        return place.to(f"articles/{name}") if name in known else None
    return place.to(name) if name in {"contact", "order", "search", "legal", "privacy"} else None


def _who(place: Place) -> tuple[Hashable, ...]:
    # Addresses in texts differ between the own domain and the path below this installation.
    return place.centre.pk, place.centre.changed_at, place.audience, place.language, place.root
