"""How an edition stands, in one word for buyers and one for those who work on it."""

from django.db import models
from django.db.models import Exists, OuterRef, Subquery
from django.utils.translation import pgettext_lazy

from .models import Archival, Edition, EditionReview, Schedule, Verdict
from .models.edition import EditionQuerySet


class State(models.TextChoices):
    """Where the text on which people work stands."""

    DRAFT = "draft", pgettext_lazy("edition", "Draft")
    REVIEW = "review", pgettext_lazy("edition", "In review")
    SCHEDULED = "scheduled", pgettext_lazy("edition", "Planned")
    PUBLISHED = "published", pgettext_lazy("edition", "Published")
    ARCHIVED = "archived", pgettext_lazy("edition", "Archived")


def with_states(editions: EditionQuerySet) -> EditionQuerySet:
    """The editions with what `state_of` and `is_failing` need, and their texts: still one query."""
    standing = {"edition": OuterRef("pk"), "ended_at": None}
    broken = Verdict.objects.filter(blockers__gt=0)
    return editions.with_texts().annotate(
        is_archived=Exists(Archival.objects.filter(**standing)),
        in_review=Exists(EditionReview.objects.filter(**standing)),
        due_at=Subquery(Schedule.objects.filter(**standing).values("due_at")[:1]),
        latest_fails=Exists(broken.filter(version=OuterRef("latest"))),
        published_fails=Exists(broken.filter(version=OuterRef("published"))),
    )


def state_of(edition: Edition) -> State:
    """The state of an edition from `with_states`; one whose newer text is a draft counts as a draft, too."""
    if edition.is_archived:  # type: ignore[attr-defined]
        return State.ARCHIVED
    if edition.in_review:  # type: ignore[attr-defined]
        return State.REVIEW
    if edition.due_at:  # type: ignore[attr-defined]
        return State.SCHEDULED
    return State.DRAFT if edition.has_newer_text else State.PUBLISHED


def is_failing(edition: Edition) -> bool:
    """Whether the text that buyers read (else the one people work on) breaks somebody's rules."""
    fails = edition.published_fails if edition.published_id else edition.latest_fails  # type: ignore[attr-defined]
    return bool(fails)
