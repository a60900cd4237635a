"""How good the calls are: waves found, false alarms, delay. Pure.

And the score of the Numenta Anomaly Benchmark (Lavin and Ahmad, "Evaluating real-time anomaly detection algorithms: the
Numenta Anomaly Benchmark", ICMLA 2015): the first call in a window earns more the earlier it comes, a call outside of
every window costs more the farther it lies behind the last, a missed window costs one; 0 is a detector that says
nothing, 100 one that calls every window at its first bin and nothing else.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp
from statistics import median

MISSED = 1.0
FALSE_ALARM = 0.11
"""The weights of NAB's standard profile; a hit weighs 1."""


@dataclass(frozen=True, slots=True)
class Labelled:
    """Calls and true windows of one series: bins, ends included, windows in order and apart from each other."""

    calls: tuple[int, ...]
    windows: tuple[tuple[int, int], ...]
    first: int
    length: int


@dataclass(frozen=True, slots=True)
class Verdict:
    """What came of a series: windows, how many were hit, after how many bins each, the calls outside of them, and how
    often a window was called again that had been called."""

    windows: int
    delays: tuple[int, ...]
    false_alarms: int
    bins: int
    again: int = 0

    @property
    def hits(self) -> int:
        """How many windows were called."""
        return len(self.delays)


def verdict(labelled: Labelled) -> Verdict:
    """Hits, delays and false alarms of a series; further calls in a window that was hit are neither."""
    delays = [
        min(call for call in labelled.calls if start <= call <= end) - start
        for start, end in labelled.windows
        if any(start <= call <= end for call in labelled.calls)
    ]
    false = sum(not any(start <= call <= end for start, end in labelled.windows) for call in labelled.calls)
    again = len(labelled.calls) - false - len(delays)
    return Verdict(len(labelled.windows), tuple(delays), false, labelled.length - labelled.first, again)


def nab_score(series: Sequence[Labelled]) -> float:
    """The score of the standard profile over all series, 0 for silence and 100 for perfection; it may be negative."""
    windows = sum(len(one.windows) for one in series)
    if not windows:
        return 0.0
    raw = sum(_nab_raw(one) for one in series)
    perfect, silent = windows * _worth(-1.0), -MISSED * windows
    return 100 * (raw - silent) / (perfect - silent)


def _nab_raw(one: Labelled) -> float:
    score = 0.0
    for start, end in one.windows:
        inside = [call for call in one.calls if start <= call <= end]
        score += _worth(-(end - min(inside)) / max(end - start, 1)) if inside else -MISSED
    for call in one.calls:
        if not any(start <= call <= end for start, end in one.windows):
            score += FALSE_ALARM * _worth(_behind(call, one.windows))
    return score


def _behind(call: int, windows: Sequence[tuple[int, int]]) -> float:
    """How many widths of the last window before it a call lies behind its end; very far where there is none."""
    before = [(start, end) for start, end in windows if end < call]
    if not before:
        return 9.0
    start, end = before[-1]
    return (call - end) / max(end - start, 1)


def _worth(position: float) -> float:
    """From nearly 1 at a window's first bin (-1) over 0 at its last (0) to -1 far behind it."""
    return -1.0 if position > 3 else 2 / (1 + exp(5 * position)) - 1


def middle(delays: Sequence[float]) -> float | None:
    """The median delay, None where nothing was hit."""
    return median(delays) if delays else None
