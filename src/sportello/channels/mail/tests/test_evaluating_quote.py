"""The measure of the visible reply."""

import json
from collections.abc import Mapping
from pathlib import Path

from sportello.channels.mail.evaluating_quote import evaluate_quote


def _file(folder: Path, *records: Mapping[str, object]) -> Path:
    path = folder / "quote.jsonl"
    path.write_text("\n".join(json.dumps(record) for record in records), encoding="utf-8")
    return path


def test_it_counts_replies_found_and_names_the_others(tmp_path: Path) -> None:
    right = {"id": "a", "text": "Yes.\n\n> Really?", "expect": {"reply_equals": "Yes."}}
    wrong = {"id": "b", "text": "Yes.\n\n> Really?", "expect": {"reply_equals": "No."}}
    found = evaluate_quote(_file(tmp_path, right, wrong))
    assert found["figures"] == {"right": 1, "scored": 2}
    assert [error["id"] for error in found["errors"]] == ["b"]


def test_it_leaves_records_without_a_text_or_an_expected_reply_out(tmp_path: Path) -> None:
    without_text = {"text": None, "expect": {"reply_equals": "x"}}
    found = evaluate_quote(_file(tmp_path, without_text, {"text": "x", "expect": {}}))
    assert found["figures"]["scored"] == 0


def test_it_reads_signatures_as_part_of_the_reply_where_the_suite_does(tmp_path: Path) -> None:
    record = {"source": "talon", "text": "Yes.\n-- \nCleo\n", "expect": {"reply_equals": "Yes.\n-- \nCleo"}}
    assert evaluate_quote(_file(tmp_path, record))["figures"]["right"] == 1
    record["source"] = "github"
    assert evaluate_quote(_file(tmp_path, record))["figures"]["right"] == 0
