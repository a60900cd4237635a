"""One answer to many tickets: who sends it, and how far it has come with each."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from sportello.accounts.models import Agent

from .ticket import Ticket


class AlikeState(models.TextChoices):
    WAITING = "waiting", _("Waiting")
    SENT = "sent", _("Sent")
    REFUSED = "refused", _("Not sent")


class AlikeRound(models.Model):
    """An answer given to many tickets at once. `key` comes with the form: sent again, it is the same round."""

    key = models.UUIDField(unique=True)
    agent = models.ForeignKey(Agent, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"round {self.pk}"


class AlikeAnswer(models.Model):
    """What one ticket of a round gets; it leaves in the transaction that calls it sent.

    `parts` are what goes to each thread (`thread`, `way`, `text`), `seen_up_to` is the newest message of the buyer when
    it was worded, `reason` says why it was refused.
    """

    round = models.ForeignKey(AlikeRound, on_delete=models.CASCADE, related_name="answers")
    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="+")
    parts = models.JSONField(default=list)
    seen_up_to = models.BigIntegerField(default=0)
    state = models.CharField(max_length=8, choices=AlikeState.choices, default=AlikeState.WAITING)
    reason = models.CharField(max_length=500, blank=True)
    done_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["round", "ticket"], name="alike_once")]
        indexes: ClassVar = [models.Index(fields=["round", "id"], name="alike_waiting", condition=Q(state="waiting"))]

    def __str__(self) -> str:
        return f"{self.round_id}: {self.ticket_id} {self.state}"
