"""Which macros fit a ticket, the likeliest first. Pure."""

import math
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

ORDINARY_REPEATS = 0.15
"""The share of answers after which buyers write again that is neither good nor bad (our own reckoning)."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A macro as ranking sees it: its words, its topics, whether the edition was written for this very audience, how
    often it was used lately, the share of uses after which the buyer wrote again (None: too few), and how many places
    of it would have to be filled by hand now."""

    key: int
    title: str
    words: str
    topics: Sequence[str]
    own_audience: bool
    used: int = 0
    repeat_rate: float | None = None
    gaps: int = 0


@dataclass(frozen=True, slots=True)
class Ranked:
    """A candidate with its weight, and the topic of the ticket that it answers ("": none)."""

    candidate: Candidate
    weight: float
    topic: str = ""


def rank(candidates: Iterable[Candidate], *, topics: Sequence[str], query: str = "") -> list[Ranked]:
    """The candidates for a ticket about these topics (the newest first), the best first; equals keep their order.

    With a query only those remain in which every word of it begins some word; then what stands in the title counts
    most. Without one, what answers the newest topic comes first, then what is used often and spares second questions.
    """
    words = plain(query).split()
    found = [_weighed(one, topics, words) for one in candidates if _matches(one, words)]
    return sorted(found, key=lambda each: -each.weight)


def plain(text: str) -> str:
    """A text as it is searched: without accents, in lower case, words apart by single blanks."""
    bare = "".join(letter for letter in unicodedata.normalize("NFKD", text) if not unicodedata.combining(letter))
    return " ".join("".join(letter if letter.isalnum() else " " for letter in bare.casefold()).split())


def _weighed(one: Candidate, topics: Sequence[str], words: Sequence[str]) -> Ranked:
    topic = next((slug for slug in topics if slug in one.topics), "")
    weight = {True: 4.0, False: 2.5}[topic == topics[0]] if topic else 0.0
    weight += 0.3 * one.own_audience + 0.3 * math.log1p(one.used)
    weight -= 0.5 * min(one.gaps, 2)
    if one.repeat_rate is not None:
        weight -= 3.0 * (one.repeat_rate - ORDINARY_REPEATS)
    if words and _begins(words, plain(one.title)):
        weight += 5.0
    return Ranked(one, weight, topic)


def _matches(one: Candidate, words: Sequence[str]) -> bool:
    return not words or _begins(words, plain(f"{one.title} {one.words}"))


def _begins(words: Sequence[str], text: str) -> bool:
    padded = f" {text}"
    return all(f" {word}" in padded for word in words)
