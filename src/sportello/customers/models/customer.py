"""Customers and the ways we know them."""

from typing import ClassVar

from django.contrib.postgres.indexes import GinIndex
from django.db import models


class HandleKind(models.TextChoices):
    EMAIL = "email"
    RELAY = "relay"
    BUYER_ID = "buyer_id"
    ORDER = "order"


class Customer(models.Model):
    """A person who writes to us, on whatever channel.

    `linked_into` repeats what a standing `CustomerLink` says: this is one person with that customer. Only
    `customers.linking` writes it; the chain of pointers ends at the survivor.
    """

    name = models.CharField(max_length=200, blank=True)
    language = models.CharField(max_length=8, blank=True)
    created_at = models.DateTimeField()
    linked_into = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="linked", db_index=False
    )

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["created_at"], name="customer_created"),
            models.Index(fields=["linked_into"], name="customer_linked", condition=models.Q(linked_into__isnull=False)),
            GinIndex(fields=["name"], name="customer_name_part", opclasses=["gin_trgm_ops"]),
        ]

    def __str__(self) -> str:
        return self.name or f"#{self.pk}"


class Handle(models.Model):
    """One way we know a customer. It belongs to one customer, by evidence; a constraint keeps it so."""

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="handles")
    kind = models.CharField(max_length=12, choices=HandleKind.choices)
    value = models.CharField(max_length=320)
    evidence = models.CharField(max_length=60)
    first_seen_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["kind", "value"], name="handle_unique")]
        indexes: ClassVar = [
            models.Index(fields=["customer"], name="handle_customer"),
            GinIndex(fields=["value"], name="handle_part", opclasses=["gin_trgm_ops"]),
        ]

    def __str__(self) -> str:
        return f"{self.kind}:{self.value}"
