"""The measure of telling bounces, and the aim on the labelled set where it lies beside the repository."""

import base64
import json
from pathlib import Path

import pytest

from sportello.channels.mail.evaluating_bounce import evaluate_bounce

EXTERNAL = Path(__file__).resolve().parents[6] / "shared" / "evaluation" / "external" / "bounce.jsonl"
BOUNCE = (
    b"From: mailer-daemon@x.example\nSubject: failure notice\n\n<c@example.com>: could not be delivered, 550 5.1.1\n"
)
ANSWER = (
    b"From: c@example.com\nSubject: Automatic reply: Lamp\nAuto-Submitted: auto-replied\n\nI am out of the office.\n"
)


def case(name: str, kind: str, raw: bytes, **expect: object) -> str:
    return json.dumps({"id": name, "kind": kind, "raw_b64": base64.b64encode(raw).decode(), "expect": expect})


def test_it_counts_kinds_and_what_the_bounces_tell(tmp_path: Path) -> None:
    path = tmp_path / "bounce.jsonl"
    lines = [
        case("a", "bounce", BOUNCE, permanent=["C@example.com"], recipients=[{"dsn": "5.1.1"}]),
        case("b", "bounce", BOUNCE, permanent=["other@example.com"], recipients=[{"dsn": "4.2.2"}]),
        case("c", "auto_reply", ANSWER),
        case("d", "not_bounce", BOUNCE),
    ]
    path.write_text("\n".join(lines))
    found = evaluate_bounce(path)
    figures = found["figures"]
    assert figures["accuracy"] == 0.75
    assert figures["per_kind"] == {"auto_reply": 1.0, "bounce": 1.0, "not_bounce": 0.0}
    assert (figures["recipients_right"], figures["recipients_scored"]) == (1, 2)
    assert (figures["status_class_right"], figures["status_class_scored"]) == (1, 2)
    assert found["errors"] == [{"id": "d", "expected": "not_bounce", "got": "bounce"}]


@pytest.mark.skipif(not EXTERNAL.exists(), reason="the labelled set is not beside the repository")
def test_it_reaches_the_aim_on_the_labelled_set() -> None:
    assert evaluate_bounce(EXTERNAL)["figures"]["accuracy"] >= 0.97
