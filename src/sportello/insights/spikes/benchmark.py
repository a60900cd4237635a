"""Reading series in the format of the Numenta Anomaly Benchmark, and how a detector looks at them. Pure.

A series is a CSV file with the columns `timestamp` (YYYY-MM-DD HH:MM:SS, no zone) and `value`; labels are one JSON
object from the series' name (folder/file.csv) to its windows, each a pair of such timestamps, ends included.
"""

import csv
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from statistics import median

import numpy as np

from .baseline import DAY_HOURS, Floats, Tuning
from .scoring import Labelled
from .watching import Watch

PROBATION = 0.15
"""The share of a series at its beginning from which one may learn and which is not scored, of 5,000 rows at most."""

_PROBATION_ROWS = 5000

type Windows = Sequence[tuple[datetime, datetime]]


@dataclass(frozen=True, slots=True)
class Series:
    """A labelled series: its name, the moments of its bins in order, what was counted, and its true windows."""

    name: str
    moments: Sequence[datetime]
    values: Floats
    windows: Windows

    @property
    def bins_an_hour(self) -> int:
        """How many bins an hour has, as most of the moments say; at least one."""
        steps = [
            (later - earlier).total_seconds() for earlier, later in zip(self.moments, self.moments[1:], strict=False)
        ]
        return max(1, round(3600 / max(median(steps), 1.0)))


def read_series(path: Path, labels: Mapping[str, Windows]) -> Series:
    """A series with the labels that fit its name. Raises ValueError and KeyError where the file is not one."""
    with path.open(newline="", encoding="utf-8") as lines:
        rows = [(_moment(row["timestamp"]), float(row["value"])) for row in csv.DictReader(lines)]
    if len(rows) < 2 * DAY_HOURS or any(value < 0 for _moment_of, value in rows):
        raise ValueError("two days of counts are needed, none of them below zero")
    moments = [moment for moment, _value in rows]
    if sorted(moments) != moments:
        raise ValueError("the timestamps must ascend")
    return Series(path.name, moments, np.array([[value for _at, value in rows]]), _windows_of(path, labels))


def read_labels(path: Path) -> dict[str, Windows]:
    """The windows of every series by its name. Raises ValueError where the file is no such object."""
    told = json.loads(path.read_text(encoding="utf-8"))
    return {name: [(_moment(first), _moment(last)) for first, last in windows] for name, windows in told.items()}


def watched(series: Series, tuning: Tuning | None = None) -> Labelled:
    """What the detector calls in a series, beside its true windows, as bins."""
    moments = np.array(series.moments, dtype="datetime64[s]")
    slots = np.array([moment.weekday() * DAY_HOURS + moment.hour for moment in series.moments])
    first = int(min(PROBATION * len(moments), PROBATION * _PROBATION_ROWS))
    first = max(first, DAY_HOURS * series.bins_an_hour)
    watch = Watch(series.values, slots, tuning or tuning_for(series.bins_an_hour))
    windows = tuple(
        (
            int(np.searchsorted(moments, np.datetime64(start))),
            int(np.searchsorted(moments, np.datetime64(end), "right")) - 1,
        )
        for start, end in series.windows
    )
    return Labelled(tuple(call.at for call in watch.play(first)), windows, first, len(moments))


def tuning_for(bins_an_hour: int) -> Tuning:
    """Windows from one bin to half a day for fine bins; the desk's own for whole hours."""
    if bins_an_hour < 2:
        return Tuning()
    hours = (1, 3, 12)
    shortest = {1, max(1, bins_an_hour // 4)}
    return Tuning(bins_an_hour=bins_an_hour, windows=(*sorted(shortest), *(hour * bins_an_hour for hour in hours)))


def _windows_of(path: Path, labels: Mapping[str, Windows]) -> Windows:
    """The labels whose name ends like the file's, or all when they are of one series alone."""
    for name, windows in labels.items():
        if Path(name).name == path.name:
            return sorted(windows)
    raise ValueError(f"no labels are named {path.name}")


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text.strip()).replace(tzinfo=None)
