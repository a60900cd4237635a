"""The measure of reading mail, and the aim on the labelled set where it lies beside the repository."""

import base64
import json
from pathlib import Path

import pytest

from sportello.channels.mail.evaluating_mime import evaluate_mime

EXTERNAL = Path(__file__).resolve().parents[6] / "shared" / "evaluation" / "external" / "mime.jsonl"


def case(name: str, raw: bytes, **expect: object) -> str:
    return json.dumps({"id": name, "raw_b64": base64.b64encode(raw).decode(), "expect": expect})


def test_it_counts_mails_that_are_right_in_every_stated_field(tmp_path: Path) -> None:
    raw = b"From: Ada <a@b.example>\nSubject: Gr\xf6\xdfe\n\nhi\n"
    person = [{"name": "Ada", "address": "a@b.example"}]
    body = [{"kind": "Text", "text": "hi\n"}]
    path = tmp_path / "mime.jsonl"
    path.write_text(
        "\n".join(
            [
                case("right", raw, **{"from": person, "text_body": body, "attachments": [], "n_parts": 1}),
                case("recovered", raw, subject="Gr\ufffd\ufffde"),
                case("other subject", raw, subject="Große"),
                case("other body", raw, text_body=[{"kind": "Text", "text": "ho\n"}], n_parts=2),
                case("nothing", b"", subject=""),
            ]
        )
    )
    found = evaluate_mime(path)
    assert found["figures"] == {"right": 2, "scored": 5, "right_as_written": 1}
    assert found["errors"] == [
        {"id": "other subject", "wrong": ["subject"]},
        {"id": "other body", "wrong": ["text_body", "n_parts"]},
        {"id": "nothing", "wrong": ["unreadable"]},
    ]


@pytest.mark.skipif(not EXTERNAL.exists(), reason="the labelled set is not beside the repository")
def test_it_reaches_the_aim_on_the_labelled_set() -> None:
    figures = evaluate_mime(EXTERNAL)["figures"]
    assert figures["scored"] >= 62
    assert figures["right"] / figures["scored"] >= 56 / 62
