"""Saving, verifying, using and retiring macros, each with its event."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from sportello.accounts.models import Agent
from sportello.core import events
from sportello.replies.models import (
    Macro,
    MacroEdition,
    MacroUse,
    MacroVerification,
    MacroVersion,
    VerificationEnd,
)

from .checking import names_in
from .packs import standing_packs
from .proving import Proof, prove


class NotClean(ValueError):
    """An edition that must not be used, with what speaks against it."""

    def __init__(self, proof: Proof) -> None:
        super().__init__("the edition is not clean")
        self.proof = proof


class ChangedMeanwhile(ValueError):
    """Somebody else saved another version in between; `edition` is what stands there now."""

    def __init__(self, edition: MacroEdition) -> None:
        super().__init__("somebody else changed this edition")
        self.edition = edition


@dataclass(frozen=True, slots=True)
class About:
    """What a macro is called and when to take it."""

    slug: str
    title: str
    purpose: str = ""
    topics: Sequence[str] = ()


@transaction.atomic
def save_macro(*, macro: Macro | None, about: About, by: Agent | None, now: datetime) -> Macro:
    """Make a macro, or change what is said of one. IntegrityError when another one has the slug."""
    row = macro or Macro(created_at=now, created_by=by)
    row.slug, row.title, row.purpose, row.topics = about.slug, about.title, about.purpose, list(about.topics)
    row.save()
    _record("macro.saved", ("macro", row.pk), by, now)
    return row


@transaction.atomic
def save_edition(
    *, macro: Macro, audience: str, language: str, title: str, text: str, by: Agent | None, now: datetime,
    seen: int | None = None,
) -> MacroEdition:  # fmt: skip
    """Keep another version of an edition, the first one when there is none; a text that did not change is none.

    A changed text is no longer verified. `seen` is the version that the writer saw (None: whichever); raises
    `ChangedMeanwhile` when it is not the newest.
    """
    row = MacroEdition.objects.select_for_update().filter(macro=macro, audience=audience, language=language).first()
    if row is not None and seen is not None and row.version != seen:
        raise ChangedMeanwhile(row)
    if row is not None and (row.title, row.text) == (title, text):
        return row
    if row is None:
        row = MacroEdition(macro=macro, audience=audience, language=language, version=0)
    elif row.text != text:
        _end_verification(row, VerificationEnd.CHANGED, by, now)
    row.title, row.text, row.version, row.changed_at = title, text, row.version + 1, now
    row.variables = names_in(text)
    row.save()
    MacroVersion.objects.create(edition=row, number=row.version, title=title, text=text, at=now, by=by)
    _record("macro_edition.saved", ("macro_edition", row.pk), by, now, version=row.version)
    return row


@transaction.atomic
def verify(
    *, edition: MacroEdition, by: Agent | None, now: datetime, policy_keys: frozenset[str] = frozenset()
) -> MacroVerification:
    """Prove the newest version of an edition and vouch for it, so that agents may use it. Raises `NotClean`."""
    row = MacroEdition.objects.select_for_update().get(pk=edition.pk)
    proof = prove(row.text, audience=row.audience, language=row.language, policy_keys=policy_keys)
    if proof.stops:
        raise NotClean(proof)
    return vouch(edition=row, by=by, now=now)


@transaction.atomic
def vouch(*, edition: MacroEdition, by: Agent | None, now: datetime) -> MacroVerification:
    """Let agents use the newest version of an edition that was proved elsewhere already."""
    row = MacroEdition.objects.select_for_update().get(pk=edition.pk)
    _end_verification(row, VerificationEnd.RENEWED, by, now)
    made = MacroVerification.objects.create(edition=row, version=row.version, packs=standing_packs(), by=by, at=now)
    _record("macro_edition.verified", ("macro_edition", row.pk), by, now, version=row.version)
    return made


@transaction.atomic
def withdraw(*, edition: MacroEdition, why: VerificationEnd, by: Agent | None, now: datetime) -> bool:
    """Take an edition out of use until it is verified again; whether it was in use."""
    return _end_verification(edition, why, by, now)


@transaction.atomic
def retire(*, macro: Macro, by: Agent, now: datetime) -> None:
    """Offer a macro no longer; its history stays. Twice is once."""
    if Macro.objects.offered().filter(pk=macro.pk).update(retired_at=now, retired_by=by):
        _record("macro.retired", ("macro", macro.pk), by, now)


@transaction.atomic
def bring_back(*, macro: Macro, by: Agent, now: datetime) -> None:
    """Offer a retired macro again. Twice is once."""
    if Macro.objects.exclude(retired_at=None).filter(pk=macro.pk).update(retired_at=None, retired_by=None):
        _record("macro.brought_back", ("macro", macro.pk), by, now)


@transaction.atomic
def use(*, edition: MacroEdition, ticket: int, by: Agent, now: datetime) -> MacroUse:
    """Record that an agent put an edition into an answer to a ticket."""
    made = MacroUse.objects.create(edition=edition, version=edition.version, ticket=ticket, agent=by, at=now)
    data = {"macro": edition.macro_id, "edition": edition.pk, "version": edition.version}
    events.record(kind="macro.inserted", now=now, actor=by.pk, subject=("ticket", ticket), data=data)
    return made


def _end_verification(edition: MacroEdition, why: VerificationEnd, by: Agent | None, now: datetime) -> bool:
    standing = MacroVerification.objects.standing().filter(edition=edition)
    ended: int = standing.update(ended_at=now, ended_by=by, ended_as=why)
    if ended and why != VerificationEnd.RENEWED:
        _record("macro_edition.unverified", ("macro_edition", edition.pk), by, now)
    return bool(ended)


def _record(kind: str, subject: tuple[str, int], by: Agent | None, now: datetime, **data: int) -> None:
    events.record(kind=kind, now=now, actor=by.pk if by else None, subject=subject, data=data)
