"""Products that are asked about far more often than they are bought or written about otherwise. Pure.

"Which bulb fits?" about every lamp is one article; the same about one lamp, much more often than its share of all other
mail explains, is a question about that lamp, which an article that does not speak of it cannot answer.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from math import exp
from typing import Final, NamedTuple

LEAST: Final = 3
"""Fewer tickets than these are no gap: an article for one buyer is an answer."""
TIMES: Final = 2.0
"""How many times as many as usual ask about a product that is singled out."""
CHANCE: Final = 0.002
"""With which chance so many would ask if it were asked about as usual: some hundred products are looked at."""


class About(NamedTuple):
    """What an issue is about."""

    topic: str
    language: str
    product: int | None


def singled_out(issues: Iterable[About], topics: Collection[str]) -> set[About]:
    """The products of these topics, by language, that at least `LEAST` issues are about, twice as many as usual, and
    more than chance makes likely.

    What is usual is a product's share of the issues about everything but these topics; of few it leans on one more.
    """
    counted = Counter(one for one in issues if one.product is not None)
    usual = Counter[int | None]()
    within: dict[tuple[str, str], int] = defaultdict(int)
    for one, times in counted.items():
        if one.topic in topics:
            within[one.topic, one.language] += times
        else:
            usual[one.product] += times
    products = len({one.product for one in counted})
    everything = usual.total() + products
    return {
        one
        for one, times in counted.items()
        if one.topic in topics
        and times >= LEAST
        and _is_unusual(times, within[one.topic, one.language] * (usual[one.product] + 1) / everything)
    }


def _is_unusual(times: int, expected: float) -> bool:
    return times >= TIMES * expected and _at_least(times, expected) < CHANCE


def _at_least(times: int, expected: float) -> float:
    """The chance of so many or more where so many are expected (Poisson)."""
    term, below = exp(-expected), 0.0
    for at in range(times):
        below += term
        term *= expected / (at + 1)
    return max(1.0 - below, 0.0)
