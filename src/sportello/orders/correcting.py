"""Correcting by hand which ids are one product. What a person decided, recording leaves alone."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from sportello.accounts.models import Agent
from sportello.core import events

from .models import CodeKind, Line, Product, ProductCode


@transaction.atomic
def join(*, product: Product, into: Product, by: Agent, now: datetime) -> Product:
    """Make two products one: all ids and lines of `product` go to `into`. Raises ValueError for one and the same."""
    if product.pk == into.pk:
        raise ValueError("a product cannot be joined with itself")
    locked = {row.pk: row for row in Product.objects.filter(pk__in=[product.pk, into.pk]).select_for_update()}
    if len(locked) != 2:
        raise ValueError("one of the products is gone")
    ProductCode.objects.filter(product=product.pk).update(product=into, by_hand=True)
    Line.objects.filter(product=product.pk).update(product=into)
    Product.objects.filter(pk=product.pk).delete()
    events.record(
        kind="product.joined", now=now, subject=("product", into.pk), actor=by.pk, data={"product": product.pk}
    )
    return locked[into.pk]


@transaction.atomic
def part(*, code: ProductCode, by: Agent, now: datetime) -> Product:
    """Make the thing that one id names a product of its own, and give it the lines that it decides.

    An id that is alone already keeps its product. The product is returned.
    """
    row = ProductCode.objects.select_related("product").select_for_update(of=("self",)).get(pk=code.pk)
    if not ProductCode.objects.filter(product=row.product_id).exclude(pk=row.pk).exists():
        return row.product
    left = row.product
    row.product, row.by_hand = Product.objects.create(title=left.title, created_at=now), True
    row.save(update_fields=["product", "by_hand"])
    Line.objects.filter(_with(row), product=left).update(product=row.product)
    data = {"product": left.pk, "code": row.pk}
    events.record(kind="product.parted", now=now, subject=("product", row.product_id), actor=by.pk, data=data)
    return row.product


def _with(code: ProductCode) -> Q:
    """The lines that an id decides about: a marketplace's id only where no SKU does."""
    return Q(sku=code.value) if code.kind == CodeKind.SKU else Q(**{f"codes__{code.kind}": code.value}, sku="")
