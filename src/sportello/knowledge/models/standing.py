"""How an edition stands: looked at by a second person, planned, published, put away; each with who, when and why."""

from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from sportello.accounts.models import Agent

from .edition import Edition, Version

WHY_MOST = 300


class StandingQuerySet[Row: models.Model](models.QuerySet[Row]):
    """Sets of rows that stand until they are ended."""

    def standing(self) -> Self:
        """Those that nobody ended yet."""
        return self.filter(ended_at=None)


class ReviewOutcome(models.TextChoices):
    """What came of looking at a version."""

    APPROVED = "approved", _("Approved")
    RETURNED = "returned", _("Sent back")
    OVERTAKEN = "overtaken", _("Overtaken by a newer text")


class EditionReview(models.Model):
    """A version that somebody else was asked to look at, and what they said."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="reviews")
    version = models.ForeignKey(Version, models.CASCADE, related_name="reviews")
    by = models.ForeignKey(Agent, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()
    note = models.CharField(max_length=WHY_MOST, blank=True)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(Agent, models.SET_NULL, null=True, related_name="+")
    outcome = models.CharField(max_length=10, choices=ReviewOutcome, blank=True)
    words = models.CharField(max_length=WHY_MOST, blank=True)

    objects: ClassVar = StandingQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-at", "-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint("edition", condition=Q(ended_at=None), name="edition_review_one_stands"),
            models.CheckConstraint(
                condition=Q(ended_at=None, outcome="") | Q(ended_at__isnull=False, outcome__in=ReviewOutcome.values),
                name="edition_review_ends_with_outcome",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.version_id} {self.outcome or 'asked'}"


class ScheduleEnd(models.TextChoices):
    """What became of a planned publication."""

    PUBLISHED = "published", pgettext_lazy("edition", "Published")
    CANCELLED = "cancelled", _("Called off")
    REFUSED = "refused", _("Kept back by a rule")


class Schedule(models.Model):
    """A version that is to be published by itself at `due_at`."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="schedules")
    version = models.ForeignKey(Version, models.CASCADE, related_name="+")
    due_at = models.DateTimeField(_("publish on"))
    by = models.ForeignKey(Agent, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(Agent, models.SET_NULL, null=True, related_name="+")
    ended_as = models.CharField(max_length=10, choices=ScheduleEnd, blank=True)

    objects: ClassVar = StandingQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-at", "-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint("edition", condition=Q(ended_at=None), name="schedule_one_stands"),
            models.CheckConstraint(
                condition=Q(ended_at=None, ended_as="") | Q(ended_at__isnull=False, ended_as__in=ScheduleEnd.values),
                name="schedule_ends_with_name",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["due_at"], name="schedule_due", condition=Q(ended_at=None))]

    def __str__(self) -> str:
        return f"{self.version_id} at {self.due_at}"


class PublicationEnd(models.TextChoices):
    """Why a version is no longer published."""

    REPLACED = "replaced", _("Replaced by a newer version")
    WITHDRAWN = "withdrawn", _("Taken down")
    ARCHIVED = "archived", pgettext_lazy("edition", "Put away")
    RAN_OUT = "ran_out", _("Its time was over")


class Publication(models.Model):
    """A version that buyers read, since `at` and at most until `until`; `by` is None when the plan published it."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="publications")
    version = models.ForeignKey(Version, models.PROTECT, related_name="publications")
    by = models.ForeignKey(Agent, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()
    until = models.DateTimeField(_("until"), null=True, blank=True)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(Agent, models.SET_NULL, null=True, related_name="+")
    ended_as = models.CharField(max_length=10, choices=PublicationEnd, blank=True)
    why = models.CharField(max_length=WHY_MOST, blank=True)

    objects: ClassVar = StandingQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-at", "-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint("edition", condition=Q(ended_at=None), name="publication_one_stands"),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gt=F("at")), name="publication_ends_after_it_began"
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None, ended_as="") | Q(ended_at__isnull=False, ended_as__in=PublicationEnd.values),
                name="publication_ends_with_name",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.version_id} since {self.at}"


class Archival(models.Model):
    """An edition that was put away: it keeps its versions, and can be brought back."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="archivals")
    by = models.ForeignKey(Agent, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()
    why = models.CharField(max_length=WHY_MOST, blank=True)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(Agent, models.SET_NULL, null=True, related_name="+")

    objects: ClassVar = StandingQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-at", "-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint("edition", condition=Q(ended_at=None), name="archival_one_stands"),
        ]

    def __str__(self) -> str:
        return f"{self.edition_id} at {self.at}"
