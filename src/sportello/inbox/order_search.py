"""Finding orders by what an agent types, and the tickets that belong to an order."""

from collections.abc import Iterable

from django.db.models import Q

from sportello.accounts.models import Agent
from sportello.accounts.roles import Permission
from sportello.customers.linking import together
from sportello.orders.models import Line, Order, Shipment
from sportello.orders.numbers import plain

from .access import tickets_for
from .models import Holding, NamedNumber, Ticket
from .models.ticket import TicketQuerySet

SHOWN = 10
SHORTEST = 3
# A common SKU stands in most orders of a shop: the latest are what anybody looks for.
NEWEST = 200


def orders(*, agent: Agent, query: str) -> list[Order]:
    """Up to ten orders for what was typed: an order's number or part of one, a parcel's number, a SKU. Latest first.

    They come complete. Never raises for what was typed.
    """
    ids = order_ids(query) if agent.may(Permission.READ_TICKETS) else []
    return list(Order.objects.filter(pk__in=ids).complete().newest_first()[:SHOWN])


def order_ids(query: str) -> list[int]:
    """The ids of the latest orders for what was typed. Words with blanks between them are nobody's number."""
    typed = query.replace("\0", "").strip().lstrip("#")
    number = plain(typed)
    if len(number) < SHORTEST or len(typed.split()) > 1:
        return []
    exact = Order.objects.filter(Q(plain=number) | Q(external_id=typed))
    by_parcel = Shipment.objects.filter(plain=number, withdrawn=False).order_by("-pk")
    by_sku = Line.objects.filter(sku__in={typed, typed.upper(), typed.lower()}, withdrawn=False).order_by("-pk")
    found = [
        *exact.values_list("pk", flat=True)[:NEWEST],
        *by_parcel.values_list("order_id", flat=True)[:NEWEST],
        *by_sku.values_list("order_id", flat=True)[:NEWEST],
    ]
    if not found and any(character.isdigit() for character in typed) and len(typed) > SHORTEST:
        found = list(
            Order.objects.filter(number__icontains=typed).order_by("-pk").values_list("pk", flat=True)[:NEWEST]
        )
    return list(dict.fromkeys(found))


def ticket_ids(query: str, *, most: int) -> list[int]:
    """The ids of the tickets of the orders that were typed, latest first."""
    found = Order.objects.filter(pk__in=order_ids(query))
    rows = list(found.values_list("number", "external_id", "customer_id")[:NEWEST])
    numbers = {number for number, _external, _customer in rows} | {external for _number, external, _customer in rows}
    return _tickets(numbers, {customer for _number, _external, customer in rows if customer}, most)


def tickets_of_order(*, agent: Agent, order: Order, most: int = 50) -> list[Ticket]:
    """The tickets whose conversation names an order, and the others of its buyer; latest first."""
    ids = _tickets({order.number, order.external_id}, {order.customer_id} if order.customer_id else set(), most)
    rows: TicketQuerySet = tickets_for(agent).filter(pk__in=ids)
    return list(rows.select_related("customer", "channel", "assignee").order_by("-last_message_at", "-pk"))


def _tickets(numbers: Iterable[str], customer_ids: Iterable[int], most: int) -> list[int]:
    values = {number.lstrip("#").lower() for number in numbers} - {""}
    named = NamedNumber.objects.filter(value__in=values).values("message__thread")
    held = Holding.objects.filter(thread__in=named, until_id=None).values("ticket")
    rows = Ticket.objects.filter(Q(pk__in=held) | Q(customer__in=together(*customer_ids)))
    return list(rows.order_by("-last_message_at").values_list("pk", flat=True)[:most])
