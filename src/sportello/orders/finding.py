"""Finding orders: by the numbers that people name, by customer, for a ticket. Sets come complete, newest first."""

from collections.abc import Iterable

from django.db.models import Q

from sportello.customers.models import Customer

from .models import Order, OrderQuerySet
from .numbers import plain


def mentioned(numbers: Iterable[str], site: str = "") -> OrderQuerySet:
    """The orders with these numbers, as they are typed (with or without hyphens, "#1042"); `site` "" is any site.

    The source's own id counts as a number too, because Walmart shows buyers another one than sellers.
    """
    found = Order.objects.filter(_named(numbers))
    return (found.filter(site=site) if site else found).complete().newest_first()


def of_customer(customer: Customer | int) -> OrderQuerySet:
    """A customer's orders, on every channel."""
    found: OrderQuerySet = Order.objects.filter(customer=customer).complete().newest_first()
    return found


def of_ticket(*, numbers: Iterable[str], customer_ids: Iterable[int]) -> OrderQuerySet:
    """The orders that a ticket's conversation names, and those of its customers."""
    found = Order.objects.filter(_named(numbers) | Q(customer__in=list(customer_ids)))
    return found.complete().newest_first()


def _named(numbers: Iterable[str]) -> Q:
    written = [number.strip() for number in numbers]
    return Q(plain__in={plain(number) for number in written} - {""}) | Q(external_id__in=written)
