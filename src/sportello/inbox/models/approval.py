"""An answer that may leave only when a lead approved it."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from sportello.accounts.models import Agent

LONGEST_REASON = 500


class ApprovalState(models.TextChoices):
    WAITING = "waiting", pgettext_lazy("approval", "Waiting")
    GRANTED = "granted", _("Approved")
    REFUSED = "refused", _("Not approved")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class ApprovalQuerySet(models.QuerySet["Approval"]):
    """Approvals, by what became of them."""

    def waiting(self) -> "ApprovalQuerySet":
        """Those that nobody decided yet, the longest waiting first."""
        return self.filter(state=ApprovalState.WAITING).order_by("asked_at", "id")

    def granted(self) -> "ApprovalQuerySet":
        """Those that a lead approved."""
        return self.filter(state=ApprovalState.GRANTED)


class Approval(models.Model):
    """What an agent asked a lead to let through, and what the lead said; for one thread and these very words.

    `text_hash` is the SHA-256 of the words without white space at their ends: one letter more needs asking again.
    `rules` are the ids of the rules that the words may break.
    """

    thread = models.ForeignKey("inbox.Thread", on_delete=models.CASCADE, related_name="approvals")
    ticket = models.ForeignKey("inbox.Ticket", on_delete=models.CASCADE, related_name="approvals")
    text = models.TextField()
    text_hash = models.CharField(max_length=64)
    rules = models.JSONField(default=list)
    why = models.CharField(max_length=LONGEST_REASON)
    asked_by = models.ForeignKey(Agent, null=True, on_delete=models.SET_NULL, related_name="+")
    asked_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=ApprovalState.choices, default=ApprovalState.WAITING)
    decided_by = models.ForeignKey(Agent, null=True, on_delete=models.SET_NULL, related_name="+")
    decided_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=LONGEST_REASON, blank=True)
    warned_at = models.DateTimeField(null=True)

    objects = ApprovalQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="approval_decided_with_its_time",
                condition=Q(state="waiting", decided_at=None) | (~Q(state="waiting") & Q(decided_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="approval_has_a_reason",
                condition=~Q(state="granted") | ~Q(reason=""),
            ),
            models.CheckConstraint(
                name="approval_decided_after_asking",
                condition=Q(decided_at=None) | Q(decided_at__gte=F("asked_at")),
            ),
            models.UniqueConstraint(
                name="approval_asked_once", fields=["thread", "text_hash"], condition=Q(state="waiting")
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["asked_at"], name="approval_waiting", condition=Q(state="waiting")),
            models.Index(fields=["thread", "text_hash"], name="approval_of_words"),
        ]

    def __str__(self) -> str:
        return f"{self.thread_id} {self.state}"
