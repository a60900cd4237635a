"""Searching a help centre: the search of `knowledge`, as lines of its pages, noted without anything personal."""

import re
from dataclasses import dataclass

from sportello.knowledge.models import Place as AskedIn
from sportello.knowledge.search import asked
from sportello.knowledge.search.finding import Found, search

from .articles import Line, line_of
from .looking_up import shown
from .models import StepKind
from .place import Place
from .sending import harmless

LONGEST, MOST = 300, 6
AMAZON_ORDER = re.compile(r"\d{3}-\d{7}-\d{7}")


@dataclass(frozen=True, slots=True)
class Answer:
    """What a search found: articles, the best first, and the order numbers that were typed instead of words."""

    lines: tuple[Line, ...]
    numbers: tuple[str, ...]


def searched(place: Place, query: str) -> Answer:
    """Search, and note it as a step of the visit and in the list of what was asked. For a query that was sent off."""
    found = _found(place, query)
    place.visiting.note(StepKind.SEARCHED, words=harmless(query), found=len(found.hits))
    if not place.visiting.is_robot:
        asked.note(
            query=query,
            found=found,
            place=AskedIn.HELP,
            language=place.language,
            audience=place.audience,
            now=place.now,
        )
    return _answer(found, query)


def glimpsed(place: Place, query: str, *, most: int = MOST) -> Answer:
    """Search while somebody types: nothing is noted, because half a word says nothing."""
    return _answer(_found(place, query, most), query)


def _found(place: Place, query: str, most: int = MOST) -> Found:
    return search(query[:LONGEST], place.audience, place.language, place.centre.brand_id, place.now, most)


def _answer(found: Found, query: str) -> Answer:
    # Seventeen digits with blanks in them are an order's number too: that is how it is pasted from a telephone.
    pasted = shown(query)
    numbers = found.order_numbers or ((pasted,) if AMAZON_ORDER.fullmatch(pasted) else ())
    return Answer(tuple(line_of(hit.edition) for hit in found.hits), numbers)
