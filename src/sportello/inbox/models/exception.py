"""Something granted beyond policy."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from sportello.accounts.models import Agent

LONGEST = 300


class PolicyException(models.Model):
    """What a buyer was granted beyond policy, why, and who approved it; it stands until it is withdrawn.

    `order` is what it was granted for, where that is known.
    """

    ticket = models.ForeignKey("inbox.Ticket", on_delete=models.CASCADE, related_name="exceptions")
    order = models.ForeignKey("orders.Order", null=True, on_delete=models.SET_NULL, related_name="exceptions")
    what = models.CharField(max_length=LONGEST)
    reason = models.CharField(max_length=LONGEST)
    approved_by = models.ForeignKey(Agent, null=True, on_delete=models.SET_NULL, related_name="+")
    by = models.ForeignKey(Agent, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(Agent, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(name="exception_says_what_and_why", condition=~Q(what="") & ~Q(reason="")),
        ]

    def __str__(self) -> str:
        return self.what
