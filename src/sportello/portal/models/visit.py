"""What one buyer did in a help centre at one time, and what came of it. No name, address or network address in it."""

from datetime import datetime, timedelta
from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from sportello.knowledge.models import Audience

SETTLED_AFTER = timedelta(hours=72)


class Outcome(models.TextChoices):
    """What came of a visit."""

    SOLVED = "solved", pgettext_lazy("visit", "Solved, the buyer said")
    IMPLIED = "implied", pgettext_lazy("visit", "Read, and no message within three days")
    CONTACTED = "contacted", pgettext_lazy("visit", "Read, and wrote all the same")
    BYPASSED = "bypassed", pgettext_lazy("visit", "Wrote without reading")
    LEFT = "left", pgettext_lazy("visit", "Left without reading")
    UNKNOWN = "unknown", pgettext_lazy("visit", "Read, and nobody knows who")


class VisitQuerySet(models.QuerySet["Visit"]):
    """Sets of visits."""

    def settled(self) -> Self:
        """Those whose outcome is known for good."""
        return self.filter(settled_at__isnull=False)

    def due(self, now: datetime) -> Self:
        """Those whose three days are over and whose outcome was not settled yet."""
        return self.filter(settled_at=None, last_at__lte=now - SETTLED_AFTER)


class Visit(models.Model):
    """One buyer's self-service attempt.

    `key` is the SHA-256 of the cookie, which alone tells the browser. `audience` and `site` come from the road, or
    from an order that was looked up. `order` is the one that was found by its number and a second thing only its buyer
    knows. `held_out`: sees the plain form. The outcome is settled three days after the last step.
    """

    centre = models.ForeignKey("portal.HelpCentre", models.CASCADE, related_name="visits")
    key = models.CharField(max_length=64, unique=True)
    road = models.ForeignKey("portal.Road", models.SET_NULL, null=True, related_name="visits")
    audience = models.CharField(max_length=8, choices=Audience, default=Audience.ANY)
    site = models.CharField(max_length=60, blank=True)
    language = models.CharField(max_length=10)
    held_out = models.BooleanField(default=False)
    began_at = models.DateTimeField()
    last_at = models.DateTimeField()
    order = models.ForeignKey("orders.Order", models.SET_NULL, null=True, related_name="visits")
    customer = models.ForeignKey("customers.Customer", models.SET_NULL, null=True, related_name="visits")
    ticket = models.ForeignKey("inbox.Ticket", models.SET_NULL, null=True, related_name="visits")
    outcome = models.CharField(max_length=10, choices=Outcome, blank=True)
    settled_at = models.DateTimeField(null=True)

    objects: ClassVar = VisitQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(audience__in=Audience.values), name="visit_audience"),
            models.CheckConstraint(
                condition=Q(outcome="", settled_at=None) | Q(outcome__in=Outcome.values, settled_at__isnull=False),
                name="visit_settled_with_outcome",
            ),
            models.CheckConstraint(condition=Q(last_at__gte=models.F("began_at")), name="visit_runs_forwards"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["last_at"], name="visit_unsettled", condition=Q(settled_at=None)),
            models.Index(fields=["customer", "-began_at"], name="visit_customer", condition=Q(customer__isnull=False)),
            models.Index(fields=["began_at"], name="visit_began"),
        ]

    def __str__(self) -> str:
        return f"visit {self.pk}"


class StepKind(models.TextChoices):
    """What a buyer did, or was shown."""

    SEARCHED = "searched", _("Searched")
    READ = "read", _("Read")
    SHOWN = "shown", _("Was shown")
    FORM = "form", _("Opened the contact form")
    CHOSE = "chose", _("Chose")
    LOOKED_UP = "looked_up", _("Looked up an order")
    SAW_ORDER = "saw_order", _("Saw where the order stands")
    SOLVED = "solved", _("Said that it is solved")
    SENT = "sent", _("Sent a message")


class VisitStep(models.Model):
    """One step of a visit. `words` are what was searched, without numbers, names and addresses; `found` how much."""

    visit = models.ForeignKey(Visit, models.CASCADE, related_name="steps")
    at = models.DateTimeField()
    kind = models.CharField(max_length=10, choices=StepKind)
    edition = models.ForeignKey("knowledge.Edition", models.SET_NULL, null=True, related_name="+")
    choice = models.ForeignKey("portal.FormChoice", models.SET_NULL, null=True, related_name="+")
    words = models.CharField(max_length=200, blank=True)
    found = models.PositiveSmallIntegerField(null=True)

    class Meta:
        ordering: ClassVar = ["at", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(kind__in=StepKind.values), name="visit_step_kind"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["edition", "at"], name="visit_step_edition", condition=Q(edition__isnull=False)),
            models.Index(fields=["visit", "at"], name="visit_step_visit"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.visit_id}"


class VoteReason(models.TextChoices):
    """Why an article did not help."""

    NOT_MINE = "not_mine", _("It is not about my case")
    UNCLEAR = "unclear", _("I do not understand it")
    OUTDATED = "outdated", _("It is not right any more")
    DISLIKE = "dislike", _("I understand it, but I do not like the rule")
    FAILED = "failed", _("I tried it, and it did not work")


class Vote(models.Model):
    """Whether an edition helped a visitor, and why not. One for each visit and edition; the last word counts."""

    visit = models.ForeignKey(Visit, models.CASCADE, related_name="votes")
    edition = models.ForeignKey("knowledge.Edition", models.CASCADE, related_name="votes")
    helpful = models.BooleanField()
    reason = models.CharField(max_length=10, choices=VoteReason, blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint("visit", "edition", name="vote_once"),
            models.CheckConstraint(condition=Q(helpful=False) | Q(reason=""), name="vote_reason_against"),
            models.CheckConstraint(condition=Q(reason__in=["", *VoteReason.values]), name="vote_reason_known"),
        ]
        indexes: ClassVar = [models.Index(fields=["edition", "-at"], name="vote_edition")]

    def __str__(self) -> str:
        return f"{'+' if self.helpful else '-'} {self.edition_id}"
