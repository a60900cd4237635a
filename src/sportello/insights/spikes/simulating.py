"""A labelled simulation of a help desk's counts, from a seed: what is usual, waves, and what only looks like one. Pure.

Usual: a week with its own shape (quiet nights, busy Mondays), thin and thick series, slow growth, days that are busy
or quiet as a whole, and more variance than Poisson's. Waves are multiples of the usual over some hours, sudden or
swelling, of sizes from hard to plain. Decoys: bank holidays with the day after them, and a handful of messages at once.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .baseline import DAY_HOURS, WEEK_HOURS, Floats

_DAILY = np.array([1, 1, 1, 1, 1, 2, 4, 7, 10, 12, 12, 11, 9, 9, 10, 10, 10, 9, 9, 10, 10, 8, 5, 2], dtype=np.float64)
_WEEKDAYS = np.array([1.35, 1.15, 1.05, 1.0, 0.95, 0.75, 0.75])


@dataclass(frozen=True, slots=True)
class Wave:
    """A rise that was put in: which row, from which bin, for how many, and how many messages it brought in all."""

    row: int
    began: int
    length: int
    brought: float


@dataclass(frozen=True, slots=True)
class World:
    """Counts (series x hours), the hours of the week, and the waves that were put in."""

    counts: Floats
    slots: NDArray[np.int64]
    waves: tuple[Wave, ...]


@dataclass(frozen=True, slots=True)
class Shape:
    """What a world is like: how many series and weeks, and how many waves a week over all series."""

    series: int = 60
    weeks: int = 12
    waves_a_week: float = 2.0
    quiet_weeks: int = 4


def simulate(seed: int, shape: Shape) -> World:
    """A world from a seed: the same every time. No wave begins in the first `quiet_weeks`."""
    chance = np.random.default_rng(seed)
    hours = shape.weeks * WEEK_HOURS
    slots = np.arange(hours) % WEEK_HOURS
    mean = _usual(chance, shape, slots)
    decoys = _decoys(chance, mean)
    counts = chance.negative_binomial(6.0, 6.0 / (6.0 + mean)).astype(np.float64) + decoys
    waves = _waves(chance, shape, mean)
    for wave, extra in waves:
        counts[wave.row, wave.began : wave.began + wave.length] += extra
    return World(counts, slots, tuple(wave for wave, _ in waves))


def _usual(chance: np.random.Generator, shape: Shape, slots: NDArray[np.int64]) -> Floats:
    week = (_WEEKDAYS[:, None] * _DAILY[None, :]).reshape(WEEK_HOURS)
    week = week / week.mean()
    a_day = 10 ** chance.uniform(-0.5, 2.2, shape.series)
    own = np.exp(chance.normal(0, 0.15, (shape.series, WEEK_HOURS)))
    days = np.arange(len(slots)) // DAY_HOURS
    busy = np.exp(chance.normal(0, 0.08, days[-1] + 1))[days]
    own_days = np.exp(chance.normal(0, 0.12, (shape.series, days[-1] + 1)))[:, days]
    growth = np.exp(chance.normal(0, 0.01, shape.series)[:, None] * days[None, :] / 7)
    return np.asarray((a_day / DAY_HOURS)[:, None] * (week * own)[:, slots] * busy * own_days * growth)


def _decoys(chance: np.random.Generator, mean: Floats) -> Floats:
    """Bank holidays (the next day brings what it held back) and one buyer's handful of messages; changes `mean`."""
    extra = np.zeros_like(mean)
    days = mean.shape[1] // DAY_HOURS
    for day in chance.choice(np.arange(7, days - 2), size=max(1, days // 30), replace=False):
        mean[:, day * DAY_HOURS : (day + 1) * DAY_HOURS] *= 0.4
        mean[:, (day + 1) * DAY_HOURS : (day + 2) * DAY_HOURS] *= 1.25
    for row, hour in zip(chance.integers(0, mean.shape[0], days), chance.integers(0, mean.shape[1], days), strict=True):
        extra[row, hour] += chance.integers(1, 4)
    return extra


def _waves(chance: np.random.Generator, shape: Shape, mean: Floats) -> list[tuple[Wave, Floats]]:
    made = []
    first, last = shape.quiet_weeks * WEEK_HOURS, mean.shape[1] - 3 * DAY_HOURS
    taken: set[tuple[int, int]] = set()
    for _ in range(round(shape.waves_a_week * (shape.weeks - shape.quiet_weeks))):
        row, began = int(chance.integers(0, shape.series)), int(chance.integers(first, last))
        length = int(chance.integers(6, 60))
        week = began // WEEK_HOURS
        if {(row, week - 1), (row, week), (row, week + 1)} & taken:
            continue
        taken.add((row, week))
        daily = mean[row, began : began + length].mean() * DAY_HOURS
        brings = (6 + 2.2 * daily) * chance.uniform(1.0, 4.0) * length / DAY_HOURS
        course = _course(chance, mean[row, began : began + length])
        extra = chance.poisson(brings * course).astype(np.float64)
        made.append((Wave(row, began, length, float(extra.sum())), extra))
    return made


def _course(chance: np.random.Generator, mean: Floats) -> Floats:
    """How a wave comes in over its hours: sudden or swelling, at the hours at which people write."""
    length = len(mean)
    swell = np.ones(length) if chance.random() < 0.5 else np.minimum(1.0, (np.arange(length) + 1) / (length / 2))
    course = swell * (mean + mean.mean() / 4)
    return np.asarray(course / course.sum())
