"""Who gets the weekly letter, and which one has left."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from sportello.accounts.models import Agent


class Subscription(models.Model):
    """An agent wants the weekly letter, from one moment until another."""

    agent = models.ForeignKey(Agent, on_delete=models.CASCADE, related_name="subscriptions")
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["agent"], condition=Q(ended_at=None), name="subscription_one_standing"),
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(ended_at__gte=F("began_at")), name="subscription_in_order"
            ),
        ]

    def __str__(self) -> str:
        return f"weekly letter to {self.agent_id}"


class WeeklyLetter(models.Model):
    """The letter to one agent about one week, named by its Monday.

    The row is written before the letter leaves, so that none leaves twice: one with `claimed_at` alone was being
    handed over when the worker stopped or the line broke, and nobody can know whether it arrived.
    """

    agent = models.ForeignKey(Agent, on_delete=models.CASCADE, related_name="weekly_letters")
    week = models.DateField()
    claimed_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["agent", "week"], name="weekly_letter_once")]

    def __str__(self) -> str:
        return f"letter of {self.week} to {self.agent_id}"
