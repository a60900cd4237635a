import json
from pathlib import Path

import numpy as np
import pytest

from sportello.reading.evaluating import confusion_report, evaluate_messages
from sportello.reading.scoring import Tally, calibration_error, matched


def test_it_counts_right_wrong_and_missed() -> None:
    tally = Tally()
    tally.add({"a", "b"}, {"b", "c"})
    assert (tally.right, tally.wrong, tally.missed, tally.f1) == (1, 1, 1, 0.5)


@pytest.mark.parametrize(
    ("said", "right"),
    [((0, 10, "x"), 1), ((0, 5, "x"), 1), ((0, 4, "x"), 0), ((0, 10, "y"), 0), ((0, 20, "x"), 1), ((0, 21, "x"), 0)],
)
def test_it_matches_a_question_by_topic_and_half_of_the_longer(said: tuple[int, int, str], right: int) -> None:
    assert matched([said], [(0, 10, "x")]) == right


def test_it_counts_a_question_once() -> None:
    assert matched([(0, 10, "x"), (0, 10, "x")], [(0, 10, "x")]) == 1


def test_it_finds_no_error_in_chances_that_come_true_as_often_as_they_say() -> None:
    chances, came = np.full(10, 0.8, np.float32), np.array([1] * 8 + [0] * 2, np.float32)
    assert calibration_error(chances, came) == pytest.approx(0, abs=1e-6)
    assert calibration_error(chances, np.zeros(10, np.float32)) == pytest.approx(0.8, abs=1e-6)


def test_it_evaluates_a_file_and_says_what_went_wrong(tmp_path: Path) -> None:
    cases = [
        {"id": "a", "language": "en", "channel": "email", "subject": "", "body": "Could you send me the invoice? #1042",
         "topics": ["invoice"], "questions": [{"text": "Could you send me the invoice?", "topic": "invoice"}],
         "order_ids": ["#1042"], "tracking_numbers": [], "risk": []},
        {"id": "b", "language": "de", "channel": "email", "subject": "", "body": "Wo ist mein Paket?",
         "topics": ["warranty"], "questions": [], "order_ids": [], "tracking_numbers": [], "risk": []},
    ]  # fmt: skip
    file = tmp_path / "cases.jsonl"
    file.write_text("\n".join(json.dumps(case) for case in cases), encoding="utf-8")
    found = evaluate_messages(file)
    assert found["figures"]["topics_top1"] == 0.5
    assert found["figures"]["order_numbers_f1"] == found["figures"]["language_accuracy"] == 1.0
    assert found["by_language"]["en"]["questions_f1"] == 1.0
    assert {error["id"] for error in found["errors"]} == {"b"}
    assert "warranty" in confusion_report(file)
