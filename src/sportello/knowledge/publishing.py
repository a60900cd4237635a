"""Letting buyers read a version, now or on a day, and taking it down."""

from datetime import datetime

from django.db import transaction

from sportello.accounts.models import Agent
from sportello.accounts.roles import Permission
from sportello.core import events

from . import verdicts
from .models import (
    Archival,
    Edition,
    EditionReview,
    Publication,
    PublicationEnd,
    ReviewOutcome,
    Schedule,
    ScheduleEnd,
    Verdict,
    Version,
)

LEADS = Permission.MANAGE_BUSINESS
"""Who may let a text pass of which a rule only says that it may be wrong: leads and owners."""


class CannotPublish(ValueError):
    """A rule keeps a version back; nothing was published."""

    def __init__(self, verdicts: list[Verdict]) -> None:
        super().__init__("a rule keeps this version back")
        self.verdicts = verdicts

    @property
    def needs_a_lead(self) -> bool:
        """Whether a lead's word is all that is missing."""
        return all(verdict.blockers == 0 for verdict in self.verdicts)


@transaction.atomic
def publish(*, version: Version, by: Agent | None, now: datetime, until: datetime | None = None) -> Publication:
    """Let buyers read a version in place of the one they read before; an edition that was put away comes back.

    The rules are asked anew. An edition for one audience must break none of its rules; one for everybody must be in
    order for somebody, and stays hidden from those whose rules it breaks. What a rule doubts needs a lead: as the one
    who publishes, or as the one who approved this version. Raises `CannotPublish`, and ValueError when `until` is past.
    """
    if until is not None and until <= now:
        raise ValueError("the end lies before the beginning")
    edition = locked(version.edition_id)
    standing = Publication.objects.standing().filter(edition=edition).first()
    if standing and standing.version_id == version.pk and standing.until == until:
        return standing
    _check(version, by, now)
    end(edition=edition, as_=PublicationEnd.REPLACED, by=by, now=now)
    Archival.objects.filter(edition=edition, ended_at=None).update(ended_at=now, ended_by=by)
    _end_schedule(edition, ScheduleEnd.PUBLISHED, by, now)
    publication = Publication.objects.create(edition=edition, version=version, by=by, at=now, until=until)
    edition.published = version
    edition.save(update_fields=["published"])
    _record("edition.published", edition, by, now, version=version.pk)
    return publication


@transaction.atomic
def withdraw(*, edition: Edition, by: Agent | None, now: datetime, why: str = "") -> None:
    """Take an edition down; buyers read it no longer. On one that is not published nothing happens."""
    edition = locked(edition.pk)
    if end(edition=edition, as_=PublicationEnd.WITHDRAWN, by=by, now=now, why=why):
        _record("edition.withdrawn", edition, by, now)


@transaction.atomic
def schedule(*, version: Version, due_at: datetime, by: Agent, now: datetime) -> Schedule:
    """Plan a version's publication, in place of an earlier plan. The rules are asked now, and again on the day.

    Raises `CannotPublish`, and ValueError when `due_at` is not in the future.
    """
    if due_at <= now:
        raise ValueError("this time is over")
    edition = locked(version.edition_id)
    _check(version, by, now)
    _end_schedule(edition, ScheduleEnd.CANCELLED, by, now)
    made = Schedule.objects.create(edition=edition, version=version, due_at=due_at, by=by, at=now)
    _record("edition.scheduled", edition, by, now, version=version.pk)
    return made


@transaction.atomic
def call_off(*, edition: Edition, by: Agent, now: datetime) -> None:
    """Call off a planned publication; without a plan nothing happens."""
    edition = locked(edition.pk)
    if _end_schedule(edition, ScheduleEnd.CANCELLED, by, now):
        _record("edition.called_off", edition, by, now)


def publish_due(*, now: datetime) -> int:
    """Publish what was planned for now or earlier, and take down what has run out; returns how many editions changed.

    A version that a rule keeps back by then stays unpublished, and its plan says so.
    """
    due = Schedule.objects.standing().filter(due_at__lte=now).order_by("due_at", "pk")
    over = Publication.objects.standing().filter(until__lte=now)
    changed = sum(_publish_planned(pk, now) for pk in [*due.values_list("pk", flat=True)])
    return changed + sum(_run_out(pk, now) for pk in [*over.values_list("edition", flat=True)])


