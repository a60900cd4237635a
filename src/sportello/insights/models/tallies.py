"""What facts come to, day by day and hour by hour, and how far events were gathered."""

from typing import ClassVar, Self

from django.db import models
from django.db.models import Q

from sportello.accounts.models import Agent


class TallyQuerySet(models.QuerySet["Tally"]):
    """Sets of tallies."""

    def of(self, *names: str) -> Self:
        """Those of these names, without what cancelled out."""
        return self.filter(name__in=names).exclude(n=0, total=0)


class Tally(models.Model):
    """What the facts of one local day come to on one channel: how many (`n`), their sum and the sum of their squares.

    `by` names a breakdown ("" for none) and `key` its value. A fact stands under every value it has, so the values of
    a breakdown need not add up to the whole.
    """

    name = models.CharField(max_length=24)
    day = models.DateField()
    channel = models.BigIntegerField()
    by = models.CharField(max_length=12, blank=True)
    key = models.CharField(max_length=40, blank=True)
    n = models.BigIntegerField()
    total = models.BigIntegerField()
    squares = models.DecimalField(max_digits=30, decimal_places=0)

    objects: ClassVar = TallyQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint("name", "by", "day", "channel", "key", name="tally_once"),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.day} {self.by}={self.key}: {self.n}, {self.total}"


class HourTally(models.Model):
    """How many answers came to be owed ("owed"), and how many were given ("ended"), in the hour that begins then."""

    name = models.CharField(max_length=8)
    hour = models.DateTimeField()
    channel = models.BigIntegerField()
    n = models.BigIntegerField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint("name", "hour", "channel", name="hour_tally_once")]

    def __str__(self) -> str:
        return f"{self.name} {self.hour}: {self.n}"


class Gathered(models.Model):
    """How far events were gathered: one row, number 1.

    Everything up to the event `event` is in the facts for good. `mark` is the last number that had been given to an
    event at `marked_at`; when nobody who was writing then still writes, it becomes `event`. `attention` is the same for
    stretches of attention. `zone` is the time zone of the days, `version` that of the way facts are made.
    """

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    event = models.BigIntegerField(default=0)
    mark = models.BigIntegerField(default=0)
    marked_at = models.DateTimeField(null=True)
    attention = models.BigIntegerField(default=0)
    zone = models.CharField(max_length=64)
    version = models.PositiveIntegerField()
    at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [models.CheckConstraint(condition=Q(id=1), name="gathered_one_row")]

    def __str__(self) -> str:
        return f"up to event {self.event}"


class HourlyCost(models.Model):
    """What an hour of an agent's work costs, from a day on, as the owner entered it."""

    since = models.DateField(unique=True)
    amount = models.DecimalField(max_digits=10, decimal_places=2)
    currency = models.CharField(max_length=3)
    by = models.ForeignKey(Agent, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["since"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="hourly_cost_is_something"),
            models.CheckConstraint(condition=Q(currency__regex=r"^[A-Z]{3}$"), name="hourly_cost_currency"),
        ]

    def __str__(self) -> str:
        return f"{self.amount} {self.currency} since {self.since}"


class BacklogForecast(models.Model):
    """What the backlog is expected to be, made at `at`: one row, number 1.

    `hours` hold, for each of the next 24 hours, its beginning (ISO 8601), expected arrivals, agents on the rota, the
    backlog expected at its end, and the ends of its interval. `why_not` is set instead when nothing can be said.
    """

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    at = models.DateTimeField()
    backlog = models.PositiveIntegerField()
    per_hour = models.FloatField(null=True)
    hours = models.JSONField(default=list)
    why_not = models.CharField(max_length=12, blank=True)

    class Meta:
        constraints: ClassVar = [models.CheckConstraint(condition=Q(id=1), name="backlog_forecast_one_row")]

    def __str__(self) -> str:
        return f"forecast of {self.at}"
