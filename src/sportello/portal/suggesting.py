"""Which articles are offered where a visitor is about to write: by what they did, what they chose, what they type."""

from collections.abc import Hashable, Iterable, Sequence

from . import articles, searching
from .articles import Line, Page
from .choices import Choice
from .models import StepKind
from .place import Place

MOST = 3


def for_visit(place: Place, mark: Hashable) -> Sequence[Line]:
    """What this visit read, the latest first, then what answers its latest search."""
    visit = place.visiting.visit
    if visit is None:
        return []
    steps = list(visit.steps.filter(kind__in=[StepKind.READ, StepKind.SEARCHED]).order_by("-at", "-pk")[:20])
    by_edition = {line.edition: line for line in articles.lines(place, mark)}
    read = [by_edition[step.edition_id] for step in steps if step.edition_id in by_edition]
    words = next((step.words for step in steps if step.kind == StepKind.SEARCHED and step.words), "")
    found = searching.glimpsed(place, words, most=MOST).lines if words else ()
    return _each_once([*read[:MOST], *found])


def first_article(place: Place, chosen: Choice, mark: Hashable) -> Page | None:
    """The article that the owner put before a choice, where this visitor can read it."""
    row = chosen.row.article
    return articles.page(place, row.slug, mark) if row else None


def for_choice(place: Place, chosen: Choice, mark: Hashable) -> Sequence[Line]:
    """The articles of a choice's topic, without the one that comes first anyway."""
    first = chosen.row.article.slug if chosen.row.article else ""
    found = [one for one in articles.lines(place, mark) if one.topic == chosen.row.topic and one.slug != first]
    return found[:MOST]


def for_text(place: Place, text: str) -> Sequence[Line]:
    """What may answer a message before it is sent, without what was read or shown in this visit already."""
    visit = place.visiting.visit
    kinds = [StepKind.READ, StepKind.SHOWN]
    known = set(visit.steps.filter(kind__in=kinds).values_list("edition", flat=True)) if visit else set()
    return [line for line in searching.glimpsed(place, text, most=MOST).lines if line.edition not in known]


def _each_once(lines: Iterable[Line]) -> Sequence[Line]:
    return list({line.edition: line for line in lines}.values())[: MOST + 1]
