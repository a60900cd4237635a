"""Tickets that were put together, and everything it takes to part them again."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from sportello.accounts.models import Agent

from .thread import Thread
from .ticket import Resolution, Ticket


class MergedBy(models.TextChoices):
    """What led to a merge."""

    SUGGESTION = "suggestion", _("a suggestion")
    HAND = "hand", _("by hand")
    RULE = "rule", _("a rule of the owner's")


class Merge(models.Model):
    """A ticket that was put into another one, until it is undone. At most one stands for each ticket.

    The `was_` columns say what the surviving ticket had before, where merging changed it.
    """

    ticket = models.ForeignKey(Ticket, on_delete=models.PROTECT, related_name="merges")
    into = models.ForeignKey(Ticket, on_delete=models.PROTECT, related_name="absorbed")
    way = models.CharField(max_length=12, choices=MergedBy.choices)
    by = models.ForeignKey(Agent, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()
    was_primary = models.ForeignKey(Thread, null=True, on_delete=models.SET_NULL, related_name="+")
    was_assignee = models.ForeignKey(Agent, null=True, on_delete=models.SET_NULL, related_name="+")
    took_assignee = models.BooleanField(default=False)
    reopened = models.ForeignKey(Resolution, null=True, on_delete=models.SET_NULL, related_name="+")
    undone_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(Agent, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["ticket"], condition=Q(undone_at=None), name="merge_one_standing"),
            models.CheckConstraint(condition=~Q(ticket=F("into")), name="merge_of_two"),
        ]
        indexes: ClassVar = [models.Index(fields=["into"], name="merge_into", condition=Q(undone_at=None))]

    def __str__(self) -> str:
        return f"{self.ticket_id} into {self.into_id}"
