"""How likely open tickets are to become a claim or bad feedback, what became of them, and what was learnt from that."""

from typing import ClassVar, Self

from django.db import models
from django.db.models import Q


class RiskScoreQuerySet(models.QuerySet["RiskScore"]):
    """Sets of scored tickets."""

    def standing(self) -> Self:
        """Of tickets that are open."""
        return self.filter(ended_at=None)

    def highest_first(self) -> Self:
        """The likeliest first."""
        return self.order_by("-chance", "ticket")


class RiskScore(models.Model):
    """One ticket, as long as it is open and until its outcome is known.

    `signs` holds what it shows (sign: strength) and `chance` what that comes to, at `scored_at`; `version` is the model
    that said so (0: the prior weights). `listed_at` is when it first stood on the list. When a claim or bad feedback
    comes on its order, or its time is over, the signs stay what they were last before that: learning reads them.
    """

    ticket = models.BigIntegerField(primary_key=True)
    channel = models.BigIntegerField()
    order = models.BigIntegerField(default=0)
    opened_at = models.DateTimeField()
    chance = models.FloatField()
    signs = models.JSONField(default=dict)
    version = models.PositiveIntegerField(default=0)
    scored_at = models.DateTimeField()
    listed_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    came_at = models.DateTimeField(null=True)
    came = models.CharField(max_length=12, blank=True)
    settled_at = models.DateTimeField(null=True)

    objects: ClassVar = RiskScoreQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(chance__gte=0, chance__lte=1), name="risk_score_chance"),
            models.CheckConstraint(
                condition=Q(came_at=None, came="") | Q(came_at__isnull=False) & ~Q(came=""), name="risk_score_came_as"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["-chance", "ticket"], name="risk_score_highest", condition=Q(ended_at=None)),
            models.Index(fields=["order"], name="risk_score_order", condition=Q(settled_at=None) & ~Q(order=0)),
            models.Index(fields=["settled_at"], name="risk_score_settled"),
        ]

    def __str__(self) -> str:
        return f"ticket {self.ticket}: {self.chance:.2f}"


class RiskModel(models.Model):
    """Weights that were learnt: `weights` by sign and "base", from `examples` settled tickets, of which `came` did."""

    learnt_at = models.DateTimeField()
    weights = models.JSONField()
    examples = models.PositiveIntegerField()
    came = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"risk model {self.pk}"
