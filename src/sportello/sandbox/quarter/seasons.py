"""When buyers write and buy: by the hour of the week, as the shop's clocks show it."""

from collections.abc import Sequence
from datetime import datetime
from itertools import accumulate
from random import Random
from typing import Final

from .clock import HOUR, ZONE

WEEKDAYS: Final = (1.25, 1.1, 1.02, 1.0, 0.94, 0.74, 0.82)
HOURS: Final = (
    *(0.12, 0.07, 0.05, 0.04, 0.05, 0.12, 0.32, 0.62, 0.95, 1.2, 1.3, 1.25),
    *(1.1, 1.12, 1.15, 1.12, 1.1, 1.12, 1.15, 1.22, 1.35, 1.3, 0.85, 0.4),
)


class Season:
    """The hours of a time, each as likely as it is busy."""

    def __init__(self, begins: int, ends: int) -> None:
        self._hours = range(begins, ends, HOUR)
        self._ends = ends
        self._heights = list(accumulate(_busy(hour) for hour in self._hours))

    def moments(self, dice: Random, count: int) -> list[int]:
        """So many moments, in order."""
        hours: Sequence[int] = dice.choices(self._hours, cum_weights=self._heights, k=count)
        return sorted(min(hour + dice.randrange(HOUR), self._ends - 1) for hour in hours)

    def share(self, begins: int, ends: int) -> float:
        """Which share of everything falls into a part of the time, begun and ended at whole hours of it."""
        first, last = ((edge - self._hours.start) // HOUR for edge in (begins, ends))
        inside = range(max(first, 0), min(last, len(self._hours)))
        if not inside:
            return 0.0
        before = self._heights[inside.start - 1] if inside.start else 0.0
        return (self._heights[inside.stop - 1] - before) / self._heights[-1]


def _busy(moment: int) -> float:
    local = datetime.fromtimestamp(moment, ZONE)
    return WEEKDAYS[local.weekday()] * HOURS[local.hour]
