"""`sportello sandbox people`, and measuring what it makes."""

import json
from pathlib import Path

import pytest

from sportello.cli.main import main


def test_it_makes_people_that_can_be_measured(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert main(["sandbox", "people", "--seed", "11", "--count", "400"]) == 0
    made = tmp_path / "people.jsonl"
    made.write_text(capsys.readouterr().out, encoding="utf-8")
    assert main(["evaluate", "identity", str(made)]) == 0
    figures = json.loads(capsys.readouterr().out)["figures"]
    assert figures["precision_automatic"] >= 0.999
    assert figures["recall_with_suggestions"] >= 0.88
    assert figures["recall_automatic"] < 0.5


@pytest.mark.parametrize("count", ["0", "-3", "many", "99999999"])
def test_it_refuses_a_count_that_is_none(capsys: pytest.CaptureFixture[str], count: str) -> None:
    with pytest.raises(SystemExit):
        main(["sandbox", "people", "--count", count])
    assert "--count" in capsys.readouterr().err


def test_it_measures_nothing_on_lines_that_are_no_people(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    for wrong in ('{"unique_id": "1"}', '{"unique_id": "1", "cluster": "1", "phone": []}', "[]"):
        (tmp_path / "people.jsonl").write_text(wrong)
        assert main(["evaluate", "identity", str(tmp_path / "people.jsonl")]) == 1
        assert "labelled identity cases" in capsys.readouterr().err
