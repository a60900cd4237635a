"""What would be usual: the expected count of every series and hour, and how far counts stray from it. Pure.

The method is that of public-health surveillance, put together for a help desk:

- Farrington et al., "A statistical algorithm for the early detection of outbreaks of infectious disease", JRSS A 159
  (1996) 547-563: a quasi-Poisson model with a trend, whose past outbreaks are weighted down; Noufaily et al., "An
  improved algorithm for outbreak detection in multiple surveillance systems", Statistics in Medicine 32 (2013)
  1206-1222: weights only for residuals over 2.58, season as factors, negative binomial limits. Both look back for
  years at weeks; we have weeks and look at hours, so the season is that of the week (weekday and hour).
- EARS (Hutwagner et al., Journal of Urban Health 80 (2003) i89-i96) compares a day with the mean and deviation of seven
  days just before it; it needs little history but knows no weekday and nothing of small counts. From it comes the gap
  between what is judged and what is learnt from.
- Young and thin series borrow from the others of their kind: rates are gamma distributed over a kind (empirical Bayes),
  which makes the prediction of a count negative binomial, wider the less we know.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

type Floats = NDArray[np.float64]

DAY_HOURS = 24
WEEK_HOURS = 168

STRAYING = 2.58
"""Residuals beyond this many deviations are weighted down (Noufaily et al. 2013)."""

_ROUNDS = 3
_LIKE_THE_POOL = 25.0
"""How many messages of its own a series needs in a slot of the week before its own shape weighs as much as its pool's:
the shape of a gamma whose deviation is a fifth."""
_WEEKS_OF_DOUBT = 2.0
_PRUDENCE = 1.5
"""Counts are taken to stray half as far again as they were seen to: a few weeks seldom show what is rare. Measured on
simulated boards: without it false alarms were twice as many as promised."""
_STEEPEST = 0.04
"""A trend is believed up to this much a day (in logarithms); 0.04 doubles in two and a half weeks."""


@dataclass(frozen=True, slots=True)
class Tuning:
    """How a detector looks: the width of a bin, the windows it adds up, and what it takes for a spike.

    `windows` are in bins and ascend; `half_life_days` is how fast the past is forgotten; `false_alarms_a_week` is how
    many waves the whole board may call out of pure chance, on average. Less than `least_extra` messages above what is
    usual, or less than `least_ratio` times it, is nothing to wake anybody for, however unlikely.
    """

    bins_an_hour: int = 1
    windows: tuple[int, ...] = (1, 2, 4, 8, 24)
    half_life_days: float = 14.0
    false_alarms_a_week: float = 0.5
    least_extra: float = 4.0
    least_ratio: float = 1.5
    least_dispersion: float = 0.02


@dataclass(frozen=True, slots=True)
class Board:
    """Counts of many series of one kind over the same bins, oldest first.

    `counts` and `known_spikes` (bins not to learn from) are series x bins; `slots` is each bin's hour of the local week
    (0-167, Monday midnight is 0), `days` its age in days at the end of the board, which falls to nearly 0.
    """

    counts: Floats
    slots: NDArray[np.int64]
    days: Floats
    known_spikes: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Baseline:
    """What is usual for each series of a board.

    `level` is the mean per bin now, trend included; `season` (series x 168) what an hour of the week makes of it;
    `certainty` the size of a negative binomial for how little is known of the level; `sizes` (series x windows) that
    for how far sums over a window stray.
    """

    level: Floats
    season: Floats
    certainty: Floats
    sizes: Floats

    def expected(self, slots: NDArray[np.int64]) -> Floats:
        """Expected counts, series x bins, in bins of these hours of the week."""
        return self.level[:, None] * self.season[:, slots]


def learn(board: Board, tuning: Tuning) -> Baseline:
    """The baseline of a board. Needs a day of bins; what it knows after so short a time is little, and it says so."""
    recency = 0.5 ** (board.days / tuning.half_life_days)
    weights = np.where(board.known_spikes, 0.0, recency[None, :])
    robust = np.ones_like(board.counts)
    for _ in range(_ROUNDS):
        season = _season(board, weights * robust)
        level, seen, growth = _level(board, weights * robust, season)
        mean = np.maximum(level[:, None] * season[:, board.slots] * _growth(growth, board.days), 1e-9)
        robust = _robust(board, mean, tuning)
    sizes = np.stack([_sizes(board, mean, weights, width, tuning) for width in tuning.windows], axis=1)
    return Baseline(level=level, season=season, certainty=seen, sizes=sizes)


def _season(board: Board, weights: Floats) -> Floats:
    """What each hour of the week makes of a series' mean: its own shape as far as it is known, else its pool's.

    Known first are its hours of the day and its weekdays, which many weeks of few messages tell, then each hour.
    """
    held, own = _by_slot(weights, board.slots), _by_slot(weights * board.counts, board.slots)
    shape = np.broadcast_to(_pool_shape(board, weights), own.shape)
    for axes in ((1,), (2,), ()):
        mean = own.sum(axis=1, keepdims=True) / np.maximum((held * shape).sum(axis=1, keepdims=True), 1e-9)
        counts, expected = own.reshape(-1, 7, DAY_HOURS), (held * mean * shape).reshape(-1, 7, DAY_HOURS)
        ratio = (counts.sum(axis=axes, keepdims=True) + _LIKE_THE_POOL) / (
            expected.sum(axis=axes, keepdims=True) + _LIKE_THE_POOL
        )
        shape = (shape.reshape(-1, 7, DAY_HOURS) * ratio).reshape(-1, WEEK_HOURS)
    return np.asarray(shape / np.maximum(shape.mean(axis=1, keepdims=True), 1e-9))


def _pool_shape(board: Board, weights: Floats) -> Floats:
    """The shape of the week over all series: hour of day times weekday, each hour of the week drawn towards that."""
    held = _by_slot(weights, board.slots)
    rates = np.maximum((weights * board.counts).sum(axis=1) / np.maximum(weights.sum(axis=1), 1e-9), 1e-9)
    counts = _by_slot(weights * board.counts, board.slots).sum(axis=0).reshape(7, DAY_HOURS)
    exposure = (held * rates[:, None]).sum(axis=0).reshape(7, DAY_HOURS)
    weeks = (held.mean(axis=0)).reshape(7, DAY_HOURS)
    daily = _ratio(counts.sum(axis=0), exposure.sum(axis=0), weeks.sum(axis=0))
    weekday = _ratio(counts.sum(axis=1), (exposure * daily).sum(axis=1), weeks.mean(axis=1))
    both = weekday[:, None] * daily[None, :]
    each = both * _ratio(counts, exposure * both, weeks / 2)
    return np.asarray((each / max(each.mean(), 1e-9)).reshape(WEEK_HOURS))


def _ratio(counts: Floats, expected: Floats, weeks: Floats) -> Floats:
    """Counts over what was expected, drawn towards 1 while few weeks were seen."""
    doubt = _WEEKS_OF_DOUBT * expected / np.maximum(weeks, 1e-9)
    doubt = np.maximum(doubt, 1.0)
    return np.asarray((counts + doubt) / (expected + doubt))


def _level(board: Board, weights: Floats, season: Floats) -> tuple[Floats, Floats, Floats]:
    """Each series' mean per bin now, the size of its uncertainty, and its growth a day (in logarithms)."""
    shaped = season[:, board.slots]
    counted, exposed = (weights * board.counts).sum(axis=1), (weights * shaped).sum(axis=1)
    growth = _trend(board, weights, shaped, counted / np.maximum(exposed, 1e-9))
    exposed = (weights * shaped * _growth(growth, board.days)).sum(axis=1)
    shape, rate = _prior(counted, exposed)
    return (counted + shape) / (exposed + rate), counted + shape, growth


