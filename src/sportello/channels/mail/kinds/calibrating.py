"""How much evidence is enough: scores of buyers whose file the scorer had not seen, and the tail of their distribution.

A buyer kept from the desk is the worst error of all, so the bar stands where hardly one in two thousand would cross it.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from .corpora import Example

FOLDS = 5
RARITY = 1 / 2_000
_TAIL = 1 / 100
_FEWEST = 20


@dataclass(frozen=True, slots=True)
class Judged:
    """A mail that the scorer had not seen: the evidence that a machine wrote it, and the kind it would become."""

    example: Example
    weight: float
    likely: str


type Judge = Callable[[Example], tuple[str, float]]


def fold_of(example: Example) -> int:
    """The fold of an example: buyers' messages by file; mails of the corpus by line, so that what stands on the same
    line in each language is held out together."""
    name, _, at = example.source.partition(":")
    number = name.rpartition("/")[2].removesuffix(".txt")
    return int(number if number.isdigit() else at or 0) % FOLDS


def held_out(examples: Sequence[Example], trained: Callable[[list[Example]], Judge]) -> list[Judged]:
    """Every example judged by a scorer `trained` on the other folds."""
    found: list[Judged] = []
    for fold in range(FOLDS):
        judge = trained([each for each in examples if fold_of(each) != fold])
        for each in examples:
            if fold_of(each) == fold:
                likely, weight = judge(each)
                found.append(Judged(each, weight, likely))
    return found


def margin_for(weights: Sequence[float], rarity: float = RARITY) -> float:
    """The evidence that a share of `rarity` of buyers exceeds, at least every weight seen but the rarity's share.

    The highest hundredth of the weights is taken for the tail of an exponential distribution, so that the bar may lie
    above all that was seen.
    """
    ranked = sorted(weights, reverse=True)
    count = min(len(ranked) - 1, max(_FEWEST, int(len(ranked) * _TAIL)))
    if count < 1:
        return 0.0
    start = ranked[count]
    mean = sum(weight - start for weight in ranked[:count]) / count
    bar = start + mean * math.log(count / len(ranked) / rarity)
    return max(bar, ranked[int(len(ranked) * rarity)])
