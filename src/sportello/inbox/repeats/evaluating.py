"""Measuring the scorer on labelled cases: is the right ticket named?"""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from .artefact import Model, load
from .corpus import Case, labelled
from .preparing import prepared
from .scoring import score


def evaluate_repeat(path: Path, model: Model | None = None) -> dict[str, Any]:
    """`figures` (precision, recall and F1 of naming the right ticket), `by_language` and `errors` of a JSON-lines file.

    A wrong ticket counts as wrong and as missed. Raises KeyError or ValueError where a line is no case.
    """
    scorer = model or load()
    answers = [(case, _named(case, scores)) for case, scores in _scored(labelled(path), scorer)]
    languages = sorted({case.language for case, _said in answers})
    return {
        "figures": _figures(answers),
        "by_language": {code: _figures([pair for pair in answers if pair[0].language == code]) for code in languages},
        "errors": [
            {"id": case.key, "said": said or None, "wanted": case.answer or None}
            for case, said in answers
            if said != case.answer
        ],
    }


def _scored(cases: list[Case], model: Model) -> Iterable[tuple[Case, dict[int, bool]]]:
    for case, fresh, known in prepared(cases, model.axes):
        yield case, {one.key: one.named for one in score(fresh, known, model)}


def _named(case: Case, scores: dict[int, bool]) -> str:
    return next((case.tickets[key].name for key, named in scores.items() if named), "")


def _figures(answers: Iterable[tuple[Case, str]]) -> dict[str, float]:
    pairs = [(said, case.answer) for case, said in answers]
    right = sum(bool(said) and said == wanted for said, wanted in pairs)
    said, wanted = sum(bool(said) for said, _ in pairs), sum(bool(wanted) for _, wanted in pairs)
    figures = {
        "precision": right / said if said else 1.0,
        "recall": right / wanted if wanted else 1.0,
        "f1": 2 * right / (said + wanted) if said + wanted else 1.0,
    }
    return {name: round(value, 4) for name, value in figures.items()}
