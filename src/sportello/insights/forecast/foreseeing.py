"""What becomes of the backlog in the next hours: arrivals as on this weekday at this hour, against the rota. Pure.

Many courses of the hours are drawn and their mean and middle 95 % taken, because a backlog cannot fall below nought and
no formula says what then becomes of its spread. Arrivals vary more than chance alone would let them (a parcel van that
breaks down is a dozen mails), by the factor that was seen; what an agent gets done in an hour is as sure as the hours
it was measured in are many. Draws are seeded: the same facts give the same forecast.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import numpy as np

COURSES: Final = 2000
SEED: Final = 20_241_122
WEEK_HOURS: Final = 168

type Slot = tuple[int, int]
"""Weekday (0 is Monday) and hour of the local day."""


@dataclass(frozen=True, slots=True)
class Season:
    """How many answers came to be owed in an hour of the week, on average, and by how much more than chance it varied
    (1: as much as chance would)."""

    means: Mapping[Slot, float]
    spread: float


@dataclass(frozen=True, slots=True)
class Pace:
    """What agents got done: so many answers in so many hours on the rota."""

    answers: int
    agent_hours: float

    @property
    def per_hour(self) -> float:
        """Answers in an hour of one agent."""
        return self.answers / self.agent_hours


@dataclass(frozen=True, slots=True)
class Ahead:
    """An hour to come: its place in the week, and how many agents the rota has."""

    at: datetime
    slot: Slot
    agents: float


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What is expected of an hour: arrivals, and the backlog at its end with the middle 95 % of its courses."""

    at: datetime
    arrivals: float
    agents: float
    backlog: float
    low: float
    high: float


def season(counts: Mapping[Slot, Sequence[int]]) -> Season:
    """The season of counted hours: for each slot what was counted in each of its weeks, quiet hours as 0."""
    means = {slot: sum(each) / len(each) for slot, each in counts.items() if each}
    squares, freedom = 0.0, 0
    for slot, each in counts.items():
        if len(each) > 1 and means[slot] > 0:
            squares += sum((count - means[slot]) ** 2 for count in each) / means[slot]
            freedom += len(each) - 1
    return Season(means, max(squares / freedom, 1.0) if freedom else 1.0)


def foresee(*, backlog: int, season: Season, pace: Pace, ahead: Sequence[Ahead]) -> list[Foreseen]:
    """The hours to come, one after the other."""
    draw = np.random.default_rng(SEED)
    left = np.full(COURSES, float(backlog))
    rates = draw.gamma(pace.answers + 0.5, 1 / pace.agent_hours, COURSES)
    found = []
    for hour in ahead:
        mean = season.means.get(hour.slot, 0.0)
        left = np.maximum(left + _arrivals(draw, mean, season.spread) - draw.poisson(rates * hour.agents), 0.0)
        low, high = np.quantile(left, (0.025, 0.975))
        found.append(Foreseen(hour.at, mean, hour.agents, float(left.mean()), float(low), float(high)))
    return found


def _arrivals(draw: np.random.Generator, mean: float, spread: float) -> "np.ndarray[tuple[int], np.dtype[np.int64]]":
    """Counts of this mean whose variance is `spread` times it: a negative binomial, or Poisson where that is 1."""
    if mean <= 0 or spread <= 1.01:
        return draw.poisson(max(mean, 0.0), COURSES)
    return draw.negative_binomial(mean / (spread - 1), 1 / spread, COURSES)
