"""Which conversations belong to an order, for everybody who wants all of them."""

from django.db.models import Q, QuerySet

from sportello.customers.linking import together
from sportello.inbox.models import Holding, MarketplaceNotice, Message, NamedNumber, Thread
from sportello.orders.models import Order


def threads_of(order: Order) -> "QuerySet[Thread]":
    """The threads about an order: those of its number, those of its buyer that name it, and what belongs to the same
    tickets and to no other order."""
    numbers = _numbers(order)
    of_buyer = Q(channel=order.channel_id)
    if order.customer_id is not None:
        of_buyer |= Q(customer__in=together(order.customer_id))
    lowered = {number.lstrip("#").lower() for number in numbers}
    named = NamedNumber.objects.filter(value__in=lowered).values("message__thread")
    direct = Thread.objects.filter(of_buyer).filter(Q(order_id__in=numbers) | Q(pk__in=named))
    tickets = Holding.objects.filter(thread__in=direct.values("pk"), until_id=None).values("ticket")
    beside = Holding.objects.filter(ticket__in=tickets, until_id=None).values("thread")
    return Thread.objects.filter(Q(pk__in=direct.values("pk")) | Q(pk__in=beside, order_id__in=["", *numbers]))


def messages_of(order: Order) -> "QuerySet[Message]":
    """Everything said about an order, the oldest first."""
    rows = Message.objects.filter(thread__in=threads_of(order).values("pk"))
    related = rows.select_related("agent", "outbox", "thread__channel").defer("search")
    return related.prefetch_related("attachments__blob").order_by("sent_at", "pk")


def notices_of(order: Order) -> "QuerySet[MarketplaceNotice]":
    """The marketplace's own mails about an order, the oldest first."""
    found = MarketplaceNotice.objects.filter(order_id__in=_numbers(order), channel=order.channel_id)
    return found.select_related("channel").order_by("at", "pk")


def _numbers(order: Order) -> set[str]:
    return {order.number, order.external_id} - {""}
