"""Checking what is published against the rules of today."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from sportello.accounts.models import Agent
from sportello.compliance import publishing
from sportello.compliance.catalogue import versions
from sportello.compliance.judgements import Context, Severity
from sportello.compliance.lint import lint
from sportello.compliance.models import PackSeen, TextCheck
from sportello.compliance.publishing import PublishedText


@dataclass(frozen=True, slots=True)
class Failing:
    """A published text that breaks rules as they are today; `rules` are their ids."""

    provider: str
    text: PublishedText
    rules: Sequence[str]


@dataclass(frozen=True, slots=True)
class Standing:
    """The published texts that fail, and how many were not checked yet under the rules of today."""

    failing: Sequence[Failing]
    waiting: int


def standing(*, now: datetime, most: int) -> Standing:
    """Every published text that a rule stops or wants approved, by provider.

    What was checked before under the same versions is not checked again; of the others at most `most` are, for each
    costs some tens of milliseconds of work.
    """
    _note_versions(now)
    every = list(publishing.published(now))
    marks = [mark_of(text) for _provider, text in every]
    known = dict(TextCheck.objects.filter(mark__in=marks).values_list("mark", "rules"))
    new = {mark: text for mark, (_provider, text) in zip(marks, every, strict=True) if mark not in known}
    found = {mark: _broken(text) for mark, text in islice(new.items(), most)}
    TextCheck.objects.bulk_create(
        [TextCheck(mark=mark, rules=rules, checked_at=now) for mark, rules in found.items()], ignore_conflicts=True
    )
    known |= found
    failing = [
        Failing(provider, text, known[mark])
        for mark, (provider, text) in zip(marks, every, strict=True)
        if known.get(mark)
    ]
    return Standing(failing, len(new) - len(found))


def switch_off(*, provider: str, key: str, by: Agent, now: datetime) -> bool:
    """Take a published text out of use; False when there is none such, or it cannot be switched off."""
    for name, text in publishing.published(now):
        if name == provider and text.key == key and text.switch_off is not None:
            text.switch_off(by, now)
            return True
    return False


def mark_of(text: PublishedText) -> str:
    """What tells this text, for this place and under these versions, from all others (SHA-256)."""
    told = [text.kind, text.audience, text.language, text.text, sorted(versions().items())]
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()


def _broken(text: PublishedText) -> list[str]:
    found = lint(text.text, Context(text.audience, text.kind, text.language))
    return sorted({each.rule for each in found if each.severity is not Severity.WARNING})


def _note_versions(now: datetime) -> None:
    known = set(PackSeen.objects.values_list("pack", "version"))
    new = [PackSeen(pack=pack, version=version, seen_at=now) for pack, version in versions().items()]
    PackSeen.objects.bulk_create([row for row in new if (row.pack, row.version) not in known], ignore_conflicts=True)
