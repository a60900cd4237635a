"""What is printed with a road's code, how often the code was scanned, and when a road was put away."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from sportello.accounts.models import Agent
from sportello.orders.models import Product
from sportello.reading.vocabulary import TOPICS


class Insert(models.Model):
    """The words on a printed insert beside its code. Its one address is the road's, and never stands in the words.

    `product` and `batch` say in which parcels it lies. `topic` is what buyers are led to when no article is named, or
    the one that was named is gone.
    """

    road = models.OneToOneField("portal.Road", models.CASCADE, related_name="insert")
    headline = models.CharField(_("headline"), max_length=80)
    words = models.CharField(_("a line below it"), max_length=160, blank=True)
    product = models.ForeignKey(
        Product, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("product")
    )
    batch = models.CharField(_("batch"), max_length=40, blank=True)
    topic = models.CharField(_("topic"), max_length=32, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(topic__in=["", *TOPICS]), name="insert_topic"),
            models.CheckConstraint(condition=~Q(headline=""), name="insert_headline"),
        ]

    def __str__(self) -> str:
        return self.headline


class Scans(models.Model):
    """How often a code was scanned or typed on a day (UTC); without a road: codes that nobody here gave out."""

    centre = models.ForeignKey("portal.HelpCentre", models.CASCADE, related_name="scans")
    road = models.ForeignKey("portal.Road", models.CASCADE, null=True, related_name="scans")
    day = models.DateField()
    count = models.PositiveIntegerField(default=0)

    class Meta:
        ordering: ClassVar = ["-day"]
        constraints: ClassVar = [
            models.UniqueConstraint("centre", "road", "day", name="scans_once", nulls_distinct=False),
        ]

    def __str__(self) -> str:
        return f"{self.count} on {self.day}"


class RoadEnd(models.Model):
    """A road that was put away: by whom, and when. Its code goes on leading buyers: paper cannot be called back."""

    road = models.OneToOneField("portal.Road", models.CASCADE, related_name="end")
    by = models.ForeignKey(Agent, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"end of {self.road_id}"
