"""Measuring the detector: on simulated worlds whose waves are known, and on labelled series of others. Pure."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from .baseline import DAY_HOURS, WEEK_HOURS, Tuning
from .benchmark import read_labels, read_series, watched
from .scoring import Labelled, Verdict, middle, nab_score, verdict
from .simulating import Shape, World, simulate
from .watching import Call, Watch

SEEDS = (911, 922, 933)
"""Seeds that were played once, when everything was settled."""

_AFTERMATH = 6
"""Hours after a wave's last message in which a call still belongs to it."""


def evaluate_simulation(seeds: Iterable[int] = SEEDS, shape: Shape | None = None) -> dict[str, Any]:
    """`figures` over the worlds of these seeds, and `errors`: waves missed and false alarms with what was seen."""
    shape = shape or Shape(weeks=10)
    tuning = Tuning()
    found: list[Verdict] = []
    errors: list[dict[str, Any]] = []
    for seed in seeds:
        world = simulate(seed, shape)
        calls = list(Watch(world.counts, world.slots, tuning).play(shape.quiet_weeks * WEEK_HOURS))
        rows = [_of_row(world, row, calls, shape) for row in range(shape.series)]
        found += [verdict(one) for one in rows]
        errors += _errors(seed, world, calls)
    return {
        "figures": {**_figures(found, hours=1.0), "false_alarms_a_week": _a_week(found, 1.0) * shape.series}
        | {"promised_false_alarms_a_week": tuning.false_alarms_a_week, "series": shape.series},
        "errors": errors,
    }


def evaluate_series(files: Sequence[Path], labels: Path) -> dict[str, Any]:
    """`figures` over labelled series in the format of the Numenta Anomaly Benchmark, `per_series`, and `errors`.

    Raises ValueError and KeyError where a file is not in that format.
    """
    known = read_labels(labels)
    series = [read_series(path, known) for path in files]
    seen = [watched(one) for one in series]
    verdicts = [verdict(one) for one in seen]
    hours = 1 / series[0].bins_an_hour
    return {
        "figures": {**_figures(verdicts, hours), "nab_score": round(nab_score(seen), 2)},
        "per_series": {one.name: _figures([said], hours) for one, said in zip(series, verdicts, strict=True)},
        "errors": [
            {"series": one.name, "false_alarm_at": one.moments[call].isoformat()}
            for one, said in zip(series, seen, strict=True)
            for call in said.calls
            if not any(start <= call <= end for start, end in said.windows)
        ],
    }


def _of_row(world: World, row: int, calls: Sequence[Call], shape: Shape) -> Labelled:
    windows = [(wave.began, wave.began + wave.length - 1 + _AFTERMATH) for wave in world.waves if wave.row == row]
    mine = tuple(call.at for call in calls if call.rise.row == row)
    return Labelled(mine, tuple(sorted(windows)), shape.quiet_weeks * WEEK_HOURS, world.counts.shape[1])


def _figures(verdicts: Sequence[Verdict], hours: float) -> dict[str, Any]:
    windows, hits = sum(one.windows for one in verdicts), sum(one.hits for one in verdicts)
    delays = [delay * hours for one in verdicts for delay in one.delays]
    return {
        "windows": windows,
        "hits": hits,
        "recall": round(hits / windows, 4) if windows else None,
        "false_alarms": sum(one.false_alarms for one in verdicts),
        "false_alarms_per_series_week": round(_a_week(verdicts, hours), 4),
        "median_delay_hours": middle(delays),
        "called_again": sum(one.again for one in verdicts),
    }


def _a_week(verdicts: Sequence[Verdict], hours: float) -> float:
    weeks = sum(one.bins for one in verdicts) * hours / WEEK_HOURS
    return sum(one.false_alarms for one in verdicts) / weeks if weeks else 0.0


def _errors(seed: int, world: World, calls: Sequence[Call]) -> list[dict[str, Any]]:
    wrong: list[dict[str, Any]] = []
    for wave in world.waves:
        if not any(call.rise.row == wave.row and _in(call, wave.began, wave.length) for call in calls):
            a_day = world.counts[wave.row].mean() * DAY_HOURS
            wrong.append({"seed": seed, "missed": wave.row, "at": wave.began, "brought": wave.brought, "a_day": a_day})
    for call in calls:
        if not any(call.rise.row == wave.row and _in(call, wave.began, wave.length) for wave in world.waves):
            seen = {"observed": call.rise.observed, "expected": round(call.rise.expected, 1), "hours": call.rise.width}
            wrong.append({"seed": seed, "false_alarm": call.rise.row, "at": call.at, **seen})
    return wrong


def _in(call: Call, began: int, length: int) -> bool:
    return began <= call.at < began + length + _AFTERMATH
