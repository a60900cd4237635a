"""Watching a board over time: a wave is called once, goes on without a word, and ends. Pure; used to replay the past.

The desk's own watch (`noticing`) keeps its waves in the database; this one keeps them in memory, bin after bin, by the
same judgements, and is what evaluations and simulations run.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from .baseline import DAY_HOURS, Baseline, Board, Floats, Tuning, learn
from .judging import Recent, Rise, goes_on, rises
from .limiting import bar

LOOK_BACK_DAYS = 56
BECOMES_USUAL_DAYS = 7
"""A wave that goes on for so long is the new usual: it ends, and the baseline learns it."""


@dataclass(frozen=True, slots=True)
class Call:
    """A spike called at the end of bin `at`; `rise` says of which row and how much."""

    at: int
    rise: Rise


@dataclass(slots=True)
class _Wave:
    row: int
    began: int
    times: float


@dataclass(slots=True)
class Watch:
    """Plays the bins of `counts` (series x bins) in order. `slots` are the hours of the week of the bins."""

    counts: Floats
    slots: NDArray[np.int64]
    tuning: Tuning
    learn_every: int = DAY_HOURS // 2
    _waves: dict[int, _Wave] = field(default_factory=dict)
    _spikes: NDArray[np.bool_] = field(init=False)
    _free_from: NDArray[np.int64] = field(init=False)
    _usual: Baseline | None = None
    _board: Board | None = None
    _bars: dict[int, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Begin with a calm board."""
        self._spikes = np.zeros(self.counts.shape, dtype=bool)
        self._free_from = np.zeros(self.counts.shape[0], dtype=np.int64)

    def play(self, start: int) -> Iterator[Call]:
        """The calls from bin `start` on (which needs a day of bins before it), in the order in which they come."""
        for at in range(start, self.counts.shape[1]):
            if self._usual is None or (at - start) % (self.learn_every * self.tuning.bins_an_hour) == 0:
                self._usual = self._learnt(at)
            yield from self._look(at, self._usual)

    def _learnt(self, at: int) -> Baseline:
        """What bins before `at` teach, less the longest window, which is what is judged now."""
        a_day = DAY_HOURS * self.tuning.bins_an_hour
        upto = max(a_day, at - self.tuning.windows[-1] // 2)
        window = slice(max(0, upto - LOOK_BACK_DAYS * a_day), upto)
        days = np.arange(upto - window.start, 0, -1) / a_day
        self._board = Board(self.counts[:, window], self.slots[window], days, self._spikes[:, window])
        self._bars = {}
        return learn(self._board, self.tuning)

    def _bar_of(self, row: int) -> float:
        if row not in self._bars and self._board and self._usual:
            self._bars[row] = bar(self._board, self._usual, self.tuning, self.counts.shape[0], row)
        return self._bars[row]

    def _look(self, at: int, usual: Baseline) -> Iterator[Call]:
        self._end_waves(at, self._recent(at), usual)
        for rise in rises(self._recent(at), usual, self.tuning, self.counts.shape[0], self._bar_of):
            if rise.is_alarm and rise.row not in self._waves:
                began = at + 1 - rise.width
                self._waves[rise.row] = _Wave(rise.row, began, rise.times)
                self._spikes[rise.row, began : at + 1] = True
                yield Call(at, rise)

    def _recent(self, at: int) -> Recent:
        bins = slice(max(0, at + 1 - self.tuning.windows[-1]), at + 1)
        return Recent(self.counts[:, bins], self.slots[bins], 1.0, at + 1 - self._free_from)

    def _end_waves(self, at: int, recent: Recent, usual: Baseline) -> None:
        longest = BECOMES_USUAL_DAYS * DAY_HOURS * self.tuning.bins_an_hour
        for row, wave in list(self._waves.items()):
            if at - wave.began >= longest:
                self._spikes[row, wave.began : at + 1] = False
                self._over(row, at)
            elif goes_on(recent, usual, self.tuning, row, wave.times):
                self._spikes[row, at] = True
            else:
                self._over(row, at)

    def _over(self, row: int, at: int) -> None:
        del self._waves[row]
        self._free_from[row] = at + 1
