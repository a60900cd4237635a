"""Shipments and where they were seen."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from .parts import Part


class Shipment(Part):
    """One parcel. `state` is one of the ten words of `carriers`, since `state_at` by the scan's or the source's clock.

    `carrier` is our code where we know it, `carrier_name` what the source calls it; `line_ids` name the lines in it.
    `followed_at` is when a service that follows parcels was last asked for it.
    """

    order = models.ForeignKey("orders.Order", on_delete=models.CASCADE, related_name="shipments")
    carrier = models.CharField(max_length=40, blank=True)
    carrier_name = models.CharField(max_length=120, blank=True)
    tracking_number = models.CharField(max_length=120, blank=True)
    plain = models.CharField(max_length=60, blank=True)
    tracking_url = models.CharField(max_length=1000, blank=True)
    state = models.CharField(max_length=24, default="unknown")
    state_at = models.DateTimeField(null=True)
    state_timed = models.BooleanField(default=False)
    shipped_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    line_ids = models.JSONField(default=list)
    followed_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["order", "external_id"], name="shipment_unique")]
        indexes: ClassVar = [
            models.Index(fields=["plain"], name="shipment_plain", condition=~Q(plain="")),
        ]

    def __str__(self) -> str:
        return self.tracking_number or self.external_id


class Scan(models.Model):
    """One place at which a parcel was seen."""

    shipment = models.ForeignKey(Shipment, on_delete=models.CASCADE, related_name="scans")
    at = models.DateTimeField()
    state = models.CharField(max_length=24)
    place = models.CharField(max_length=200, blank=True)
    words = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["shipment", "at", "state", "words"], name="scan_unique"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.state} {self.place}"
