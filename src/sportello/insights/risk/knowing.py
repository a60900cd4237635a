"""What is known of open tickets, in a constant number of queries for each lot of them."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import batched

from django.db.models import Prefetch

from sportello.carriers.states import State, furthest
from sportello.inbox.models import Promise, Ticket
from sportello.insights.models import IssueFact
from sportello.orders.models import Order, Return, Shipment

from .scoring import OpenTicket

LOT = 1000

type Known = tuple[Ticket, int, OpenTicket]
"""A ticket, the order it is about (0: none is known), and what the scorer wants to know."""


def open_tickets(now: datetime) -> Iterator[Known]:
    """Every unresolved ticket that is not merged into another one."""
    rows = Ticket.objects.standing().unresolved().order_by("pk")
    for lot in batched(rows.iterator(chunk_size=LOT), LOT, strict=False):
        yield from _known(lot, now)


def _known(tickets: Sequence[Ticket], now: datetime) -> Iterator[Known]:
    numbers = [ticket.pk for ticket in tickets]
    facts = IssueFact.objects.in_bulk(numbers)
    orders = _orders({fact.order for fact in facts.values() if fact.order})
    broken = _broken(numbers, now)
    for ticket in tickets:
        fact = facts.get(ticket.pk)
        order = orders.get(fact.order) if fact else None
        yield (
            ticket,
            order.pk if order else 0,
            OpenTicket(
                ticket=ticket.pk,
                opened_at=ticket.created_at,
                due_at=ticket.due_at,
                risks=frozenset(ticket.risks),
                topics=frozenset(ticket.topics),
                repeats=fact.repeats if fact else 0,
                promise_broken=ticket.pk in broken,
                parcel=_parcel(order),
                deliver_by=order.deliver_by if order else None,
                return_waits=any(one.awaits_us for one in order.returns.all()) if order else False,
                value=order.total_amount if order else None,
            ),
        )


def _orders(numbers: set[int]) -> dict[int, Order]:
    rows = Order.objects.filter(pk__in=numbers).prefetch_related(
        Prefetch("shipments", queryset=Shipment.objects.filter(withdrawn=False)),
        Prefetch("returns", queryset=Return.objects.filter(withdrawn=False)),
    )
    return {order.pk: order for order in rows}


def _parcel(order: Order | None) -> str:
    states = [State(one.state) for one in order.shipments.all()] if order else []
    # A parcel that is not there yet counts before one that is.
    under_way = [state for state in states if state is not State.DELIVERED]
    return furthest(*(under_way or states)) if states else ""


def _broken(numbers: Sequence[int], now: datetime) -> set[int]:
    late = Promise.objects.standing().filter(due_at__lt=now, holding__ticket__in=numbers)
    return set(late.values_list("holding__ticket", flat=True))
