"""What buyers of a product ask most, for the headline of its insert."""

from collections import Counter
from datetime import datetime, timedelta

from django.utils import translation

from sportello.inbox.models import Holding, Ticket
from sportello.orders.models import Order, Product
from sportello.portal.words import TOPICS

WEEKS = timedelta(weeks=8)
MOST_ORDERS = 5000
USUAL = "where_is_my_order"
"""What buyers ask most everywhere, where nothing is known yet."""


def commonest(product: Product | None, *, now: datetime) -> str:
    """The topic asked most about orders with this product (of every product without one) in the last eight weeks."""
    tickets = Ticket.objects.filter(created_at__gt=now - WEEKS)
    if product is not None:
        orders = Order.objects.filter(lines__product=product).order_by("-placed_at")
        numbers = list(orders.values_list("number", flat=True)[:MOST_ORDERS])
        tickets = tickets.filter(pk__in=Holding.objects.filter(thread__order_id__in=numbers).values("ticket"))
    asked = Counter(topic for topics in tickets.values_list("topics", flat=True) for topic in topics)
    asked.pop("other", None)
    return min(asked, key=lambda topic: (-asked[topic], topic)) if asked else USUAL


def headline(topic: str, *, language: str) -> str:
    """A topic as buyers ask it, in their language."""
    with translation.override(language):
        return str(TOPICS[topic])
