"""The measure of reading whole mails."""

import json
from pathlib import Path

from sportello.channels.inbound import ChannelKind, Inbound, MailKind, Party
from sportello.channels.mail.evaluating_mailkinds import evaluate_mailkinds
from sportello.channels.mail.letter import Letter

RECORD = {"id": "a", "raw": "From: c@mail.example\n\nIt  hums. #1042", "kind": "buyer", "order_ids": ["#1042"]}


def _all_bulk(letter: Letter, raw: bytes) -> Inbound | None:
    sender = Party("email", letter.sender.email)
    kind = MailKind.BULK if "bulk" in letter.plain else MailKind.BUYER
    return Inbound(kind, ChannelKind.EMAIL, "", sender, "", "", letter.plain, order_ids=("#1042", "#9999"))


def test_it_counts_what_is_right_and_names_what_is_wrong(tmp_path: Path) -> None:
    kept = {**RECORD, "id": "b", "raw": "From: c@mail.example\n\nbulk", "buyer_text": "x", "clock_hours": 24}
    path = tmp_path / "kinds.jsonl"
    path.write_text(
        json.dumps({**RECORD, "buyer_text": "It hums. #1042", "clock_hours": None}) + "\n" + json.dumps(kept)
    )
    found = evaluate_mailkinds(path, [_all_bulk])
    assert found["figures"] == {
        "kind_accuracy": 0.5,
        "buyers_kept_away": 1,
        "order_numbers_f1": 0.6667,
        "buyer_text_found": 0.5,
        "clock_accuracy": 0.5,
        "per_kind": {"buyer": 0.5},
    }
    assert [error["id"] for error in found["errors"]] == ["a", "b"]
