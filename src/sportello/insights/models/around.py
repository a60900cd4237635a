"""What figures keep of visits and orders."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from .facts import LONGEST_CODE


class VisitFact(models.Model):
    """One self-service attempt. `outcome` is "" until it is settled; `articles` are the editions that were read."""

    visit = models.BigIntegerField(primary_key=True)
    centre = models.BigIntegerField()
    channel = models.BigIntegerField(default=0)
    language = models.CharField(max_length=10, blank=True)
    audience = models.CharField(max_length=8, blank=True)
    began_at = models.DateTimeField()
    held_out = models.BooleanField(default=False)
    at_form = models.BooleanField(default=False)
    outcome = models.CharField(max_length=10, blank=True)
    ticket = models.BigIntegerField(default=0)
    topics = ArrayField(models.CharField(max_length=LONGEST_CODE), default=list)
    articles = ArrayField(models.BigIntegerField(), default=list)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["began_at"], name="visit_fact_began")]

    def __str__(self) -> str:
        return f"visit fact {self.visit}"


class OrderFact(models.Model):
    """One order, as figures divide by it. `products` are those of its lines, `carrier` that of its first parcel.

    `is_late` says whether it was shipped after the day promised, or is not shipped and that day is over; `is_tracked`
    whether its parcels have numbers. `claimed_at` is when a claim, case or dispute was opened, `claim` its kind;
    `bad_feedback_at` when one or two stars were given.
    """

    order = models.BigIntegerField(primary_key=True)
    channel = models.BigIntegerField()
    placed_at = models.DateTimeField()
    products = ArrayField(models.BigIntegerField(), default=list)
    carrier = models.CharField(max_length=LONGEST_CODE, blank=True)
    country = models.CharField(max_length=8, blank=True)
    fulfilled_by = models.CharField(max_length=12, blank=True)
    cancelled = models.BooleanField(default=False)
    ship_by = models.DateTimeField(null=True)
    shipped_at = models.DateTimeField(null=True)
    delivered_at = models.DateTimeField(null=True)
    is_late = models.BooleanField(default=False)
    is_tracked = models.BooleanField(default=False)
    claimed_at = models.DateTimeField(null=True)
    claim = models.CharField(max_length=12, blank=True)
    bad_feedback_at = models.DateTimeField(null=True)
    return_asked_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["placed_at"], name="order_fact_placed"),
            models.Index(fields=["claimed_at"], name="order_fact_claimed", condition=Q(claimed_at__isnull=False)),
            models.Index(
                fields=["ship_by"],
                name="order_fact_to_ship",
                condition=Q(shipped_at=None, cancelled=False, is_late=False, ship_by__isnull=False),
            ),
            models.Index(
                fields=["ship_by"],
                name="order_fact_unshipped",
                condition=Q(shipped_at=None, cancelled=False, ship_by__isnull=False),
            ),
            models.Index(
                fields=["shipped_at"],
                name="order_fact_untracked",
                condition=Q(is_tracked=False, cancelled=False, shipped_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"order fact {self.order}"