def _prior(counted: Floats, exposed: Floats) -> tuple[float, float]:
    """A gamma over the rates of the kind, by moments: (shape, rate). Between a half and three messages' worth."""
    rates = counted / np.maximum(exposed, 1e-9)
    mean = max(float(rates.mean()), 1e-6)
    spread = float(rates.var()) - float(np.mean(rates / np.maximum(exposed, 1e-9)))
    shape = min(3.0, max(0.5, mean * mean / spread if spread > 0 else 3.0))
    return shape, shape / mean


def _trend(board: Board, weights: Floats, shaped: Floats, level: Floats) -> Floats:
    """Growth a day by one scoring step of a log-linear Poisson model; believed as far as it stands out of its noise."""
    mean = weights * shaped * level[:, None]
    centre = (mean * board.days).sum(axis=1) / np.maximum(mean.sum(axis=1), 1e-9)
    since = centre[:, None] - board.days[None, :]
    information = (mean * since * since).sum(axis=1)
    score = (since * (weights * board.counts - mean)).sum(axis=1)
    slope = score / np.maximum(information, 1e-9)
    noise = 4.0 / np.maximum(information, 1e-9)
    believed = slope * np.maximum(0.0, 1 - noise / np.maximum(slope * slope, 1e-12))
    return np.asarray(np.clip(believed, -_STEEPEST, _STEEPEST))


