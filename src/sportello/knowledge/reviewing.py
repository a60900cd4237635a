"""Asking somebody else to look at a version, and what they say."""

from datetime import datetime

from django.db import transaction

from sportello.accounts.models import Agent
from sportello.core import events

from .models import EditionReview, ReviewOutcome, Version
from .publishing import locked


class OwnText(ValueError):
    """Nobody approves the version that they wrote themselves."""


@transaction.atomic
def ask(*, version: Version, by: Agent, now: datetime, note: str = "") -> EditionReview:
    """Ask for somebody else's look at a version. Where a review of it stands, that one is returned."""
    edition = locked(version.edition_id)
    standing = EditionReview.objects.standing().filter(edition=edition).first()
    if standing and standing.version_id == version.pk:
        return standing
    EditionReview.objects.filter(edition=edition, ended_at=None).update(ended_at=now, outcome=ReviewOutcome.OVERTAKEN)
    review = EditionReview.objects.create(edition=edition, version=version, by=by, at=now, note=note)
    _record("edition.review_asked", review, by, now)
    return review


@transaction.atomic
def decide(*, review: EditionReview, approve: bool, by: Agent, now: datetime, words: str = "") -> None:
    """Approve a version or send it back with a word. A review that ended stays as it ended.

    Raises `OwnText` when somebody would approve what they wrote.
    """
    locked(review.edition_id)
    if approve and review.version.by_id == by.pk:
        raise OwnText("somebody else has to look at it")
    outcome = ReviewOutcome.APPROVED if approve else ReviewOutcome.RETURNED
    ended = EditionReview.objects.filter(pk=review.pk, ended_at=None).update(
        ended_at=now, ended_by=by, outcome=outcome, words=words
    )
    if ended:
        _record(f"edition.review_{outcome.value}", review, by, now)


def _record(kind: str, review: EditionReview, by: Agent, now: datetime) -> None:
    data: dict[str, events.Plain] = {"version": review.version_id}
    events.record(kind=kind, now=now, subject=("edition", review.edition_id), actor=by.pk, data=data)
