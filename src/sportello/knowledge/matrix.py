"""Which editions are missing, behind their original, failing or unread. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum


class Mark(StrEnum):
    """What is to be said of a place in the matrix, the weightiest first."""

    MISSING = "missing"
    FAILING = "failing"
    OUTDATED = "outdated"
    UNPUBLISHED = "unpublished"
    UNREAD = "unread"
    FINE = "fine"


@dataclass(frozen=True, slots=True)
class Kept:
    """What the matrix needs of an edition. `reads` is None where nobody counts."""

    id: int
    article: int
    audience: str
    language: str
    is_published: bool
    is_failing: bool
    is_outdated: bool
    reads: int | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """One edition that is there or should be."""

    audience: str
    language: str
    mark: Mark
    edition: int | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """An article's places, by language in the order of the columns."""

    article: int
    places: Sequence[Sequence[Place]] = field(default_factory=tuple)

    @property
    def worst(self) -> Mark:
        """The weightiest mark of the row."""
        marks = {place.mark for cell in self.places for place in cell}
        return next((mark for mark in Mark if mark in marks), Mark.MISSING)


def rows(articles: Iterable[int], editions: Iterable[Kept], *, languages: Sequence[str]) -> list[Row]:
    """A row for each article: every audience that it has in some language is expected in all of them.

    An article without any edition misses the one for everybody.
    """
    by_article: dict[int, dict[tuple[str, str], Kept]] = {}
    for edition in editions:
        by_article.setdefault(edition.article, {})[edition.audience, edition.language] = edition
    return [_row(article, by_article.get(article, {}), languages) for article in articles]


def _row(article: int, kept: Mapping[tuple[str, str], Kept], languages: Sequence[str]) -> Row:
    audiences = sorted({audience for audience, _ in kept}, key=lambda each: (each != "any", each)) or ["any"]
    cells = [
        [_place(audience, language, kept.get((audience, language))) for audience in audiences] for language in languages
    ]
    return Row(article, cells)


def _place(audience: str, language: str, edition: Kept | None) -> Place:
    if edition is None:
        return Place(audience, language, Mark.MISSING)
    return Place(audience, language, _mark(edition), edition.id)


def _mark(edition: Kept) -> Mark:
    if edition.is_failing:
        return Mark.FAILING
    if edition.is_outdated:
        return Mark.OUTDATED
    if not edition.is_published:
        return Mark.UNPUBLISHED
    return Mark.UNREAD if edition.reads == 0 else Mark.FINE
