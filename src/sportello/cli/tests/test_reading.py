"""`sportello read`, `sportello reading` and `sportello evaluate messages`."""

import io
import json
from pathlib import Path

import pytest

from sportello.cli.main import main

CASE = {
    "id": "1",
    "language": "en",
    "channel": "email",
    "subject": "",
    "body": "Could you send me the invoice for 302-1234567-1234567?",
    "topics": ["invoice"],
    "questions": [{"text": "Could you send me the invoice for 302-1234567-1234567?", "topic": "invoice"}],
    "order_ids": ["302-1234567-1234567"],
    "tracking_numbers": [],
    "risk": [],
}


class _Typed(io.TextIOWrapper):
    pass


def test_it_reads_a_message_from_standard_input(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", _Typed(io.BytesIO("Potete inviarmi la fattura? \xe8 urgente".encode())))
    assert main(["read", "--channel", "email"]) == 0
    reading = json.loads(capsys.readouterr().out)
    assert reading["language"]["code"] == "it"
    assert reading["topics"][0]["slug"] == "invoice"


def test_it_reads_bytes_that_are_no_text(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", _Typed(io.BytesIO(bytes(range(256)))))
    assert main(["read"]) == 0
    assert "topics" in json.loads(capsys.readouterr().out)


def test_it_measures_messages_by_language(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    (tmp_path / "cases.jsonl").write_text(json.dumps(CASE))
    assert main(["evaluate", "messages", str(tmp_path / "cases.jsonl"), "--by", "language"]) == 0
    shown = json.loads(capsys.readouterr().out)
    assert shown["figures"]["order_numbers_f1"] == shown["by_language"]["en"]["topics_top1"] == 1
    assert "errors" not in shown


def test_it_shows_what_is_taken_for_what(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    (tmp_path / "cases.jsonl").write_text(json.dumps(CASE))
    assert main(["reading", "confusion", str(tmp_path / "cases.jsonl")]) == 0
    assert "invoice" in capsys.readouterr().out


@pytest.mark.parametrize("act", ["confusion"])
def test_it_says_what_cannot_be_measured(capsys: pytest.CaptureFixture[str], tmp_path: Path, act: str) -> None:
    assert main(["reading", act, str(tmp_path / "none.jsonl")]) == 1
    assert "cannot be measured" in capsys.readouterr().err


def test_it_refuses_a_corpus_with_unknown_words(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    (tmp_path / "en").mkdir()
    (tmp_path / "en" / "1.txt").write_text("=== email | | gardening |\nHello")
    assert main(["reading", "train", "--corpus", str(tmp_path), "--out", str(tmp_path / "model.npz")]) == 1
    assert "gardening" in capsys.readouterr().err


def test_it_refuses_corrections_that_are_no_cases(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    (tmp_path / "en").mkdir()
    (tmp_path / "en" / "1.txt").write_text("=== email | | |\n{{invoice:Send it}}")
    (tmp_path / "said.jsonl").write_text("{}")
    given = ["--corpus", str(tmp_path), "--out", str(tmp_path / "model.npz")]
    assert main(["reading", "train", *given, "--corrections", str(tmp_path / "said.jsonl")]) == 1
    assert "said.jsonl:1" in capsys.readouterr().err
