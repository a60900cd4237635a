"""Which edition answers a gap already, of those that the search of the help centre shows for its questions. Pure."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from sportello.reading.vocabulary import OTHER

from .counting import THINGS
from .valuing import Counted, Cover

ANSWERS: Final = 0.5
"""The chance, as search gives it, from which an edition counts as the answer whatever its topic is."""
SEEN: Final = 3
"""Hits that buyers look at: an edition of the gap's own topic among them counts as the answer."""
FIRST: Final = 0.25
"""The chance from which the first hit counts as the answer where the topic is one of `THINGS`: of those an edition may
say nothing of what another speaks of, so that being of the same topic is not enough."""


@dataclass(frozen=True, slots=True)
class Answer:
    """An edition that search shows, with the chance that it is the answer; `text` is all that can be read in it."""

    edition: int
    topic: str
    score: float
    in_other_language: bool
    text: str


def covered(
    tried: Sequence[Sequence[Answer]], *, topic: str, speaks: Callable[[str], bool] | None = None
) -> tuple[Cover | None, int | None]:
    """The edition that answers most of these questions in their language, and one that does in another language.

    `tried` is what search shows for each question, the best first. `speaks` says whether a text speaks of the product
    that the gap is about; one that does not is no answer. None where there is no answer.
    """
    own: Counter[int] = Counter()
    other: Counter[int] = Counter()
    for answers in tried:
        fitting = (one for at, one in enumerate(answers[:SEEN]) if _fits(one, at, topic))
        if (answer := next((one for one in fitting if speaks is None or speaks(one.text)), None)) is not None:
            (other if answer.in_other_language else own)[answer.edition] += 1
    cover = [Cover(edition, answered, len(tried)) for edition, answered in own.most_common(1)]
    elsewhere = [edition for edition, answered in other.most_common(1) if answered * 2 > len(tried)]
    return next(iter(cover), None), next(iter(elsewhere), None)


def _fits(answer: Answer, place: int, topic: str) -> bool:
    if answer.score >= ANSWERS:
        return True
    if answer.topic != topic or topic == OTHER:
        return False
    return topic not in THINGS or (place == 0 and answer.score >= FIRST)


def with_readers(cover: Cover | None, readers: Counted | None) -> Cover | None:
    """The same with what is known of the edition's readers."""
    if cover is None or readers is None:
        return cover
    return replace(cover, readers=readers.cases, wrote=round(readers.cases - readers.total))
