"""What else we know of a customer: not exact enough to be a handle, telling enough to suggest."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from .customer import Customer


class TraitKind(models.TextChoices):
    NAME = "name", _("Name")
    EMAIL = "email", _("E-mail address")
    RELAY = "relay", _("Relay address")
    BUYER_ID = "buyer_id", _("Buyer id")
    PHONE = "phone", _("Telephone")
    ADDRESS = "address", _("Postal address")
    ORDER = "order", _("Order")
    NAMED_ORDER = "named_order", _("Order named in a message")


class Trait(models.Model):
    """One thing that a message or an order told of a customer.

    `value` is as it is compared: a telephone number in international form, an order of theirs as its site and number;
    names and addresses as the JSON list of what `facts.Name` and `facts.Place` hold. `source` says who told: "order" or
    "message". What orders told is erased with them.
    """

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="traits")
    kind = models.CharField(max_length=12, choices=TraitKind.choices)
    value = models.CharField(max_length=500)
    source = models.CharField(max_length=12)
    first_seen_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["customer", "kind", "value", "source"], name="trait_unique"),
            models.CheckConstraint(name="trait_kind", condition=models.Q(kind__in=TraitKind.values)),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.customer_id}"


class BlockingKey(models.Model):
    """A rough key (`customers.blocking`), hashed, under which people who may be one meet; only they are compared."""

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="blocking_keys")
    key = models.CharField(max_length=16)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["key", "customer"], name="blocking_key_unique")]

    def __str__(self) -> str:
        return self.key


class Unconsidered(models.Model):
    """A customer of whom something new is known, and who was not compared with others since."""

    customer = models.OneToOneField(Customer, on_delete=models.CASCADE, primary_key=True, related_name="+")
    since = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.customer_id} since {self.since:%Y-%m-%d %H:%M}"
