"""Figures with their uncertainty. Pure.

Shares: Wilson's interval (portal.deflection). Means: the normal interval of the sample. Medians: the order statistics
about the middle. Rates of counts: Byar's approximation of the exact Poisson interval (N. E. Breslow and N. E. Day,
Statistical Methods in Cancer Research II, 1987, 2.11).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import sqrt
from typing import Final

from sportello.portal.deflection import SURE, Share, difference, share


@dataclass(frozen=True, slots=True)
class Figure:
    """What a measure comes to: `value` is None where nothing is known, never a nought that means so.

    `n` is how many cases it rests on, `total` what they sum to; `low` and `high` are the ends of the 95 % interval,
    equal to the value where it was counted and not estimated.
    """

    value: float | None
    n: int
    total: float
    low: float
    high: float

    @property
    def is_known(self) -> bool:
        """Whether there is a value."""
        return self.value is not None


UNKNOWN: Final = Figure(None, 0, 0.0, 0.0, 0.0)


@dataclass(frozen=True, slots=True)
class Sum:
    """How many, their sum, the sum of their squares."""

    n: int = 0
    total: int = 0
    squares: float = 0


def counted(value: float) -> Figure:
    """A number that was counted."""
    return Figure(value, int(value), value, value, value)


def of_share(part: int, whole: int) -> Figure:
    """A share; unknown without cases. A part beyond its whole (counted on different days) is no share: unknown too."""
    if not 0 <= part <= whole or whole == 0:
        return Figure(None, max(whole, 0), float(part), 0.0, 1.0)
    said = share(part, whole)
    return Figure(said.value, whole, float(part), said.low, said.high)


def of_mean(sums: Sum) -> Figure:
    """The mean of what is not negative."""
    if sums.n <= 0:
        return UNKNOWN
    mean = sums.total / sums.n
    spread = max(sums.squares - sums.n * mean * mean, 0.0) / max(sums.n - 1, 1)
    half = SURE * sqrt(spread / sums.n)
    return Figure(mean, sums.n, float(sums.total), max(mean - half, 0.0), mean + half)


def of_quotient(part: int, whole: int) -> Figure:
    """So much for each of the whole; the tallies say nothing of its spread, so the interval is the value."""
    if whole <= 0:
        return Figure(None, max(whole, 0), float(part), 0.0, 0.0)
    return Figure(part / whole, whole, float(part), part / whole, part / whole)


def of_rate(part: int, whole: int, *, by: int = 100) -> Figure:
    """How many of something for every `by` of the whole; unknown without a whole."""
    if whole <= 0:
        return Figure(None, 0, float(part), 0.0, 0.0)
    low, high = of_count(part)
    return Figure(by * part / whole, whole, float(part), by * low / whole, by * high / whole)


def of_count(count: int) -> tuple[float, float]:
    """The 95 % interval of what a count that is a matter of chance stands for."""
    above = count + 1
    high = above * (1 - 1 / (9 * above) + SURE / (3 * sqrt(above))) ** 3
    low = 0.0 if count <= 0 else count * (1 - 1 / (9 * count) - SURE / (3 * sqrt(count))) ** 3
    return max(low, 0.0), high


def of_median(buckets: Mapping[int, int], middle: Callable[[int], float], *, total: float) -> Figure:
    """The median of lengths of time counted by bucket, which sum to `total`; `middle` says what a bucket stands for."""
    n = sum(buckets.values())
    if n <= 0:
        return UNKNOWN
    reach = SURE * sqrt(n) / 2
    places = ((n - 1) / 2, (n - 1) / 2 - reach, (n - 1) / 2 + reach)
    value, low, high = (middle(_at(buckets, place)) for place in places)
    return Figure(value, n, total, low, high)


def of_effect(plain: Share, answered: Share) -> Figure:
    """How much rarer something is in the second than in the first."""
    found = difference(plain, answered)
    return Figure(found.value, plain.whole + answered.whole, float(plain.part + answered.part), found.low, found.high)


def times(figure: Figure, by: float) -> Figure:
    """A figure so many times as large."""
    if figure.value is None:
        return figure
    low, high = sorted((figure.low * by, figure.high * by))
    return Figure(figure.value * by, figure.n, figure.total, low, high)


def _at(buckets: Mapping[int, int], place: float) -> int:
    """The bucket that holds the case at this place in order, from 0."""
    passed, last = 0, 0
    for bucket in sorted(buckets):
        passed, last = passed + buckets[bucket], bucket
        if passed > place:
            return bucket
    return last
