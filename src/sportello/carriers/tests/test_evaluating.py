import json
from pathlib import Path

from sportello.carriers.evaluating import evaluate_tracking


def test_it_counts_what_was_recognised_named_and_taken(tmp_path: Path) -> None:
    cases = [
        {"number": "RR123456785US", "valid": True, "courier_code": "s10"},
        {"number": "RR123456785US", "valid": True, "courier_code": "usps"},
        {"number": "RR123456785US", "valid": True, "courier_code": "ups"},
        {"number": "not a number", "valid": True, "courier_code": "ups"},
        {"number": "1Z999AA10123456784", "valid": False, "courier_code": "ups"},
        {"number": "000000000000", "valid": False, "courier_code": "amazon"},
    ]
    file = tmp_path / "tracking.jsonl"
    file.write_text("\n".join(json.dumps(case) for case in cases) + "\n\n", encoding="utf-8")
    outcome = evaluate_tracking(file)
    assert outcome["figures"] == {
        "recall": 0.75,
        "carrier_accuracy": 0.6667,
        "false_positives": 0.5,
        "valid": 4,
        "invalid": 2,
    }
    assert [error["number"] for error in outcome["errors"]] == ["RR123456785US", "not a number", "1Z999AA10123456784"]
