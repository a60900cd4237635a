"""What marketplaces said of an account's health."""

from typing import ClassVar

from django.db import models

from .source import Source


class HealthReport(models.Model):
    """The report of one account, site and day (UTC). `status` and `rating` are the marketplace's own words.

    `rates` holds what `channels.health.ReportedRate.plain` gives, `violations` counts by the marketplace's names,
    `projected` is the status of its next evaluation, `missing` the permissions that the account did not give.
    """

    account = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="health_reports")
    site = models.CharField(max_length=60)
    day = models.DateField()
    at = models.DateTimeField()
    status = models.CharField(max_length=40, blank=True)
    rating = models.CharField(max_length=40, blank=True)
    rates = models.JSONField(default=list)
    violations = models.JSONField(default=dict)
    warnings = models.JSONField(default=list)
    projected = models.CharField(max_length=40, blank=True)
    missing = models.JSONField(default=list)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["account", "site", "day"], name="health_report_once_a_day")
        ]

    def __str__(self) -> str:
        return f"{self.site} on {self.day}: {self.status}"
