"""Measuring the review on labelled cases: which questions a reply leaves open, which data it lacks."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .artefact import Model
from .cases import Matter, Question, Review
from .judging import review

MARKETPLACE = "FBA"


@dataclass(frozen=True, slots=True)
class Labelled:
    """A labelled case: whether each question is answered, and what is missing."""

    key: str
    matter: Matter
    answered: tuple[bool, ...]
    missing: frozenset[str]


def labelled(path: Path) -> list[Labelled]:
    """The cases of a JSON-lines file. Raises KeyError or ValueError where a line is no case."""
    return [_labelled(json.loads(line)) for line in path.read_text("utf-8").splitlines() if line.strip()]


def evaluate_review(path: Path, model: Model | None = None) -> dict[str, Any]:
    """`figures` (F1 of unanswered questions and of missing data, share of cases wholly right), `by_language`, `errors`.

    Questions and their topics are given by the file: how well they are found is measured with the messages.
    """
    told = [(case, review(case.matter, model=model)) for case in labelled(path)]
    languages = sorted({case.matter.language for case, _review in told})
    return {
        "figures": _figures(told),
        "by_language": {
            code: _figures([pair for pair in told if pair[0].matter.language == code]) for code in languages
        },
        "errors": [error for case, found in told if (error := _error(case, found))],
    }


def _labelled(case: Mapping[str, Any]) -> Labelled:
    facts = {str(name): str(value) for name, value in case["facts"].items()}
    questions = tuple(Question(one["text"], one["topic"], case["language"]) for one in case["questions"])
    matter = Matter(
        questions, (case["reply"],), case["language"], facts, by_marketplace=facts.get("fulfilment") == MARKETPLACE
    )
    return Labelled(
        case["id"], matter, tuple(bool(one["answered"]) for one in case["questions"]), frozenset(case["missing_data"])
    )


def _figures(told: Iterable[tuple[Labelled, Review]]) -> dict[str, float]:
    pairs = list(told)
    open_ones = [
        (not verdict.answered, not answered)
        for case, found in pairs
        for verdict, answered in zip(found.verdicts, case.answered, strict=True)
    ]
    data = [
        (datum in found.missing, datum in case.missing)
        for case, found in pairs
        for datum in {*found.missing, *case.missing}
    ]
    right = sum(not _error(case, found) for case, found in pairs)
    return {
        "unanswered_f1": _f1(open_ones),
        "missing_data_f1": _f1(data),
        "whole_case_accuracy": round(right / len(pairs), 4) if pairs else 1.0,
    }


def _f1(pairs: Iterable[tuple[bool, bool]]) -> float:
    counted = list(pairs)
    hits = sum(said and wanted for said, wanted in counted)
    total = sum(said for said, _ in counted) + sum(wanted for _, wanted in counted)
    return round(2 * hits / total, 4) if total else 1.0


def _error(case: Labelled, found: Review) -> dict[str, Any]:
    wrong = [
        {
            "question": verdict.question.text,
            "said": verdict.answered,
            "chance": verdict.chance,
            "words": verdict.words and verdict.words.text,
        }
        for verdict, answered in zip(found.verdicts, case.answered, strict=True)
        if verdict.answered != answered
    ]
    if not wrong and {*found.missing} == case.missing:
        return {}
    return {"id": case.key, "questions": wrong, "said_missing": sorted(found.missing), "missing": sorted(case.missing)}
