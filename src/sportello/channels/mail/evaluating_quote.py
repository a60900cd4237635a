"""Measures the visible reply on a labelled file of mails and the replies expected of them."""

import json
from pathlib import Path
from typing import Any

from .visible import Visible, visible


def evaluate_quote(path: Path | str) -> dict[str, Any]:
    """Read a JSON-lines file of `{source, id, text, expect: {reply_equals}}` and count the replies found.

    Scored are the records that have both a text and an expected reply. Blank lines and blanks at line ends do not
    count. Suites differ in what a reply is: those whose `source` is "talon" keep signatures and forwarded mail in it,
    so there the reply is compared together with these; all others compare the reply alone.
    """
    scored = right = 0
    errors: list[dict[str, str]] = []
    for line in Path(path).read_text(encoding="utf-8").splitlines():
        record = json.loads(line)
        expected = record.get("expect", {}).get("reply_equals")
        if not record.get("text") or expected is None:
            continue
        scored += 1
        got = _as_suite(visible(record["text"]), str(record.get("source", "")))
        if _folded(got) == _folded(expected):
            right += 1
        else:
            errors.append({"id": str(record.get("id", "")), "expected": expected, "got": got})
    return {"figures": {"right": right, "scored": scored}, "errors": errors}


def _as_suite(found: Visible, source: str) -> str:
    if source != "talon":
        return found.reply
    return "\n".join(part for part in (found.reply, found.signature, found.forwarded) if part)


def _folded(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]
