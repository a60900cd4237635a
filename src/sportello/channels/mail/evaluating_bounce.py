"""How well delivery failures are told from other machines' mail and from people's: a labelled set of mails."""

import base64
import json
from collections import Counter
from pathlib import Path
from typing import Any

from sportello.channels.inbound import MailKind

from .automatic import automatic
from .bounces import is_feedback, read_bounce
from .letter import Unreadable
from .parse import parse


def kind_of(raw: bytes) -> str:
    """`bounce`, `feedback`, `auto_reply` or `not_bounce`, as the desk takes a mail."""
    try:
        letter = parse(raw)
    except Unreadable:
        return "not_bounce"
    if is_feedback(letter):
        return "feedback"
    if read_bounce(raw, letter) is not None:
        return "bounce"
    judged = automatic(letter)
    return "auto_reply" if judged is not None and judged.kind is MailKind.AUTO_REPLY else "not_bounce"


def evaluate_bounce(path: Path | str) -> dict[str, Any]:
    """Figures for a file of mails (`raw_b64`, `kind`, `expect`): accuracy of the kind, in all and per kind.

    `recipients_right` of `recipients_scored` counts, where the case states recipients, whether ours is among them;
    `status_class_right` of `status_class_scored`, where it states codes, whether ours is of the same class.
    """
    right: Counter[str] = Counter()
    scored: Counter[str] = Counter()
    details: Counter[str] = Counter()
    errors: list[dict[str, str]] = []
    for line in Path(path).read_text(encoding="utf-8").splitlines():
        case = json.loads(line)
        raw = base64.b64decode(case["raw_b64"])
        found = kind_of(raw)
        scored[case["kind"]] += 1
        right[case["kind"]] += found == case["kind"]
        if found != case["kind"]:
            errors.append({"id": case["id"], "expected": case["kind"], "got": found})
        elif found == "bounce":
            details.update(_details(raw, case["expect"]))
    figures: dict[str, Any] = {
        "accuracy": round(right.total() / max(scored.total(), 1), 4),
        "per_kind": {kind: round(right[kind] / number, 4) for kind, number in sorted(scored.items())},
        "right": right.total(),
        "scored": scored.total(),
        **{name: details[name] for name in sorted(details)},
    }
    return {"figures": figures, "errors": errors}


def _details(raw: bytes, expected: dict[str, Any]) -> Counter[str]:
    bounced = read_bounce(raw, parse(raw))
    found: Counter[str] = Counter()
    if bounced is None:
        return found
    named = [each for key in ("temporary", "permanent", "addresses") for each in expected.get(key) or ()]
    if named:
        found["recipients_scored"] += 1
        found["recipients_right"] += bounced.recipient in [each.lower() for each in named]
    classes = {each["dsn"][:1] for each in expected.get("recipients") or () if each.get("dsn")}
    if classes:
        found["status_class_scored"] += 1
        found["status_class_right"] += ("5" if bounced.permanent else "4") in classes
    found["original_id_found"] += bool(bounced.original_message_id)
    found["recipient_found"] += bool(bounced.recipient)
    return found
