"""Which edition answers a gap already, as the search of the help centre would find it."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final

from sportello.knowledge.search.finding import Hit, find

from .valuing import Counted, Cover

ANSWERS: Final = 0.5
"""The chance, as search gives it, from which an edition of another topic counts as the answer."""
SEEN: Final = 3
"""Hits that buyers look at: an edition of the gap's own topic among them counts as the answer."""

type Find = Callable[[str, str, str, int | None, datetime], Sequence[Hit]]


def covered(
    questions: Sequence[str],
    *,
    topic: str,
    audience: str,
    language: str,
    brand: int | None,
    now: datetime,
    search: Find = find,
) -> tuple[Cover | None, int | None]:
    """The edition that answers most of these questions in their language, and one that does in another language.

    Both are among those that buyers of this audience may read. None where there is none.
    """
    own: Counter[int] = Counter()
    other: Counter[int] = Counter()
    for question in questions:
        seen = search(question, audience, language, brand, now)[:SEEN]
        fitting = (hit for hit in seen if hit.edition.article.topic == topic or hit.score >= ANSWERS)
        if (hit := next(fitting, None)) is not None:
            (other if hit.in_other_language else own)[hit.edition.pk] += 1
    cover = [Cover(edition, answered, len(questions)) for edition, answered in own.most_common(1)]
    elsewhere = [edition for edition, answered in other.most_common(1) if answered * 2 > len(questions)]
    return next(iter(cover), None), next(iter(elsewhere), None)


def with_readers(cover: Cover | None, readers: Counted | None) -> Cover | None:
    """The same with what is known of the edition's readers."""
    if cover is None or readers is None:
        return cover
    return replace(cover, readers=readers.cases, wrote=round(readers.cases - readers.total))
