"""`sportello evaluate`: how good the judgements are, on labelled files, as one JSON object."""

import argparse
import json
import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from . import evaluation_search, evaluation_spikes
from .trouble import Trouble

# What a field of another name or type than a case has leads to, and a line nested too deeply.
_UNUSABLE = (ValueError, KeyError, TypeError, AttributeError, RecursionError)

type Evaluation = Callable[[Path], Mapping[str, Any]]


def add_to(commands: "argparse._SubParsersAction[Any]") -> None:
    """Add this module's commands to the command line."""
    evaluate = commands.add_parser("evaluate", help="measure a judgement on a labelled file")
    evaluate.add_argument("kind", choices=sorted([*_EVALUATIONS, *evaluation_search.KINDS, "spikes"]))
    evaluate.add_argument("file", type=Path, nargs="?", help="spikes: the series; without it a simulation")
    evaluate.add_argument(
        "second", type=Path, nargs="?", help="search: the queries; suggest: the articles; spikes: labels"
    )
    evaluate.add_argument("--errors", action="store_true", help="print the cases it got wrong too")
    evaluate.add_argument("--by", choices=["language"], help="print the figures of each language too")
    evaluate.set_defaults(command=evaluate_kind)


def evaluate_kind(given: argparse.Namespace) -> int:
    """`sportello evaluate KIND FILE`: prints the figures; with `--errors` the wrong cases beside them."""
    if given.kind == "spikes":
        return evaluation_spikes.evaluate_spikes(given)
    if given.file is None:
        raise Trouble(f"{given.kind} is measured on a file")
    if not given.file.is_file():
        raise Trouble(f"{given.file} is not a file")
    if given.kind in evaluation_search.KINDS and not (given.second and given.second.is_file()):
        raise Trouble(f"{given.kind} is measured on two files: {evaluation_search.FILES[given.kind]}")
    try:
        _check(given.file)
        outcome = _outcome(given)
    except OSError as unread:
        raise Trouble(f"{given.file} cannot be read: {unread.strerror}") from unread
    except _UNUSABLE as unusable:
        why = f"{unusable} is missing" if isinstance(unusable, KeyError) else str(unusable)
        raise Trouble(f"{given.file} is not a file of labelled {given.kind} cases: {why}") from unusable
    wanted = {"errors": given.errors, "by_language": given.by == "language"}
    shown = {key: value for key, value in outcome.items() if wanted.get(key, True)}
    print(json.dumps(shown, ensure_ascii=False, indent=2, default=str))
    return 0


def _outcome(given: argparse.Namespace) -> Mapping[str, Any]:
    if given.kind in evaluation_search.KINDS:
        _check(given.second)
        return evaluation_search.KINDS[given.kind](given.file, given.second)
    return _EVALUATIONS[given.kind](given.file)


def _check(path: Path) -> None:
    """Raise ValueError unless every line is a JSON object, and there is one."""
    cases = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    if not cases or not all(isinstance(case, dict) for case in cases):
        raise ValueError("every line must be a JSON object")


def _mailkinds(path: Path) -> Mapping[str, Any]:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sportello.config.settings")
    from sportello.channels.mail.evaluating_mailkinds import evaluate_mailkinds
    from sportello.channels.registry import recognisers

    return evaluate_mailkinds(path, recognisers())


def _mime(path: Path) -> Mapping[str, Any]:
    from sportello.channels.mail.evaluating_mime import evaluate_mime

    return evaluate_mime(path)


def _bounce(path: Path) -> Mapping[str, Any]:
    from sportello.channels.mail.evaluating_bounce import evaluate_bounce

    return evaluate_bounce(path)


def _quote(path: Path) -> Mapping[str, Any]:
    from sportello.channels.mail.evaluating_quote import evaluate_quote

    return evaluate_quote(path)


def _compliance(path: Path) -> Mapping[str, Any]:
    from sportello.compliance.evaluating import evaluate_compliance

    return evaluate_compliance(path)


def _messages(path: Path) -> Mapping[str, Any]:
    from sportello.reading.evaluating import evaluate_messages

    return evaluate_messages(path)


def _identity(path: Path) -> Mapping[str, Any]:
    from sportello.customers.evaluating import evaluate_identity

    return evaluate_identity(path)


def _repeat(path: Path) -> Mapping[str, Any]:
    from sportello.inbox.repeats.evaluating import evaluate_repeat

    return evaluate_repeat(path)


def _review(path: Path) -> Mapping[str, Any]:
    from sportello.replies.review.evaluating import evaluate_review

    return evaluate_review(path)


def _tracking(path: Path) -> Mapping[str, Any]:
    from sportello.carriers.evaluating import evaluate_tracking

    return evaluate_tracking(path)


_EVALUATIONS: dict[str, Evaluation] = {
    "bounce": _bounce,
    "compliance": _compliance,
    "identity": _identity,
    "mailkinds": _mailkinds,
    "messages": _messages,
    "mime": _mime,
    "quote": _quote,
    "repeat": _repeat,
    "review": _review,
    "tracking": _tracking,
}
