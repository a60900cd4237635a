import json
from pathlib import Path

import pytest

from sportello.cli import evaluation_spikes
from sportello.cli.main import main


def test_it_prints_figures_of_labelled_series(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    quiet = "".join(f"2026-03-{2 + hour // 24:02} {hour % 24:02}:00:00,{4 + hour % 3}\n" for hour in range(240))
    (tmp_path / "calm.csv").write_text("timestamp,value\n" + quiet)
    (tmp_path / "labels.json").write_text('{"made/calm.csv": []}')
    assert main(["evaluate", "spikes", str(tmp_path), str(tmp_path / "labels.json")]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["figures"]["windows"], told["figures"]["false_alarms"]) == (0, 0)
    assert "errors" not in told


def test_it_measures_on_a_simulation_when_no_file_is_named(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(evaluation_spikes, "_on_simulation", lambda: {"figures": {"hits": 3}, "errors": []})
    assert main(["evaluate", "spikes"]) == 0
    assert json.loads(capsys.readouterr().out) == {"figures": {"hits": 3}}


@pytest.mark.parametrize("labels", ['{"other.csv": []}', "[]", "no JSON"])
def test_it_says_in_a_line_what_is_no_series(tmp_path: Path, capsys: pytest.CaptureFixture[str], labels: str) -> None:
    (tmp_path / "x.csv").write_text("timestamp,value\n")
    (tmp_path / "labels.json").write_text(labels)
    assert main(["evaluate", "spikes", str(tmp_path / "x.csv"), str(tmp_path / "labels.json")]) == 1
    assert "sportello: " in capsys.readouterr().err


def test_it_wants_labels_beside_a_series(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "x.csv").write_text("timestamp,value\n")
    assert main(["evaluate", "spikes", str(tmp_path / "x.csv")]) == 1
    assert "two files" in capsys.readouterr().err


def test_it_wants_a_file_for_the_other_kinds(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["evaluate", "mime"]) == 1
    assert "on a file" in capsys.readouterr().err
