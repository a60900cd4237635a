"""Checking what is published against the rules of today."""

import hashlib
import json
from collections.abc import Sequence
from datetime import datetime
from itertools import islice

from django.db import transaction

from sportello.accounts.models import Agent
from sportello.compliance import publishing
from sportello.compliance.catalogue import versions
from sportello.compliance.judgements import Context, Problem, Severity
from sportello.compliance.lint import lint
from sportello.compliance.models import FailingText, PackSeen, Recheck, TextCheck
from sportello.compliance.publishing import PublishedText


def refresh(*, now: datetime, most: int) -> int:
    """Hold everything that is published to the rules, and keep what fails for whoever looks; returns how many wait.

    What was checked before under the same versions is not checked again; of the others at most `most` are, for each
    costs some tens of milliseconds of work.
    """
    _note_versions(now)
    every = list(publishing.published(now))
    known = _found([text for _provider, text in every], now, most)
    failing = [
        _row(provider, text, rules)
        for provider, text in every
        if (rules := text.found if text.found is not None else known.get(mark_of(text)))
    ]
    waiting = sum(text.found is None and mark_of(text) not in known for _provider, text in every)
    with transaction.atomic():
        FailingText.objects.all().delete()
        FailingText.objects.bulk_create(failing, ignore_conflicts=True)
        Recheck.objects.update_or_create(id=1, defaults={"at": now, "waiting": waiting})
    return waiting


def _found(texts: Sequence[PublishedText], now: datetime, most: int) -> dict[str, list[str]]:
    """What the rules say of the texts of whose provider nothing is known, as far as they were checked, by mark."""
    unknown = {mark_of(text): text for text in texts if text.found is None}
    known = dict(TextCheck.objects.filter(mark__in=unknown).values_list("mark", "rules"))
    new = {mark: _broken(text) for mark, text in islice(((m, t) for m, t in unknown.items() if m not in known), most)}
    TextCheck.objects.bulk_create(
        [TextCheck(mark=mark, rules=rules, checked_at=now) for mark, rules in new.items()], ignore_conflicts=True
    )
    return known | new


def _row(provider: str, text: PublishedText, rules: Sequence[str]) -> FailingText:
    return FailingText(
        provider=provider,
        key=text.key[:120],
        audience=text.audience.value,
        language=text.language,
        title=text.title[:300],
        place=text.where[:300],
        used_by=text.used_by[:300],
        may_be_switched_off=text.switch_off is not None,
        rules=list(rules),
    )


def switch_off(*, provider: str, key: str, by: Agent, now: datetime) -> bool:
    """Take a published text out of use; False when there is none such, or it cannot be switched off."""
    for name, text in publishing.published(now):
        if name == provider and text.key == key and text.switch_off is not None:
            text.switch_off(by, now)
            FailingText.objects.filter(provider=provider, key=key).delete()
            return True
    return False


def mark_of(text: PublishedText) -> str:
    """What tells this text, for this place and under these versions, from all others (SHA-256)."""
    told = [text.kind, text.audience, text.language, text.text, sorted(versions().items()), *sorted(text.excused)]
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()


def _broken(text: PublishedText) -> list[str]:
    found = lint(text.text, Context(text.audience, text.kind, text.language))
    return sorted({each.rule for each in found if _counts(each) and each.slug not in text.excused})


def _counts(problem: Problem) -> bool:
    return problem.severity is not Severity.WARNING


def _note_versions(now: datetime) -> None:
    known = set(PackSeen.objects.values_list("pack", "version"))
    new = [PackSeen(pack=pack, version=version, seen_at=now) for pack, version in versions().items()]
    PackSeen.objects.bulk_create([row for row in new if (row.pack, row.version) not in known], ignore_conflicts=True)
