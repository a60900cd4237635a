"""A message that an agent may begin only when a lead approved it."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from sportello.accounts.models import Agent
from sportello.channels.models.beginning import PURPOSES

from .approval import LONGEST_REASON, ApprovalState


class BegunApprovalQuerySet(models.QuerySet["BegunApproval"]):
    """Approvals of messages to begin, by what became of them."""

    def waiting(self) -> "BegunApprovalQuerySet":
        """Those that nobody decided yet, the longest waiting first."""
        return self.filter(state=ApprovalState.WAITING).order_by("asked_at", "id")


class BegunApproval(models.Model):
    """A message about an order that waits for a lead as it was written, and what the lead said.

    It holds all that the message would: granting it begins the message, so that nobody copies a text from one person to
    another. `rules` are the ids of the rules that the words may break, `message` what was begun when it was granted.
    """

    order = models.ForeignKey("orders.Order", on_delete=models.CASCADE, related_name="begun_approvals")
    purpose = models.CharField(max_length=12, choices=PURPOSES)
    text = models.TextField()
    files = models.JSONField(default=list)
    cover_from = models.DateField(null=True)
    cover_to = models.DateField(null=True)
    content_hash = models.CharField(max_length=64)
    rules = models.JSONField(default=list)
    why = models.CharField(max_length=LONGEST_REASON)
    asked_by = models.ForeignKey(Agent, null=True, on_delete=models.SET_NULL, related_name="+")
    asked_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=ApprovalState.choices, default=ApprovalState.WAITING)
    decided_by = models.ForeignKey(Agent, null=True, on_delete=models.SET_NULL, related_name="+")
    decided_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=LONGEST_REASON, blank=True)
    message = models.OneToOneField(
        "channels.BegunMessage", null=True, on_delete=models.SET_NULL, related_name="approval"
    )

    objects = BegunApprovalQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="begun_approval_decided_with_its_time",
                condition=Q(state="waiting", decided_at=None) | (~Q(state="waiting") & Q(decided_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="begun_approval_has_a_reason",
                condition=~Q(state="granted") | ~Q(reason=""),
            ),
            models.CheckConstraint(
                name="begun_approval_decided_after_asking",
                condition=Q(decided_at=None) | Q(decided_at__gte=F("asked_at")),
            ),
            models.CheckConstraint(
                name="begun_approval_begins_when_granted",
                condition=Q(message=None) | Q(state="granted"),
            ),
            models.UniqueConstraint(
                name="begun_approval_asked_once",
                fields=["order", "purpose", "content_hash"],
                condition=Q(state="waiting"),
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["asked_at"], name="begun_approval_waiting", condition=Q(state="waiting")),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} {self.state}"
