"""The answer a thread is owed, with its deadline."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from sportello.accounts.models import Agent


class ObligationEnd(models.TextChoices):
    ANSWERED = "answered", _("Answered")
    NOTICED = "noticed", _("Courtesy notice sent")
    ANSWERED_ELSEWHERE = "answered_elsewhere", _("Answered elsewhere")
    NO_RESPONSE_NEEDED = "no_response_needed", _("No response needed")


class Obligation(models.Model):
    """What a holding is owed since its first unanswered message; at most one stands at a time."""

    holding = models.ForeignKey("inbox.Holding", on_delete=models.CASCADE, related_name="obligations")
    first_message = models.ForeignKey("inbox.Message", on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    due_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_as = models.CharField(max_length=20, choices=ObligationEnd.choices, blank=True)
    ended_by = models.ForeignKey(Agent, null=True, on_delete=models.SET_NULL, related_name="+")
    answer = models.ForeignKey(
        "inbox.Message", null=True, on_delete=models.PROTECT, related_name="answered_obligations"
    )

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["holding"], condition=Q(ended_at=None), name="obligation_one_open"),
            models.CheckConstraint(
                name="obligation_end_has_a_name",
                condition=Q(ended_at=None, ended_as="") | Q(ended_at__isnull=False) & ~Q(ended_as=""),
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["due_at"], name="obligation_due", condition=Q(ended_at=None))]

    def __str__(self) -> str:
        return f"obligation {self.pk}"


class DeadlineWarning(models.Model):
    """A warning sent before a deadline, so that nobody gets it twice."""

    obligation = models.ForeignKey(Obligation, on_delete=models.CASCADE, related_name="warnings")
    agent = models.ForeignKey(Agent, on_delete=models.CASCADE, related_name="+")
    lead_minutes = models.PositiveIntegerField()
    sent_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["obligation", "agent", "lead_minutes"], name="warning_once")
        ]

    def __str__(self) -> str:
        return f"warning for {self.obligation_id}"
