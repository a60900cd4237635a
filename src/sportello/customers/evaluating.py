"""How good the judgement on identity is, on records of which the truth is known (`cluster`).

People are found as the desk finds them: records that share a blocking key are judged; automatic links make one person
of them, whose facts are pooled; people are judged again and suggestions remain.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from itertools import combinations
from pathlib import Path
from typing import Any

from .blocking import pairs
from .facts import Facts, pooled
from .identity import VERSION, Judgement, Level, judge
from .records import facts_of

type Pair = tuple[str, str]


def evaluate_identity(path: Path) -> Mapping[str, Any]:
    """The figures on a JSONL file of records with `unique_id` and `cluster`, and the pairs it got wrong.

    Raises ValueError, KeyError for a file of another kind.
    """
    records = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    truth = {str(record["unique_id"]): str(record["cluster"]) for record in records}
    if len(truth) != len(records):
        raise ValueError("a unique_id stands twice")
    known = {str(record["unique_id"]): facts_of(record) for record in records}
    judged = {pair: judge(known[pair[0]], known[pair[1]]) for pair in pairs(known)}
    automatic = _together(known, (pair for pair, found in judged.items() if found.level is Level.AUTOMATIC))
    suggested = _suggested(known, automatic)
    return _outcome(truth, automatic, suggested, judged)


def _together(known: Mapping[str, Facts], links: Iterable[Pair]) -> dict[str, str]:
    """Who stands for whom when these are linked; people who became somebody else on the way are not."""
    person, stands = dict(known), {who: who for who in known}

    def survivor(who: str) -> str:
        while stands[who] != who:
            who = stands[who]
        return who

    for link in links:
        one, other = survivor(link[0]), survivor(link[1])
        if one != other and judge(person[one], person[other]).level is Level.AUTOMATIC:
            stands[one] = other
            person[other] = pooled((person[one], person[other]))
    return {who: survivor(who) for who in known}


def _suggested(known: Mapping[str, Facts], stands: Mapping[str, str]) -> set[Pair]:
    """The pairs of records that lie in two people of whom we suggest that they are one."""
    members: dict[str, list[str]] = defaultdict(list)
    for who, survivor in stands.items():
        members[survivor].append(who)
    people = {survivor: pooled(known[who] for who in rows) for survivor, rows in members.items()}
    found = [pair for pair in pairs(people) if judge(people[pair[0]], people[pair[1]]).level is not Level.NONE]
    return {_pair(a, b) for one, other in found for a in members[one] for b in members[other]}


def _outcome(
    truth: Mapping[str, str], stands: Mapping[str, str], suggested: set[Pair], judged: Mapping[Pair, Judgement]
) -> Mapping[str, Any]:
    same, linked = _pairs_of(truth), _pairs_of(stands)
    shown = linked | suggested
    wrong = sorted(shown - same)[:200] + sorted(same - shown)[:200]
    return {
        "kind": "identity",
        "version": VERSION,
        "cases": len(truth),
        "figures": {
            "precision_automatic": _share(len(linked & same), len(linked)),
            "recall_automatic": _share(len(linked & same), len(same)),
            "recall_with_suggestions": _share(len(shown & same), len(same)),
            "precision_with_suggestions": _share(len(shown & same), len(shown)),
        },
        "counts": {"pairs": len(same), "compared": len(judged), "linked": len(linked), "suggested": len(suggested)},
        "errors": [_error(pair, pair in same, judged.get(pair)) for pair in wrong],
    }


def _pairs_of(groups: Mapping[str, str]) -> set[Pair]:
    members: dict[str, list[str]] = defaultdict(list)
    for who, group in groups.items():
        members[group].append(who)
    return {_pair(a, b) for rows in members.values() for a, b in combinations(rows, 2)}


def _error(pair: Pair, same: bool, found: Judgement | None) -> Mapping[str, Any]:
    said = {"level": found.level, "score": round(found.score, 1), "reasons": found.reasons} if found else {}
    return {"records": list(pair), "one_person": same, **said}


def _pair(one: str, other: str) -> Pair:
    return (one, other) if one < other else (other, one)


def _share(some: int, of: int) -> float:
    return round(some / of, 4) if of else 1.0
