"""`sportello evaluate` on files that are none of its own."""

import json
from pathlib import Path

import pytest

from sportello.cli.main import main

KINDS = ["bounce", "mailkinds", "mime", "quote"]
NO_CASES = [b"", b"\n\n", b"\x00\xff", b"[]\n", b"7\n", b"[" * 100_000 + b"\n", b'{"id": 1}\n[]\n', b'{"id": ']
WRONG_FIELDS = [{"id": 1}, {"id": 1, "raw": 7, "raw_b64": 7, "text": 7}]


def refusal(capsys: pytest.CaptureFixture[str], *typed: str) -> str:
    """The one line by which a command ended."""
    assert main(typed) == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert len(said.err.splitlines()) == 1
    return said.err


@pytest.mark.parametrize("content", NO_CASES)
@pytest.mark.parametrize("kind", KINDS)
def test_it_measures_nothing_on_lines_that_are_no_cases(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, kind: str, content: bytes
) -> None:
    (tmp_path / "cases.jsonl").write_bytes(content)
    said = refusal(capsys, "evaluate", kind, str(tmp_path / "cases.jsonl"))
    assert f"is not a file of labelled {kind} cases" in said


@pytest.mark.parametrize("case", WRONG_FIELDS)
@pytest.mark.parametrize("kind", ["bounce", "mailkinds", "mime"])
def test_it_says_which_cases_it_cannot_use(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, kind: str, case: dict[str, object]
) -> None:
    (tmp_path / "cases.jsonl").write_text(json.dumps(case))
    assert "is not a file of labelled" in refusal(capsys, "evaluate", kind, str(tmp_path / "cases.jsonl"))


@pytest.mark.parametrize("kind", KINDS)
def test_it_wants_a_file(capsys: pytest.CaptureFixture[str], tmp_path: Path, kind: str) -> None:
    assert "is not a file" in refusal(capsys, "evaluate", kind, str(tmp_path))
    assert "is not a file" in refusal(capsys, "evaluate", kind, str(tmp_path / "none.jsonl"))
