"""Counting right and wrong: F1 of sets, of questions, and how well probabilities mean what they say."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from sportello.reading.encoder import Matrix


@dataclass(slots=True)
class Tally:
    """Right answers, wrong ones and missed ones."""

    right: int = 0
    wrong: int = 0
    missed: int = 0

    def add(self, said: Iterable[object], true: Iterable[object]) -> None:
        """Count two sets against each other."""
        spoken, wanted = set(said), set(true)
        self.count(len(spoken & wanted), len(spoken), len(wanted))

    def count(self, right: int, said: int, true: int) -> None:
        """Count `right` of `said` answers where `true` were wanted."""
        self.right += right
        self.wrong += said - right
        self.missed += true - right

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall; 1.0 where nothing was wanted and nothing said."""
        wanted = 2 * self.right + self.wrong + self.missed
        return 2 * self.right / wanted if wanted else 1.0


def matched(said: Sequence[tuple[int, int, str]], true: Sequence[tuple[int, int, str]]) -> int:
    """How many (start, end, topic) agree: same topic, overlap at least half of the longer; each is used once."""
    free = list(true)
    right = 0
    for start, end, topic in said:
        for other in free:
            overlap = min(end, other[1]) - max(start, other[0])
            if topic == other[2] and 2 * overlap >= max(end - start, other[1] - other[0]):
                free.remove(other)
                right += 1
                break
    return right


def calibration_error(chances: Matrix, came: Matrix, bins: int = 15) -> float:
    """Expected calibration error: the mean distance of confidence and frequency, over bins of equal width."""
    places = np.minimum((chances * bins).astype(int), bins - 1)
    distance = 0.0
    for place in range(bins):
        inside = places == place
        if inside.any():
            distance += inside.mean() * abs(float(chances[inside].mean()) - float(came[inside].mean()))
    return float(distance)
