"""Orders and their lines."""

from typing import ClassVar, Self

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Prefetch, Q
from django.utils.translation import gettext_lazy as _

from sportello.orders.records import Money

from .parts import Part, both_or_neither


class State(models.TextChoices):
    """Where an order stands (`records.OrderState`), in words."""

    PENDING = "pending", _("Pending")
    UNSHIPPED = "unshipped", _("To be shipped")
    PARTLY_SHIPPED = "partly_shipped", _("Partly shipped")
    SHIPPED = "shipped", _("Shipped")
    DELIVERED = "delivered", _("Delivered")
    CANCELLED = "cancelled", _("Cancelled")


class FulfilledBy(models.TextChoices):
    """Who ships (`records.Fulfiller`)."""

    MARKETPLACE = "marketplace", _("the marketplace")
    SELLER = "seller", _("the seller")


class OrderQuerySet(models.QuerySet["Order"]):
    """Sets of orders."""

    def complete(self) -> Self:
        """With channel, lines and their products, parcels with scans (newest first), refunds, returns and claims, in
        a constant number of queries. What a source has withdrawn is left out."""
        from .after_sale import Claim, Refund, Return
        from .parcel import Scan, Shipment

        scans = Prefetch("scans", queryset=Scan.objects.order_by("-at", "-id"))
        return self.select_related("channel", "account", "customer").prefetch_related(
            Prefetch("lines", queryset=Line.objects.filter(withdrawn=False).select_related("product").order_by("id")),
            Prefetch(
                "shipments", queryset=Shipment.objects.filter(withdrawn=False).order_by("id").prefetch_related(scans)
            ),
            Prefetch("refunds", queryset=Refund.objects.filter(withdrawn=False).order_by("at", "id")),
            Prefetch("returns", queryset=Return.objects.filter(withdrawn=False).order_by("requested_at", "id")),
            Prefetch("claims", queryset=Claim.objects.filter(withdrawn=False).order_by("opened_at", "id")),
        )

    def newest_first(self) -> Self:
        """As placed, newest first."""
        return self.order_by("-placed_at", "-id")


class Order(models.Model):
    """One order of one account, as the newest that we heard of it says.

    `plain` is the number as it is searched (`numbers.plain`). `changed_at` is by the source's clock, `seen_at` when we
    last heard of it. `told` says when what the newest record left out was told last. `erased_at` is when the buyer's
    data was erased: it is not taken in again. `address` has the fields of `records.Address`.
    """

    account = models.ForeignKey("channels.Source", on_delete=models.PROTECT, related_name="orders")
    channel = models.ForeignKey("channels.Channel", on_delete=models.PROTECT, related_name="orders")
    external_id = models.CharField(max_length=200)
    number = models.CharField(max_length=60)
    plain = models.CharField(max_length=60)
    site = models.CharField(max_length=60, blank=True)
    placed_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    state = models.CharField(max_length=16, choices=State.choices)
    fulfilled_by = models.CharField(max_length=12, choices=FulfilledBy.choices)
    total_amount = models.DecimalField(max_digits=14, decimal_places=4, null=True)
    total_currency = models.CharField(max_length=8, blank=True)
    buyer_name = models.CharField(max_length=200, blank=True)
    buyer_email = models.CharField(max_length=320, blank=True)
    buyer_relay = models.CharField(max_length=320, blank=True)
    buyer_phone = models.CharField(max_length=60, blank=True)
    buyer_id = models.CharField(max_length=200, blank=True)
    buyer_user_name = models.CharField(max_length=200, blank=True)
    buyer_language = models.CharField(max_length=16, blank=True)
    address = models.JSONField(default=dict)
    customer = models.ForeignKey("customers.Customer", null=True, on_delete=models.SET_NULL, related_name="orders")
    cancel_wanted_at = models.DateTimeField(null=True)
    ship_by = models.DateTimeField(null=True)
    deliver_from = models.DateTimeField(null=True)
    deliver_by = models.DateTimeField(null=True)
    page_url = models.CharField(max_length=1000, blank=True)
    payload = models.JSONField(default=dict)
    told = models.JSONField(default=dict)
    listed = models.JSONField(default=dict)
    erased_at = models.DateTimeField(null=True)

    objects: ClassVar = OrderQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["account", "external_id"], name="order_unique"),
            models.CheckConstraint(name="order_state", condition=Q(state__in=State.values)),
            models.CheckConstraint(name="order_fulfilled_by", condition=Q(fulfilled_by__in=FulfilledBy.values)),
            models.CheckConstraint(
                name="order_total_has_currency", condition=both_or_neither("total_amount", "total_currency")
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["number"], name="order_number"),
            models.Index(fields=["plain"], name="order_plain"),
            models.Index(fields=["external_id"], name="order_external_id"),
            GinIndex(fields=["number"], name="order_number_part", opclasses=["gin_trgm_ops"]),
            models.Index(fields=["customer", "-placed_at"], name="order_customer"),
            models.Index(fields=["channel", "-placed_at"], name="order_channel"),
            models.Index(fields=["-placed_at", "-id"], name="order_latest"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def total(self) -> Money | None:
        """What the buyer paid, when the source said so."""
        return Money(self.total_amount, self.total_currency) if self.total_amount is not None else None


class Line(Part):
    """One line of an order."""

    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="lines")
    product = models.ForeignKey("orders.Product", null=True, on_delete=models.SET_NULL, related_name="lines")
    title = models.CharField(max_length=500)
    quantity = models.PositiveIntegerField()
    sku = models.CharField(max_length=120, blank=True)
    codes = models.JSONField(default=dict)
    price_amount = models.DecimalField(max_digits=14, decimal_places=4, null=True)
    price_currency = models.CharField(max_length=8, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["order", "external_id"], name="line_unique"),
            models.CheckConstraint(
                name="line_price_has_currency", condition=both_or_neither("price_amount", "price_currency")
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["sku"], name="line_sku", condition=~Q(sku=""))]

    def __str__(self) -> str:
        return f"{self.quantity} x {self.title}"

    @property
    def unit_price(self) -> Money | None:
        """What one of it costs, when the source said so."""
        return Money(self.price_amount, self.price_currency) if self.price_amount is not None else None
