"""The levels beside a chart. Pure.

Steps are 1, 2, 2.5 or 5 times a power of ten, after "Nice numbers for graph labels" (P. Heckbert, Graphics Gems, 1990).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor, log10

STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)
LEVELS = 4
"""About so many levels are readable beside a chart as high as ours."""

RAISED = 0.5
"""A line whose lowest value lies above this share of its highest need not begin at nought."""


@dataclass(frozen=True, slots=True)
class Scale:
    """From `low` to `high`, with the levels that are written beside it."""

    low: float
    high: float
    levels: Sequence[float]

    def height(self, value: float) -> float:
        """Where a value lies between the bottom (0) and the top (1); what lies outside is put at the edge."""
        return min(max((value - self.low) / (self.high - self.low), 0.0), 1.0)


def scale(values: Sequence[float], *, from_nought: bool, ceiling: float | None = None, unit: float = 1.0) -> Scale:
    """A scale with room for all values (none of them negative); columns must begin at nought. Levels are round
    numbers of `unit`."""
    if unit != 1.0:
        made = scale([value / unit for value in values], from_nought=from_nought)
        return Scale(made.low * unit, made.high * unit, [level * unit for level in made.levels])
    highest, lowest = max(values, default=0.0), min(values, default=0.0)
    raised = not from_nought and highest > 0 and lowest > highest * RAISED
    bottom = lowest if raised else 0.0
    step = _step((highest - bottom) or highest or 1.0)
    low, high = floor(bottom / step + 1e-9) * step, ceil(highest / step - 1e-9) * step
    high = low + step if high <= low else high
    if ceiling is not None:
        high = min(high, ceiling)
    if high <= low:
        low = high - step
    count = floor((high - low) / step + 1e-9)
    return Scale(low, high, [round(low + step * number, 10) for number in range(count + 1)])


def _step(extent: float) -> float:
    """The smallest nice step of which `LEVELS` cover the extent."""
    rough = extent / LEVELS
    power = 10.0 ** floor(log10(rough))
    return next(step * power for step in STEPS if step * power >= rough * (1 - 1e-9))
