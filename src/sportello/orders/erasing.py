"""Erasing who bought: what stays of an order is what was sold, when, and what became of it."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import ProtectedError, Q

from sportello.core import events
from sportello.core.live import publish
from sportello.customers import learning
from sportello.customers.models import Customer

from .linking import EVIDENCE
from .models import Order, Return

_NOBODY: dict[str, Any] = {
    "buyer_name": "", "buyer_email": "", "buyer_relay": "", "buyer_phone": "", "buyer_id": "", "buyer_user_name": "",
    "buyer_language": "", "address": {}, "payload": {}, "customer": None,
}  # fmt: skip


@transaction.atomic
def erase_buyer(*, account_id: int, ref: str, now: datetime) -> int:
    """Erase a buyer from an account's orders; returns from how many.

    `ref` is the marketplace's id, the user name or the mail address of the buyer; "" is every buyer. The same data is
    not taken in again. Whoever we know by these orders alone is forgotten too; conversations stay.
    """
    whose = Q(buyer_id=ref) | Q(buyer_user_name__iexact=ref) | Q(buyer_email=ref.lower()) | Q(buyer_relay=ref.lower())
    found = Order.objects.filter(whose if ref else Q(), account=account_id, erased_at=None)
    rows = {order.pk: order.customer_id for order in found.select_for_update()}
    Order.objects.filter(pk__in=rows).update(**_NOBODY, erased_at=now)
    Return.objects.filter(order__in=rows).update(words="")
    forget_buyers({customer for customer in rows.values() if customer is not None}, now=now)
    for pk in rows:
        events.record(kind="order.erased", now=now, subject=("order", pk))
    if rows:
        publish("orders", {"source": account_id})
    return len(rows)


def forget_buyers(customer_ids: Collection[int], *, now: datetime) -> None:
    """Forget what erased orders told of these customers, in the caller's transaction."""
    for customer_id in sorted(customer_ids):
        _forget(customer_id, now)


def _forget(customer_id: int, now: datetime) -> None:
    """Forget a customer, or what orders alone told of them, unless another order of theirs is still here."""
    customer = Customer.objects.get(pk=customer_id)
    if Order.objects.filter(customer=customer).exists():
        return
    customer.handles.filter(evidence=EVIDENCE).delete()
    learning.forget(customer_id, source=learning.ORDER, now=now)
    if customer.handles.exists():
        return
    try:
        with transaction.atomic():
            customer.delete()
    except ProtectedError:
        # They wrote to us: the conversation keeps its customer, without what the orders told.
        return
