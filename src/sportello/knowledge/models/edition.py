"""An article's text for one audience in one language, with every version it had."""

from datetime import datetime
from typing import ClassVar, Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Length
from django.db.models.lookups import LessThanOrEqual
from django.utils.translation import gettext_lazy as _

from sportello.accounts.models import Agent
from sportello.knowledge.texts import BODY_MOST, SUMMARY_MOST, TITLE_MOST

from .article import Article, Audience


class EditionQuerySet(models.QuerySet["Edition"]):
    """Sets of editions."""

    def published(self, *, now: datetime) -> Self:
        """Those with a standing publication that has not run out."""
        runs = Q(publications__until=None) | Q(publications__until__gt=now)
        return self.filter(runs, publications__ended_at=None, published__isnull=False)

    def archived(self) -> Self:
        """Those that were put away."""
        return self.filter(archivals__isnull=False, archivals__ended_at=None)

    def at_work(self) -> Self:
        """Those that were not put away."""
        return self.exclude(pk__in=Edition.objects.archived().values("pk"))

    def with_texts(self) -> Self:
        """Together with their article, their latest and their published version: no further query for each."""
        return self.select_related("article", "latest", "published")


class Edition(models.Model):
    """An article's text for one audience in one language.

    `latest` is the version on which people work, `published` the one that buyers read (None while there is none);
    the standing publication says since when and by whom.
    """

    article = models.ForeignKey(Article, models.PROTECT, related_name="editions")
    audience = models.CharField(_("audience"), max_length=8, choices=Audience, default=Audience.ANY)
    language = models.CharField(_("language"), max_length=10, choices=settings.LANGUAGES)
    latest = models.OneToOneField("Version", models.PROTECT, null=True, related_name="+")
    published = models.OneToOneField("Version", models.PROTECT, null=True, related_name="+")

    objects: ClassVar = EditionQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint("article", "audience", "language", name="edition_once"),
            models.CheckConstraint(condition=Q(audience__in=Audience.values), name="edition_audience_known"),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["language", "audience"], name="edition_published", condition=Q(published__isnull=False)
            )
        ]

    def __str__(self) -> str:
        return f"{self.article} {self.audience} {self.language}"

    @property
    def has_newer_text(self) -> bool:
        """Whether people work on another text than the one that buyers read."""
        return self.latest_id is not None and self.latest_id != self.published_id


class Version(models.Model):
    """One saved text of an edition; it never changes. `number` counts from 1 within its edition.

    `based_on` is the version of the original from which it was translated, `restored` the older version of which it
    is a copy.
    """

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    title = models.CharField(_("title"), max_length=TITLE_MOST)
    summary = models.CharField(_("summary"), max_length=SUMMARY_MOST, blank=True)
    body = models.TextField(_("text"), blank=True)
    keywords = ArrayField(models.CharField(max_length=80), default=list, blank=True, verbose_name=_("keywords"))
    questions = ArrayField(
        models.CharField(max_length=200), default=list, blank=True, verbose_name=_("what buyers ask")
    )
    note = models.CharField(_("what changed"), max_length=200, blank=True)
    based_on = models.ForeignKey("self", models.SET_NULL, null=True, related_name="translations")
    restored = models.ForeignKey("self", models.SET_NULL, null=True, related_name="+")
    by = models.ForeignKey(Agent, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["-number"]
        constraints: ClassVar = [
            models.UniqueConstraint("edition", "number", name="version_number_once"),
            models.CheckConstraint(condition=Q(number__gte=1), name="version_counts_from_one"),
            models.CheckConstraint(condition=LessThanOrEqual(Length("body"), BODY_MOST), name="version_body_bounded"),
            models.CheckConstraint(condition=~Q(title=""), name="version_has_title"),
        ]

    def __str__(self) -> str:
        return f"{self.edition_id}/{self.number}"

    @property
    def whole(self) -> str:
        """Everything a buyer may read of it, as it is written: title, summary and body."""
        return "\n\n".join(part for part in (self.title, self.summary, self.body) if part)


class UnsavedText(models.Model):
    """What one agent typed in the editor and did not save yet, kept so that a lost page loses nothing."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="unsaved")
    agent = models.ForeignKey(Agent, models.CASCADE, related_name="+")
    base = models.ForeignKey(Version, models.CASCADE, related_name="+")
    title = models.CharField(max_length=TITLE_MOST, blank=True)
    summary = models.CharField(max_length=SUMMARY_MOST, blank=True)
    body = models.TextField(blank=True)
    keywords = models.TextField(max_length=6000, blank=True)
    questions = models.TextField(max_length=14_000, blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint("edition", "agent", name="unsaved_text_once"),
            models.CheckConstraint(condition=LessThanOrEqual(Length("body"), BODY_MOST), name="unsaved_body_bounded"),
        ]

    def __str__(self) -> str:
        return f"{self.edition_id} by {self.agent_id}"
