"""Which edition answers a gap already, of those that the search of the help centre shows for its questions. Pure."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from .counting import THINGS
from .valuing import Counted, Cover

ANSWERS: Final = 0.5
"""The chance, as search gives it, from which an edition counts as the answer whatever its topic is."""
SEEN: Final = 3
"""Hits that buyers look at: an edition of the gap's own topic among them counts as the answer."""
BROAD: Final = THINGS | {"other"}
"""Topics under which one edition says nothing of what another speaks of: being of the same topic is no answer."""


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
        fitting = (one for one in answers[:SEEN] if _fits(one, topic) and (speaks is None or speaks(one.text)))
        if (answer := next(fitting, None)) is not None:
            (other if answer.in_other_language else own)[answer.edition] += 1
    cover = [Cover(edition, answered, len(tried)) for edition, answered in own.most_common(1)]
    elsewhere = [edition for edition, answered in other.most_common(1) if answered * 2 > len(tried)]
    return next(iter(cover), None), next(iter(elsewhere), None)


def _fits(answer: Answer, topic: str) -> bool:
    return answer.score >= ANSWERS or (answer.topic == topic and topic not in BROAD)


def with_readers(cover: Cover | None, readers: Counted | None) -> Cover | None:
    """The same with what is known of the edition's readers."""
    if cover is None or readers is None:
        return cover
    return replace(cover, readers=readers.cases, wrote=round(readers.cases - readers.total))
