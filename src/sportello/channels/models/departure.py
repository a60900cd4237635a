"""What we tell marketplaces of parcels that left."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import pgettext_lazy


class DepartureState(models.TextChoices):
    """Where our word about a parcel stands."""

    WAITING = "waiting", pgettext_lazy("shipment", "Being reported")
    SENT = "sent", pgettext_lazy("shipment", "Reported")
    FAILED = "failed", pgettext_lazy("shipment", "Not taken")
    WITHDRAWN = "withdrawn", pgettext_lazy("shipment", "Taken back")


class DepartureQuerySet(models.QuerySet["Departure"]):
    """Departures, by what became of them."""

    def counting(self) -> "DepartureQuerySet":
        """Those that the marketplace knows of, or soon will."""
        return self.filter(state__in=[DepartureState.WAITING, DepartureState.SENT])


class Departure(models.Model):
    """A parcel that an agent says has left; the account's runner tells the marketplace, under this row's own number.

    A crash after the marketplace took it does no harm: told again under the same number it is the same parcel. `plain`
    is the tracking number as numbers are compared; a parcel is reported once. `quantities` are by the source's ids of
    the order's lines.
    """

    order = models.ForeignKey("orders.Order", on_delete=models.CASCADE, related_name="departures")
    carrier = models.CharField(max_length=40, blank=True)
    carrier_name = models.CharField(max_length=120)
    tracking_number = models.CharField(max_length=120)
    plain = models.CharField(max_length=120)
    shipped_at = models.DateTimeField()
    quantities = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=DepartureState.choices, default=DepartureState.WAITING)
    said = models.CharField(max_length=500, blank=True)
    agent = models.ForeignKey("accounts.Agent", null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)

    objects = DepartureQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["order", "plain"], condition=Q(state__in=["waiting", "sent"]), name="departure_told_once"
            ),
            models.CheckConstraint(
                name="departure_settled_with_its_time",
                condition=Q(state="waiting", settled_at=None) | ~Q(state="waiting") & Q(settled_at__isnull=False),
            ),
            models.CheckConstraint(name="departure_has_a_number", condition=~Q(plain="")),
        ]

    def __str__(self) -> str:
        return f"{self.tracking_number} {self.state}"
