"""How unlikely is unlikely enough: a promise of few false alarms, shared out over series and windows. Pure.

The number of false alarms is promised, not hoped for: a budget of waves a week is shared out over all series and
windows, so that the expected number stays within it however the series hang together (Bonferroni's inequality, which
holds for expected counts without independence). Sequential looks at a window that slides are no new evidence each; a
window of `w` bins is counted as `LOOKS_A_WINDOW` independent looks per `w` bins.

Some series live in bursts, and no simple distribution describes them. Each therefore has a bar of its own, learnt from
its days: the most surprising moment of a day follows nearly a Gumbel distribution, whose place and scale are read off
the median and the eighth decile of the days seen, which a few true spikes do not move.
"""

from math import log

import numpy as np
from numpy.typing import NDArray

from .baseline import DAY_HOURS, WEEK_HOURS, Baseline, Board, Floats, Tuning, rolled
from .tails import chance_of, joined

LOOKS_A_WINDOW = 12.0

_DAYS_OF_DOUBT = 10.0
_NO_SURPRISE = 2.0
_DECILES_APART = 1.1334
"""From the median to the eighth decile of a Gumbel distribution of scale 1."""


def limits(tuning: Tuning, series: int) -> tuple[float, ...]:
    """For each window the chance below which it speaks, so that `series` of them keep the promise together."""
    bins = WEEK_HOURS * tuning.bins_an_hour
    share = tuning.false_alarms_a_week / (max(series, 1) * len(tuning.windows))
    return tuple(share / (LOOKS_A_WINDOW * bins / width) for width in tuning.windows)


def surprise(chance: float, limit: float) -> float:
    """How far beyond its limit a chance lies, in logarithms: above 0 it speaks."""
    return log(limit) - log(max(chance, 1e-300))


def bar(board: Board, usual: Baseline, tuning: Tuning, series: int, row: int) -> float:
    """How far beyond the limits a series of a board must lie, because it is given to bursts; 0 for most."""
    if board.counts.shape[1] < 2 * DAY_HOURS * tuning.bins_an_hour or not board.counts[row].any():
        return 0.0
    expected = np.maximum(usual.level[row] * usual.season[row, board.slots], 1e-9)
    an_alarm = tuning.false_alarms_a_week / max(series, 1) / 7
    worst = _worst_of_days(board.counts[row], expected, usual, row, tuning, series)
    return _bar(np.maximum(worst, log(an_alarm / log(2))), an_alarm)


def _bar(worst: Floats, an_alarm: float) -> float:
    modelled = log(an_alarm / log(2))
    middle, eighth = (float(one) for one in np.quantile(worst, [0.5, 0.8]))
    scale = max(1.0, (eighth - middle) / _DECILES_APART)
    known = len(worst) / (len(worst) + _DAYS_OF_DOUBT)
    place = modelled + known * max(0.0, middle - modelled)
    return max(0.0, place - float(scale**known) * modelled)


def _worst_of_days(counts: Floats, expected: Floats, usual: Baseline, row: int, tuning: Tuning, series: int) -> Floats:
    """The greatest surprise of each day over all windows."""
    a_day = DAY_HOURS * tuning.bins_an_hour
    days = len(counts) // a_day
    worst = np.full(days, -np.inf)
    for which, (width, limit) in enumerate(zip(tuning.windows, limits(tuning, series), strict=True)):
        seen, means = _windows(counts, width)[-days * a_day :], _windows(expected, width)[-days * a_day :]
        size = joined(float(usual.sizes[row, which]), float(usual.certainty[row]))
        strays = (seen - means) / np.sqrt(means + means * means / size)
        at = strays.reshape(days, a_day).argmax(axis=1) + np.arange(days) * a_day
        for day, one in enumerate(at):
            if strays[one] < _NO_SURPRISE:
                continue
            worst[day] = max(worst[day], surprise(chance_of(float(seen[one]), float(means[one]), size), limit))
    return worst


def _windows(values: Floats, width: int) -> NDArray[np.float64]:
    """Sums over the `width` bins up to each bin; at the beginning over fewer."""
    return np.asarray(rolled(np.pad(values, (width - 1, 0))[None, :], width)[0])
