"""The linter: which rules of a marketplace a text breaks, and where. Pure: no Django, no database, no clock."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from sportello.compliance.catalogue import Rule, rules_for
from sportello.compliance.checks.findings import Finding
from sportello.compliance.checks.registry import CHECKS
from sportello.compliance.judgements import Audience, Context, Kind, Problem, Severity
from sportello.compliance.written import Written

__all__ = ["Audience", "Context", "Kind", "Problem", "Severity", "lint"]

LETTERS_READ: Final = 20_000
"""Letters of a text that are looked at; a longer one is refused elsewhere."""


def lint(text: str, context: Context) -> list[Problem]:
    """The places where a text breaks a rule of its audience, by place in the text, the weightiest first at one place.

    Exact things (addresses, numbers, places left unfilled) are found by rules, what is meant by a trained head with the
    vectors of sentences, which are kept: while somebody types, only the sentence that changed is encoded again. Never
    raises for any text; deterministic.
    """
    written = Written(text[:LETTERS_READ])
    found = list(_problems(written, context))
    return sorted(found, key=lambda each: (each.start, _WEIGHT[each.severity], each.end, each.rule))


_WEIGHT: Final[Mapping[Severity, int]] = {Severity.BLOCKER: 0, Severity.NEEDS_APPROVAL: 1, Severity.WARNING: 2}


def _problems(written: Written, context: Context) -> Iterator[Problem]:
    for slug, rules in rules_for(context.audience, context.kind).items():
        check = CHECKS.get(slug)
        if check is None:
            continue
        for rule in rules:
            yield from _each(rule, check(written, context, rule.audience))


def _each(rule: Rule, findings: Sequence[Finding]) -> Iterator[Problem]:
    for found in findings:
        severity = rule.severity
        if severity is Severity.BLOCKER and not found.is_certain:
            severity = Severity.NEEDS_APPROVAL
        yield Problem(rule.id, rule.slug, severity, found.start, found.end, found.is_certain)
