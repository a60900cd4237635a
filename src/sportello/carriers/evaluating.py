"""How well tracking numbers are recognised: a labelled set of single numbers, right and wrong ones."""

import json
from collections import Counter
from pathlib import Path
from typing import Any

from .recognising import recognise


def evaluate_tracking(path: Path | str) -> dict[str, Any]:
    """Figures for a file of numbers (`number`, `valid`, `courier_code`).

    `recall`: valid numbers recognised; `carrier_accuracy`: of those, how often the first candidate is the labelled
    carrier's (a postal number is right as "s10", whichever post it names); `false_positives`: the share of invalid
    numbers taken.
    """
    counts: Counter[str] = Counter()
    errors: list[dict[str, Any]] = []
    for line in Path(path).read_text(encoding="utf-8").splitlines():
        if line.strip():
            case = json.loads(line)
            found = recognise(case["number"])
            codes = {found[0].carrier, found[0].format} if found else set()
            is_named = case["courier_code"] in codes
            counts.update({"valid": case["valid"], "invalid": not case["valid"]})
            counts.update({"recalled": case["valid"] and bool(found), "named": case["valid"] and is_named})
            counts.update({"taken": not case["valid"] and bool(found)})
            if bool(found) != case["valid"] or (case["valid"] and not is_named):
                errors.append({**case, "found": [f"{each.carrier} ({each.format})" for each in found[:3]]})
    return {
        "figures": {
            "recall": _share(counts["recalled"], counts["valid"]),
            "carrier_accuracy": _share(counts["named"], counts["recalled"]),
            "false_positives": _share(counts["taken"], counts["invalid"]),
            "valid": counts["valid"],
            "invalid": counts["invalid"],
        },
        "errors": errors,
    }


def _share(part: int, whole: int) -> float:
    return round(part / whole, 4) if whole else 0.0
