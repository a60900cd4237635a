"""What goes out, and each try at it."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .channel import Channel


class Blob(models.Model):
    """Bytes an agent attached to an answer, typed by what they are."""

    sha256 = models.CharField(max_length=64, unique=True)
    media_type = models.CharField(max_length=120)
    size = models.PositiveBigIntegerField()
    data = models.BinaryField()
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.sha256[:12]


class OutboxState(models.TextChoices):
    WAITING = "waiting", _("Sending")
    SENDING = "sending", _("Sending")
    SENT = "sent", _("Sent")
    FAILED = "failed", _("Not sent")
    UNCERTAIN = "uncertain", _("Uncertain")
    BOUNCED = "bounced", _("Returned")
    CANCELLED = "cancelled", _("Cancelled")


class Outbox(models.Model):
    """One answer on its way out, written in the transaction that wrote the message."""

    channel = models.ForeignKey(Channel, on_delete=models.PROTECT, related_name="outbox")
    message_id = models.CharField(max_length=250, unique=True)
    recipient = models.CharField(max_length=320)
    subject = models.CharField(max_length=500, blank=True)
    text = models.TextField()
    in_reply_to = models.CharField(max_length=500, blank=True)
    references = models.TextField(blank=True)
    files = models.JSONField(default=list)
    state = models.CharField(max_length=10, choices=OutboxState.choices, default=OutboxState.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField()
    next_try_at = models.DateTimeField()
    claimed_at = models.DateTimeField(null=True)
    handed_over_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=500, blank=True)

    class Meta:
        verbose_name_plural = "outbox"
        indexes: ClassVar = [
            models.Index(fields=["next_try_at"], name="outbox_due", condition=Q(state="waiting")),
            models.Index(fields=["claimed_at"], name="outbox_claimed", condition=Q(state="sending")),
            models.Index(fields=["recipient", "created_at"], name="outbox_recipient"),
        ]

    def __str__(self) -> str:
        return f"{self.message_id} {self.state}"


class DeliveryAttempt(models.Model):
    """One try at delivering an outbox row, kept for people who ask what happened."""

    outbox = models.ForeignKey(Outbox, on_delete=models.CASCADE, related_name="tries")
    at = models.DateTimeField()
    outcome = models.CharField(max_length=12)
    detail = models.CharField(max_length=500, blank=True)

    def __str__(self) -> str:
        return f"{self.outbox_id} {self.outcome}"
