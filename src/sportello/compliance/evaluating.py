"""How good the linter is, measured on labelled texts by the very function that the desk calls. Pure."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from sportello.compliance.judgements import Audience, Context, Kind
from sportello.compliance.lint import lint

_LABELS_WORDS: Final = (
    "external_link diversion email_address phone_number promotion review_incentive review_positive "
    "review_removal review_steering claim_pressure ask_to_cancel needless_message missing_order_id "
    "opt_out_link emoji auto_reply_wording personal_data wrong_language unfilled_placeholder offensive"
)
LABELS: Final = frozenset(_LABELS_WORDS.split())
"""What labelled texts are labelled with; the linter knows more rules than these."""


@dataclass(frozen=True, slots=True)
class Case:
    """A labelled text, and what the linter found in it."""

    id: str
    text: str
    broken: frozenset[str]
    found: frozenset[str]


def evaluate_compliance(path: Path) -> Mapping[str, Any]:
    """Figures over all texts and for every rule, and the texts judged wrong. Raises ValueError, KeyError, OSError."""
    cases = list(_cases(path))
    right: Counter[str] = Counter(slug for case in cases for slug in case.broken & case.found)
    said: Counter[str] = Counter(slug for case in cases for slug in case.found)
    there: Counter[str] = Counter(slug for case in cases for slug in case.broken)
    clean = [case for case in cases if not case.broken]
    left_alone = sum(not case.found for case in clean)
    figures: dict[str, Any] = {f"micro_{name}": value for name, value in _figures(right, said, there).items()}
    figures["clean_left_alone"] = _share(left_alone, len(clean))
    figures["per_rule"] = {slug: _of(slug, right, said, there) for slug in sorted({*said, *there})}
    return {
        "cases": len(cases),
        "figures": figures,
        "errors": [_error(each) for each in cases if each.broken != each.found],
    }


def _cases(path: Path) -> Iterator[Case]:
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.strip():
            told = json.loads(line)
            context = Context(
                Audience(told["channel"]), Kind(told["kind"]), told["buyer_language"], str(told.get("order_id", ""))
            )
            found = {problem.slug for problem in lint(str(told["text"]), context)} & LABELS
            yield Case(str(told["id"]), told["text"], frozenset(told["violations"]), frozenset(found))


def _of(slug: str, right: Counter[str], said: Counter[str], there: Counter[str]) -> dict[str, float]:
    return _figures(*(Counter({slug: each[slug]}) for each in (right, said, there))) | {"cases": there[slug]}


def _figures(right: Counter[str], said: Counter[str], there: Counter[str]) -> dict[str, float]:
    precision, recall = _share(right.total(), said.total()), _share(right.total(), there.total())
    both = precision + recall
    return {"precision": precision, "recall": recall, "f1": round(2 * precision * recall / both, 4) if both else 0.0}


def _share(part: int, whole: int) -> float:
    return round(part / whole, 4) if whole else 1.0


def _error(case: Case) -> dict[str, Any]:
    return {
        "id": case.id,
        "missed": sorted(case.broken - case.found),
        "wrong": sorted(case.found - case.broken),
        "text": case.text,
    }
