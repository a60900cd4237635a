import json
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from sportello.insights.spikes.benchmark import read_labels, read_series, tuning_for
from sportello.insights.spikes.evaluating import evaluate_series, evaluate_simulation
from sportello.insights.spikes.simulating import Shape, simulate

SMALL = Shape(series=12, weeks=6, waves_a_week=2.0)


def test_it_makes_a_world_of_its_seed_alone() -> None:
    first, again, other = simulate(5, SMALL), simulate(5, SMALL), simulate(6, SMALL)
    assert (first.counts == again.counts).all()
    assert first.waves == again.waves
    assert (first.counts != other.counts).any()


def test_it_finds_what_was_put_in_and_keeps_its_promise() -> None:
    figures = evaluate_simulation([11, 12], SMALL)["figures"]
    assert figures["windows"] >= 5
    assert figures["recall"] >= 0.7
    assert figures["median_delay_hours"] <= 12
    # Four weeks under a promise of half a wave a week, among decoys that are no chance.
    assert figures["false_alarms"] <= 5


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    """Eight days of five-minute counts with a burst, and its label."""
    began, chance = datetime(2026, 3, 2, 0, 2, 53), np.random.default_rng(3)  # noqa: DTZ001 - the format has no zones
    moments = [began + timedelta(minutes=5 * five) for five in range(8 * 288)]
    values = chance.poisson(20, len(moments))
    values[1900:1960] += 60
    series, labels = tmp_path / "tweets.csv", tmp_path / "labels.json"
    rows = "".join(f"{at:%Y-%m-%d %H:%M:%S},{value}\n" for at, value in zip(moments, values, strict=True))
    series.write_text("timestamp,value\n" + rows)
    window = [f"{moments[1880]:%Y-%m-%d %H:%M:%S}.000000", f"{moments[2000]:%Y-%m-%d %H:%M:%S}.000000"]
    labels.write_text(json.dumps({"real/tweets.csv": [window]}))
    return series, labels


def test_it_is_measured_on_the_benchmark_s_format(files: tuple[Path, Path]) -> None:
    series, labels = files
    outcome = evaluate_series([series], labels)
    assert outcome["figures"]["hits"] == outcome["figures"]["windows"] == 1
    assert outcome["figures"]["false_alarms"] <= 1
    assert outcome["figures"]["nab_score"] > 70


def test_it_sees_how_wide_the_bins_are(files: tuple[Path, Path]) -> None:
    series, labels = files
    one = read_series(series, read_labels(labels))
    assert one.bins_an_hour == 12
    assert tuning_for(12).windows == (1, 3, 12, 36, 144)


@pytest.mark.parametrize(
    "text", ["timestamp,value\n2026-01-01 00:00:00,1\n", "when,what\n1,2\n", "timestamp,value\nnever,3\n"]
)
def test_it_refuses_what_is_no_series(tmp_path: Path, text: str) -> None:
    path = tmp_path / "x.csv"
    path.write_text(text)
    with pytest.raises((ValueError, KeyError)):
        read_series(path, {"x.csv": []})
