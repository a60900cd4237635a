"""Something we said we would do, with the day on which it comes back by itself."""

from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from sportello.accounts.models import Agent

LONGEST = 200


class PromiseKind(models.TextChoices):
    """What was promised; `Promise.words` says it more closely."""

    REFUND = "refund", _("a refund")
    REPLACEMENT = "replacement", _("a replacement")
    PART = "part", _("a spare part")
    ANSWER = "answer", _("an answer")
    OTHER = "other", _("something else")


class PromiseEnd(models.TextChoices):
    """What became of a promise."""

    KEPT = "kept", _("Kept")
    BROKEN = "broken", _("Not kept")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class PromiseQuerySet(models.QuerySet["Promise"]):
    """Sets of promises."""

    def standing(self) -> Self:
        """Neither kept nor broken nor withdrawn."""
        return self.filter(ended_at=None)

    def come_back(self) -> Self:
        """Standing ones whose day has come: their ticket is owed something."""
        return self.standing().filter(came_back_at__isnull=False)


class Promise(models.Model):
    """What we promised to do by the end of `day`.

    It hangs on a holding, and so on whichever ticket holds that conversation. `back_at` is when the ticket comes back
    by itself, `due_at` when it must be done, both on `day` unless that was almost over; `came_back_at` is when it did.
    """

    holding = models.ForeignKey("inbox.Holding", on_delete=models.CASCADE, related_name="promises")
    kind = models.CharField(max_length=12, choices=PromiseKind.choices)
    words = models.CharField(max_length=LONGEST, blank=True)
    day = models.DateField()
    back_at = models.DateTimeField()
    due_at = models.DateTimeField()
    by = models.ForeignKey(Agent, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()
    came_back_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_as = models.CharField(max_length=10, choices=PromiseEnd.choices, blank=True)
    ended_by = models.ForeignKey(Agent, null=True, on_delete=models.SET_NULL, related_name="+")

    objects: ClassVar = PromiseQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(name="promise_kind", condition=Q(kind__in=PromiseKind.values)),
            models.CheckConstraint(name="promise_says_what", condition=~Q(kind="other") | ~Q(words="")),
            models.CheckConstraint(name="promise_in_order", condition=Q(back_at__lte=F("due_at"))),
            models.CheckConstraint(
                name="promise_end_has_a_name",
                condition=Q(ended_at=None, ended_as="") | Q(ended_at__isnull=False, ended_as__in=PromiseEnd.values),
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["back_at"], name="promise_back", condition=Q(ended_at=None, came_back_at=None)),
        ]

    def __str__(self) -> str:
        return f"{self.kind} by {self.day}"
