"""Whether a figure changed, or chance alone. Pure.

The interval of a difference is put together from the intervals of the two figures (MOVER: G. Y. Zou and A. Donner,
Statistics in Medicine 27, 2008; for two shares with Wilson's intervals this is Newcombe's method 10).
"""

from dataclasses import dataclass
from math import sqrt


@dataclass(frozen=True, slots=True)
class Estimate:
    """A value with the ends of its interval."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Change:
    """How far a figure moved, with the interval of that."""

    value: float
    low: float
    high: float

    @property
    def is_sure(self) -> bool:
        """Whether no change at all lies outside the interval."""
        return self.low > 0 or self.high < 0


def change(before: Estimate, now: Estimate) -> Change:
    """How far `now` lies above `before`."""
    value = now.value - before.value
    below = sqrt((now.value - now.low) ** 2 + (before.high - before.value) ** 2)
    above = sqrt((now.high - now.value) ** 2 + (before.value - before.low) ** 2)
    return Change(value, value - below, value + above)
