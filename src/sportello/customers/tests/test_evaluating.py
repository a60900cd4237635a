"""Measuring identity, on small files and on people the sandbox makes."""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pytest

from sportello.customers.evaluating import evaluate_identity

CLEO = {"cluster": "1", "full_name": "Cleo Marino"}


def measured(folder: Path, records: Iterable[Mapping[str, str]]) -> Mapping[str, Any]:
    """The outcome for these records, numbered as they come."""
    path = folder / "people.jsonl"
    numbered = [{**record, "unique_id": str(number)} for number, record in enumerate(records)]
    path.write_text("\n".join(json.dumps(record) for record in numbered), encoding="utf-8")
    return evaluate_identity(path)


def test_it_counts_links_suggestions_and_misses(tmp_path: Path) -> None:
    found = measured(
        tmp_path,
        [
            {**CLEO, "email": "cleo@posta.example"},
            {**CLEO, "email": "cleo@posta.example", "phone": "+393331234567"},
            {**CLEO, "phone": "+39 333 1234567"},
            {**CLEO, "city": "Roma"},
            {"cluster": "2", "full_name": "Zed Okafor", "phone": "+393331234567"},
        ],
    )
    assert found["figures"] == {
        "precision_automatic": 1.0,
        "recall_automatic": 0.1667,
        "recall_with_suggestions": 0.5,
        "precision_with_suggestions": 1.0,
    }
    assert {tuple(error["records"]) for error in found["errors"]} == {("0", "3"), ("1", "3"), ("2", "3")}


def test_it_joins_no_family_by_a_member_who_gave_half_a_name(tmp_path: Path) -> None:
    mailbox = {"email": "rossi@posta.example"}
    found = measured(
        tmp_path,
        [
            {"cluster": "1", "surname": "Rossi", **mailbox},
            {"cluster": "1", "first_name": "Marco", "surname": "Rossi", **mailbox},
            {"cluster": "2", "first_name": "Giulia", "surname": "Rossi", **mailbox},
        ],
    )
    assert found["counts"]["linked"] == 1


@pytest.mark.parametrize("twice", [[CLEO, {**CLEO, "unique_id": "0"}]])
def test_it_refuses_a_number_that_stands_twice(tmp_path: Path, twice: list[dict[str, str]]) -> None:
    path = tmp_path / "people.jsonl"
    path.write_text("\n".join(json.dumps({"unique_id": "0", **record}) for record in twice))
    with pytest.raises(ValueError, match="twice"):
        evaluate_identity(path)
