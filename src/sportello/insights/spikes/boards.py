"""The counts of one kind of series as a board: what was, to learn from, and the last day, to judge."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
from django.db.models import Sum

from sportello.insights.models import SeriesCount, Spike, SpikeOutcome

from .baseline import DAY_HOURS, WEEK_HOURS, Baseline, Board, Tuning, learn
from .counting import HOUR, hour_of
from .explaining import Key
from .judging import Recent, Rise, rises
from .limiting import bar
from .watching import LOOK_BACK_DAYS

MOST_SERIES = 300
"""Series of a kind on one board: those of the last day, then the thickest. The others have nothing to call."""

LONGEST = Tuning().windows[-1]

_LOOK_BACK = timedelta(days=LOOK_BACK_DAYS)
_LEAST_DAYS = 3


@dataclass(frozen=True, slots=True)
class Moment:
    """When a board is looked at: `now`, and the zone whose weekdays and hours make the season."""

    now: datetime
    zone: ZoneInfo

    @property
    def newest(self) -> datetime:
        """The hour that is running."""
        return hour_of(self.now)

    def slots(self, first: datetime, count: int) -> "np.ndarray[tuple[int], np.dtype[np.int64]]":
        """The hours of the local week of so many hours from `first` on, daylight saving included."""
        local = ((first + place * HOUR).astimezone(self.zone) for place in range(count))
        return np.array([at.weekday() * DAY_HOURS + at.hour for at in local], dtype=np.int64)


@dataclass(frozen=True, slots=True)
class Looked:
    """A kind of series, learnt and ready to be judged. `keys` name the rows."""

    keys: Sequence[Key]
    board: Board
    usual: Baseline
    recent: Recent

    def rises(self, tuning: Tuning, series: int) -> list[Rise]:
        """What rose, see `judging.rises`; `series` is how many are watched over all kinds."""
        return rises(
            self.recent, self.usual, tuning, series, lambda row: bar(self.board, self.usual, tuning, series, row)
        )

    def expected(self, row: int, hours: int) -> float:
        """How many are usual in a series in the last so many hours, the running one as far as it is over."""
        means = self.usual.expected(self.recent.slots)[row]
        means[-1] *= self.recent.elapsed
        return float(means[-hours:].sum())


def look(kind: str, moment: Moment, tuning: Tuning) -> Looked | None:
    """The board of a kind, None while there are not three days of counts of anything, or nothing came of late."""
    began = SeriesCount.objects.order_by("hour").values_list("hour", flat=True).first()
    if began is None:
        return None
    first = max(began, moment.newest - _LOOK_BACK)
    hours = (moment.newest - first) // HOUR + 1
    keys = _keys(kind, first, moment)
    if hours < _LEAST_DAYS * DAY_HOURS or not keys:
        return None
    counts = _counts(kind, keys, first, hours)
    slots = moment.slots(first, hours)
    spikes, fresh = _waves_known(kind, keys, first, hours, moment)
    past = slice(0, hours - LONGEST // 2)
    days = np.arange(hours - LONGEST // 2, 0, -1) / DAY_HOURS
    board = Board(counts[:, past], slots[past], days, spikes[:, past])
    elapsed = max((moment.now - moment.newest) / HOUR, 1 / 60)
    recent = Recent(counts[:, -LONGEST:], slots[-LONGEST:], elapsed, fresh)
    return Looked([(kind, key) for key in keys], board, learn(board, tuning), recent)


def watched(moment: Moment, kinds: Iterable[str]) -> int:
    """How many series of these kinds are watched: those that counted anything in the time that is looked back on."""
    held = SeriesCount.objects.filter(kind__in=kinds, hour__gte=moment.newest - _LOOK_BACK)
    return held.values("kind", "key").distinct().count()


def _keys(kind: str, first: datetime, moment: Moment) -> list[str]:
    held = SeriesCount.objects.filter(kind=kind, hour__gte=first)
    lately = set(held.filter(hour__gt=moment.newest - LONGEST * HOUR).values_list("key", flat=True))
    if not lately:
        return []
    thick = held.values("key").annotate(all=Sum("n")).order_by("-all", "key").values_list("key", flat=True)
    return [*sorted(lately), *(key for key in thick[: MOST_SERIES + len(lately)] if key not in lately)][
        : max(MOST_SERIES, len(lately))
    ]


def _counts(
    kind: str, keys: Sequence[str], first: datetime, hours: int
) -> "np.ndarray[tuple[int, int], np.dtype[np.float64]]":
    rows = {key: row for row, key in enumerate(keys)}
    counts = np.zeros((len(keys), hours))
    held = SeriesCount.objects.filter(kind=kind, hour__gte=first, key__in=keys)
    for key, hour, n in held.values_list("key", "hour", "n").iterator():
        place = (hour - first) // HOUR
        if place < hours:
            counts[rows[key], place] = n
    return counts


def _waves_known(
    kind: str, keys: Sequence[str], first: datetime, hours: int, moment: Moment
) -> "tuple[np.ndarray[tuple[int, int], np.dtype[np.bool_]], np.ndarray[tuple[int], np.dtype[np.int64]]]":
    """Which hours belong to waves that are not to be learnt from, and how many hours of each series are fresh."""
    rows = {(kind, key): row for row, key in enumerate(keys)}
    spikes, fresh = np.zeros((len(keys), hours), dtype=bool), np.full(len(keys), WEEK_HOURS, dtype=np.int64)
    for spike in Spike.objects.filter(noticed_at__gte=first).select_related("verdict"):
        ended = spike.ended_at or moment.now
        wave = slice(max(0, (spike.began_at - first) // HOUR), max(0, (ended - first) // HOUR + 1))
        false = hasattr(spike, "verdict") and spike.verdict.outcome == SpikeOutcome.FALSE_ALARM
        for row in (rows[key] for key in spike.series if key in rows):
            # After a week it is the new usual, which is to be learnt.
            spikes[row, wave] |= not false and ended - spike.began_at < timedelta(days=7)
            if spike.ended_at:
                fresh[row] = min(fresh[row], (moment.newest - hour_of(spike.ended_at)) // HOUR)
    return spikes, fresh
