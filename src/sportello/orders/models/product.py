"""Products: one thing sold, with all its ids."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _


class CodeKind(models.TextChoices):
    SKU = "sku", _("SKU")
    ASIN = "asin", _("ASIN")
    EBAY_ITEM = "ebay_item", _("eBay item")
    WALMART_ITEM = "walmart_item", _("Walmart item")
    SHOPIFY_VARIANT = "shopify_variant", _("Shopify variant")


class Product(models.Model):
    """One thing sold, whatever a marketplace calls it."""

    title = models.CharField(max_length=300)
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.title


class ProductCode(models.Model):
    """One id of a product. It belongs to one product; `by_hand` keeps what a person decided from being changed."""

    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="codes")
    kind = models.CharField(max_length=16, choices=CodeKind.choices)
    value = models.CharField(max_length=120)
    by_hand = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["kind", "value"], name="product_code_unique"),
            models.CheckConstraint(name="product_code_kind", condition=models.Q(kind__in=CodeKind.values)),
        ]

    def __str__(self) -> str:
        return f"{self.kind}:{self.value}"
