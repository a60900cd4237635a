"""Is this a spike? Windows of several lengths ending now, each held against what is usual. Pure.

A short window sees a sudden burst within the hour, a long one a slow rise: the earliest that is unlikely enough speaks.
What is unlikely enough says `limiting`.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from .baseline import Baseline, Floats, Tuning
from .limiting import limits, surprise
from .tails import chance_of, joined

CALM = 0.05
"""A wave goes on while its last hours would be this unlikely by chance."""

AWAKE = 0.2
"""Silence tells something in hours that usually bring this share of what the longest window brings."""

SILENT = 0.02
"""A wave is over when half of it would be as quiet as this by so small a chance."""


@dataclass(frozen=True, slots=True)
class Recent:
    """The newest bins of the series of a board, oldest first, as many as the longest window has.

    `elapsed` is how much of the last bin is over (0-1]; `fresh` (one per series) how many of the bins may be looked at,
    because the rest belongs to a wave that has ended.
    """

    counts: Floats
    slots: NDArray[np.int64]
    elapsed: float
    fresh: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Rise:
    """A series that is far above its usual: which row, over how many bins, what came and what was expected.

    `beyond` is how far its chance lies beyond what was bearable, in logarithms.
    """

    row: int
    width: int
    observed: float
    expected: float
    beyond: float

    @property
    def extra(self) -> float:
        """How many more than usual."""
        return self.observed - self.expected

    @property
    def times(self) -> float:
        """How many times the usual came."""
        return self.observed / max(self.expected, 0.1)

    @property
    def is_alarm(self) -> bool:
        """Whether chance is no good explanation any more."""
        return self.beyond >= 0


def rises(recent: Recent, usual: Baseline, tuning: Tuning, series: int, bar_of: Callable[[int], float]) -> list[Rise]:
    """The series that rose enough to speak of, each by its most telling window; `series` are watched in all.

    `bar_of` says how far beyond its limit a row must lie, and is asked only of those that lie beyond it. Those that
    `is_alarm` are spikes; the others rose by enough to matter, yet could be chance: they help to explain.
    """
    found = _most_telling(recent, usual, tuning, series)
    return [replace(rise, beyond=rise.beyond - bar_of(rise.row)) if rise.is_alarm else rise for rise in found]


def _most_telling(recent: Recent, usual: Baseline, tuning: Tuning, series: int) -> list[Rise]:
    expected = _so_far(recent, usual)
    found: dict[int, Rise] = {}
    for which, (width, limit) in enumerate(zip(tuning.windows, limits(tuning, series), strict=True)):
        if width > recent.counts.shape[1]:
            break
        counts, means = recent.counts[:, -width:].sum(axis=1), expected[:, -width:].sum(axis=1)
        for row in _worth_a_look(counts, means, recent.fresh >= width, tuning):
            size = joined(float(usual.sizes[row, which]), float(usual.certainty[row]))
            chance = chance_of(float(counts[row]), float(means[row]), size)
            rise = Rise(row, width, float(counts[row]), float(means[row]), surprise(chance, limit))
            if row not in found or rise.beyond > found[row].beyond:
                found[row] = rise
    return list(found.values())


def goes_on(recent: Recent, usual: Baseline, tuning: Tuning, row: int, times: float) -> bool:
    """Whether a wave that brought so many `times` the usual when it was called is still there.

    It is while what came over three hours or more would be strange without it. It is over when nothing of that is, and
    sooner when a window holds so little that even half of the wave would have brought more. By night, when hardly
    anybody writes, silence says nothing, and the longest window speaks: a wave that sleeps is not over.
    """
    counts, expected = recent.counts[row], _so_far(recent, usual)[row]
    lately = float(counts.sum()) / max(float(expected.sum()), 1e-9)
    half = 1 + (max(min(times, lately), 1.0) - 1) / 2
    for which, width in enumerate(tuning.windows):
        if width < 3 * tuning.bins_an_hour or width > len(counts):
            continue
        seen, mean = float(counts[-width:].sum()), max(float(expected[-width:].sum()), 1e-9)
        size = joined(float(usual.sizes[row, which]), float(usual.certainty[row]))
        if chance_of(seen, mean, size) <= CALM:
            return True
        if mean >= AWAKE * float(expected.sum()) and 1 - chance_of(seen + 1, mean * half, size) <= SILENT:
            return False
    return False


def _so_far(recent: Recent, usual: Baseline) -> Floats:
    expected = np.maximum(usual.expected(recent.slots), 1e-9)
    expected[:, -1] *= recent.elapsed
    return expected


def _worth_a_look(counts: Floats, means: Floats, may: NDArray[np.bool_], tuning: Tuning) -> Sequence[int]:
    enough = (counts - means >= tuning.least_extra) & (counts >= tuning.least_ratio * means)
    return [int(row) for row in np.flatnonzero(enough & may)]
