"""Why a verified edition should be looked at again: a rule, or a fact that it names, changed since."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from sportello.business.models import PolicyTask
from sportello.replies.macros.packs import standing_packs
from sportello.replies.models import MacroEdition, MacroVerification

MACRO = "macro"
"""What editions of macros are called as texts that use policy facts (`business.using`)."""


class DoubtKind(StrEnum):
    """What changed."""

    RULES = "rules"
    FACT = "fact"
    CONTRADICTED = "contradicted"


@dataclass(frozen=True, slots=True)
class Doubt:
    """One reason to look again; `task` is the policy task behind it, `words` the sentence it is about."""

    kind: DoubtKind
    task: int | None = None
    words: str = ""


def doubts_about(editions: Iterable[MacroEdition]) -> dict[int, list[Doubt]]:
    """The doubts about some verified editions, by edition. Two queries."""
    ids = [edition.pk for edition in editions]
    found: dict[int, list[Doubt]] = {}
    rows = MacroVerification.objects.standing().filter(edition__in=ids).exclude(packs=standing_packs())
    for edition_id in rows.values_list("edition", flat=True):
        found.setdefault(edition_id, []).append(Doubt(DoubtKind.RULES))
    for task in PolicyTask.objects.open().filter(text_kind=MACRO, ref__in=ids):
        kind = DoubtKind.CONTRADICTED if task.reason == "contradicts" else DoubtKind.FACT
        found.setdefault(task.ref, []).append(Doubt(kind, task.pk, task.words))
    return found