@transaction.atomic
def archive(*, edition: Edition, by: Agent | None, now: datetime, why: str = "") -> Archival:
    """Put an edition away: taken down, its plan and review ended, kept with all its versions. Twice is once."""
    edition = locked(edition.pk)
    if known := Archival.objects.standing().filter(edition=edition).first():
        return known
    end(edition=edition, as_=PublicationEnd.ARCHIVED, by=by, now=now, why=why)
    _end_schedule(edition, ScheduleEnd.CANCELLED, by, now)
    EditionReview.objects.filter(edition=edition, ended_at=None).update(ended_at=now, outcome=ReviewOutcome.OVERTAKEN)
    made = Archival.objects.create(edition=edition, by=by, at=now, why=why)
    _record("edition.archived", edition, by, now)
    return made


@transaction.atomic
def bring_back(*, edition: Edition, by: Agent, now: datetime) -> None:
    """Bring an edition back that was put away, as a draft."""
    edition = locked(edition.pk)
    if Archival.objects.filter(edition=edition, ended_at=None).update(ended_at=now, ended_by=by):
        _record("edition.brought_back", edition, by, now)


def locked(edition_id: int) -> Edition:
    """An edition with its article and texts, its row locked until the transaction ends."""
    return Edition.objects.select_for_update(of=("self",)).with_texts().get(pk=edition_id)


def end(*, edition: Edition, as_: PublicationEnd, by: Agent | None, now: datetime, why: str = "") -> bool:
    """End an edition's standing publication; says whether there was one. The edition's row is locked by the caller."""
    ended = Publication.objects.filter(edition=edition, ended_at=None).update(
        ended_at=now, ended_as=as_, ended_by=by, why=why
    )
    edition.published = None
    edition.save(update_fields=["published"])
    return bool(ended)


def _check(version: Version, by: Agent | None, now: datetime) -> None:
    kept = verdicts.keep(version=version, now=now)
    if all(verdict.blockers for verdict in kept):
        raise CannotPublish(kept)
    doubted = [verdict for verdict in kept if verdict.doubts and not verdict.blockers]
    if doubted and not _has_a_leads_word(version, by):
        raise CannotPublish(doubted)


def _has_a_leads_word(version: Version, by: Agent | None) -> bool:
    if by is not None and by.may(LEADS):
        return True
    approved = EditionReview.objects.filter(version=version, outcome=ReviewOutcome.APPROVED).select_related("ended_by")
    return any(review.ended_by and review.ended_by.may(LEADS) for review in approved)


def _end_schedule(edition: Edition, as_: ScheduleEnd, by: Agent | None, now: datetime) -> bool:
    standing = Schedule.objects.filter(edition=edition, ended_at=None)
    return bool(standing.update(ended_at=now, ended_as=as_, ended_by=by))


def _publish_planned(schedule_id: int, now: datetime) -> int:
    plan = Schedule.objects.standing().filter(pk=schedule_id).select_related("version", "by").first()
    if plan is None:
        return 0
    try:
        publish(version=plan.version, by=plan.by, now=now)
    except CannotPublish:
        with transaction.atomic():
            _end_schedule(locked(plan.edition_id), ScheduleEnd.REFUSED, None, now)
        return 0
    return 1


@transaction.atomic
def _run_out(edition_id: int, now: datetime) -> int:
    edition = locked(edition_id)
    if not Publication.objects.standing().filter(edition=edition, until__lte=now).exists():
        return 0
    end(edition=edition, as_=PublicationEnd.RAN_OUT, by=None, now=now)
    _record("edition.ran_out", edition, None, now)
    return 1


def _record(kind: str, edition: Edition, by: Agent | None, now: datetime, **data: int) -> None:
    events.record(kind=kind, now=now, subject=("edition", edition.pk), actor=by.pk if by else None, data=data)
