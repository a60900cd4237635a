"""Who is one person with whom: what we did about it, and what we suggest."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from sportello.accounts.models import Agent

from .customer import Customer


class LinkedBy(models.TextChoices):
    """What led to a link."""

    EVIDENCE = "evidence", _("exact evidence")
    SUGGESTION = "suggestion", _("a suggestion")
    HAND = "hand", _("by hand")


class CustomerLink(models.Model):
    """A customer is one person with another, until it is undone. At most one stands for each customer.

    Nothing moves: handles, tickets and orders stay whose they are, so that undoing is dropping the pointer. `reasons`
    are codes of `customers.identity`.
    """

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="links")
    into = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="absorbed")
    way = models.CharField(max_length=12, choices=LinkedBy.choices)
    reasons = models.JSONField(default=list)
    by = models.ForeignKey(Agent, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(Agent, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["customer"], condition=Q(undone_at=None), name="customer_link_one_standing"
            ),
            models.CheckConstraint(condition=~Q(customer=F("into")), name="customer_link_of_two"),
            models.CheckConstraint(name="customer_link_way", condition=Q(way__in=LinkedBy.values)),
        ]
        indexes: ClassVar = [models.Index(fields=["into"], name="customer_link_into", condition=Q(undone_at=None))]

    def __str__(self) -> str:
        return f"{self.customer_id} is {self.into_id}"


class SuggestionState(models.TextChoices):
    """What became of a suggestion."""

    STANDING = "standing", _("Suggested")
    ACCEPTED = "accepted", _("Accepted")
    REFUSED = "refused", _("Not the same person")
    WITHDRAWN = "withdrawn", _("No longer suggested")


class Suggestion(models.Model):
    """Two customers that may be one person, with the reasons (codes of `customers.identity`) and the scorer's version.

    One row for each pair, the lower id first. A refused one is remembered for good.
    """

    low = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="+")
    high = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="+")
    score = models.FloatField(default=0.0)
    reasons = models.JSONField(default=list)
    version = models.CharField(max_length=20)
    state = models.CharField(max_length=12, choices=SuggestionState.choices, default=SuggestionState.STANDING)
    made_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(Agent, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["low", "high"], name="suggestion_unique"),
            models.CheckConstraint(condition=Q(low__lt=F("high")), name="suggestion_in_order"),
            models.CheckConstraint(name="suggestion_state", condition=Q(state__in=SuggestionState.values)),
        ]
        indexes: ClassVar = [models.Index(fields=["state", "-made_at"], name="suggestion_state_latest")]

    def __str__(self) -> str:
        return f"{self.low_id} may be {self.high_id}"