def _growth(growth: Floats, days: Floats) -> Floats:
    """What the trend makes of the level so many days ago."""
    return np.asarray(np.exp(-growth[:, None] * days[None, :]))


def _robust(board: Board, mean: Floats, tuning: Tuning) -> Floats:
    """Weights that let past spikes count little: (2.58 / residual) squared, over a quarter of a day at a time."""
    width = 6 * tuning.bins_an_hour
    edges = np.arange(0, board.counts.shape[1], width)
    counts, means = np.add.reduceat(board.counts, edges, axis=1), np.add.reduceat(mean, edges, axis=1)
    typical = np.median((counts - means) ** 2 / np.maximum(means, 1.0), axis=1, keepdims=True) / 0.455
    strays = (counts - means) / np.sqrt(np.maximum(means, 1.0) * np.maximum(1.0, typical))
    block = np.where(strays > STRAYING, (STRAYING / np.maximum(strays, STRAYING)) ** 2, 1.0)
    return np.asarray(np.repeat(block, width, axis=1)[:, : board.counts.shape[1]])


def _sizes(board: Board, mean: Floats, weights: Floats, width: int, tuning: Tuning) -> Floats:
    """How far sums over `width` bins stray, as a size; measured on each series, drawn towards its kind.

    Measuring it on the sums themselves takes care of hours that resemble their neighbours.
    """
    counts, means = rolled(board.counts, width), rolled(mean, width)
    held = rolled(weights, width) / width
    strays = (counts - means) / np.sqrt(np.maximum(means + tuning.least_dispersion * means**2, 1e-9))
    held = held * np.where(strays > 2 * STRAYING, (2 * STRAYING / np.maximum(strays, 2 * STRAYING)) ** 2, 1.0)
    extra = (held * ((counts - means) ** 2 - means)).sum(axis=1)
    squares = np.maximum((held * means**2).sum(axis=1), 1e-9)
    independent = np.maximum(held.sum(axis=1) / width, 1.0)
    common = max(float(extra.sum() / squares.sum()), tuning.least_dispersion)
    knows = independent * (squares / np.maximum(held.sum(axis=1), 1e-9)) / 2
    believes = 1 / max(0.1, common) ** 2
    dispersion = (knows * extra / squares + believes * common) / (knows + believes)
    return np.asarray(1 / np.maximum(_PRUDENCE * dispersion, tuning.least_dispersion))


def rolled(values: Floats, width: int) -> Floats:
    """Sums over every `width` neighbouring bins of each row; empty where the row is shorter."""
    summed = np.cumsum(np.pad(values, ((0, 0), (1, 0))), axis=1)
    return np.asarray(summed[:, width:] - summed[:, :-width]) if values.shape[1] >= width else values[:, :0]


def _by_slot(values: Floats, slots: NDArray[np.int64]) -> Floats:
    """Sums per hour of the week, series x 168."""
    hours: Sequence[Floats] = [np.bincount(slots, weights=row, minlength=WEEK_HOURS) for row in values]
    return np.stack(hours) if hours else np.zeros((0, WEEK_HOURS))
