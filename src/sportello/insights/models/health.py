"""How each channel stood with its marketplace's limits, day by day."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q


class HealthStanding(models.Model):
    """One rate of one channel on one day of the reports' time zone, by our own data: `part` of `whole` cases.

    `rate` is a value of `health.limits.Rate`; the window is that of its limit on that day, `days` long.
    """

    channel = models.BigIntegerField()
    rate = models.CharField(max_length=20)
    day = models.DateField()
    days = models.PositiveSmallIntegerField()
    part = models.PositiveIntegerField()
    whole = models.PositiveIntegerField()
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["channel", "rate", "day"], name="health_standing_once_a_day"),
            models.CheckConstraint(condition=Q(part__lte=F("whole")), name="health_standing_part_of_whole"),
        ]
        indexes: ClassVar = [models.Index(fields=["day"], name="health_standing_day")]

    def __str__(self) -> str:
        return f"{self.rate} of channel {self.channel} on {self.day}: {self.part}/{self.whole}"
