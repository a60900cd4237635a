"""Which articles are offered where a visitor is about to write: by what they did, what they chose, what they type."""

from collections.abc import Hashable, Sequence

from . import articles
from .articles import Line, Page
from .choices import Choice
from .models import StepKind
from .place import Place

MOST = 3


def for_visit(place: Place, mark: Hashable) -> Sequence[Line]:
    """What this visit read, the latest first."""
    visit = place.visiting.visit
    if visit is None:
        return []
    read = visit.steps.filter(kind=StepKind.READ).order_by("-at", "-pk").values_list("edition", flat=True)[:20]
    by_edition = {line.edition: line for line in articles.lines(place, mark)}
    return [by_edition[one] for one in dict.fromkeys(read) if one in by_edition][:MOST]


def first_article(place: Place, chosen: Choice, mark: Hashable) -> Page | None:
    """The article that the owner put before a choice, where this visitor can read it."""
    row = chosen.row.article
    return articles.page(place, row.slug, mark) if row else None


def for_choice(place: Place, chosen: Choice, mark: Hashable) -> Sequence[Line]:
    """The articles of a choice's topic, without the one that comes first anyway."""
    first = chosen.row.article.slug if chosen.row.article else ""
    found = [one for one in articles.lines(place, mark) if one.topic == chosen.row.topic and one.slug != first]
    return found[:MOST]


def for_text(place: Place, chosen: Choice, text: str, mark: Hashable) -> Sequence[Line]:
    """What may answer a message before it is sent, without what was shown in this visit already."""
    visit = place.visiting.visit
    kinds = [StepKind.READ, StepKind.SHOWN]
    known = set(visit.steps.filter(kind__in=kinds).values_list("edition", flat=True)) if visit else set()
    found = for_choice(place, chosen, mark) if text else []
    return [line for line in found if line.edition not in known]
