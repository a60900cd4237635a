"""What the rules of one audience say about a version."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from .article import Audience
from .edition import Version


class Verdict(models.Model):
    """How a version stands with one audience's rules: how many blockers and how many doubts.

    `rule_pack` names the rules, and the values of policy facts, that it rests on (`checking.state_of`).

    Audience `any` stands for a visitor of whom nobody knows where they bought: its rules are everybody's together.
    `problems` keeps what was found, as `checking` writes it.
    """

    version = models.ForeignKey(Version, models.CASCADE, related_name="verdicts")
    audience = models.CharField(max_length=8, choices=Audience)
    blockers = models.PositiveIntegerField()
    doubts = models.PositiveIntegerField(default=0)
    problems = models.JSONField(default=list)
    rule_pack = models.CharField(max_length=40)
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint("version", "audience", name="verdict_once"),
            models.CheckConstraint(condition=Q(audience__in=Audience.values), name="verdict_audience_known"),
        ]
        indexes: ClassVar = [models.Index(fields=["rule_pack"], name="verdict_rule_pack")]

    def __str__(self) -> str:
        return f"{self.version_id} for {self.audience}: {self.blockers}"
