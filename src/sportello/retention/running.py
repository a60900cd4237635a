"""Letting the file be obeyed: everything whose time is over goes, in small transactions, with an entry of what was."""

from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.apps import apps
from django.db import transaction
from django.db.models import Q, QuerySet

from sportello.accounts import audit
from sportello.core import events
from sportello.customers.models import Customer
from sportello.inbox import standing
from sportello.inbox.models import Ticket
from sportello.orders.erasing import forget_buyers
from sportello.orders.models import Order

from . import due
from .erasing import erase
from .plan import Entry, Plan, Scope

BATCH = 100
MOST = 5000
"""Rows of a kind in one run; what is more goes an hour later."""

type Erase = Callable[[Plan, Collection[int], datetime], Counter[str]]


@dataclass(slots=True)
class Run:
    """What a run did: rows by model; and what it left, because something keeps it, by scope."""

    rows: Counter[str] = field(default_factory=Counter)
    held: dict[str, int] = field(default_factory=dict)


def run(plan: Plan, *, now: datetime, most: int = MOST) -> Run:
    """Erase and delete what is due at `now`. Raises nothing of its own; a run that is killed goes on with the next.

    Orders go first: a conversation waits until its order is erased. What happened is one entry of the audit, and an
    event for each order, conversation and customer.
    """
    done = Run(held=held(plan, now))
    steps: Sequence[tuple[QuerySet[Any], Erase]] = (
        (due.orders(plan, now).exclude(due.held_orders()), erase_orders),
        (due.notices(plan, now), erase_notices),
        (due.threads(plan, now).exclude(due.held_threads()), erase_threads),
        (due.customers(plan, now), erase_customers),
    )
    for rows, act in steps:
        done.rows += _in_batches(plan, rows, act, now, most)
    for entry in plan.models.values():
        done.rows[entry.model] += _expire(entry, now, most)
    done.rows = +done.rows
    if done.rows:
        audit.note(act="retention.ran", now=now)
    return done


def held(plan: Plan, now: datetime) -> dict[str, int]:
    """How many orders and conversations would be due, but are kept by a claim, a running ticket or a promise."""
    kept = {
        Scope.ORDER.value: due.orders(plan, now).filter(due.held_orders()).count(),
        Scope.THREAD.value: due.threads(plan, now).filter(due.held_threads()).count(),
    }
    return {name: count for name, count in kept.items() if count}


def erase_orders(plan: Plan, ids: Collection[int], now: datetime) -> Counter[str]:
    """Erase who bought, of these orders; whoever is known by them alone is forgotten."""
    buyers = set(Order.objects.filter(pk__in=ids).exclude(customer=None).values_list("customer", flat=True))
    done = erase(plan, Scope.ORDER, ids, now=now)
    forget_buyers({pk for pk in buyers if pk is not None}, now=now)
    _record("order", ids, now)
    return done


def erase_notices(plan: Plan, ids: Collection[int], now: datetime) -> Counter[str]:
    """Erase what marketplaces wrote about orders."""
    return erase(plan, Scope.NOTICE, ids, now=now)


def erase_threads(plan: Plan, ids: Collection[int], now: datetime) -> Counter[str]:
    """Erase conversations, and what agents wrote in the tickets that hold them."""
    tickets = list(Ticket.objects.filter(holdings__thread__in=ids).values_list("pk", flat=True).distinct())
    done = erase(plan, Scope.THREAD, ids, now=now) + erase(plan, Scope.TICKET, tickets, now=now)
    for ticket in Ticket.objects.filter(pk__in=tickets):
        standing.hear_again(ticket)
    _record("thread", ids, now)
    return done


def erase_customers(plan: Plan, ids: Collection[int], now: datetime) -> Counter[str]:
    """Erase who customers are; a keyed hash of each handle stays, by which they are known when they write again."""
    done = erase(plan, Scope.CUSTOMER, ids, now=now)
    Customer.objects.filter(pk__in=ids, tickets=None, threads=None, handles=None).delete()
    _record("customer", ids, now)
    return done


def _record(kind: str, ids: Collection[int], now: datetime) -> None:
    for pk in ids:
        events.record(kind=f"{kind}.erased", now=now, subject=(kind, pk))


def _in_batches(plan: Plan, rows: QuerySet[Any], act: Erase, now: datetime, most: int) -> Counter[str]:
    done: Counter[str] = Counter()
    last = count = 0
    while count < most:
        with transaction.atomic():
            ids = due.ids(rows.filter(pk__gt=last), BATCH)
            if not ids:
                break
            done += act(plan, ids, now)
        last, count = ids[-1], count + len(ids)
    return done


def _expire(entry: Entry, now: datetime, most: int) -> int:
    """Delete the rows of a model whose own time is over."""
    if entry.expires is None:
        return 0
    manager = apps.get_model(entry.model)._default_manager
    over = Q(**{f"{entry.expires.at}__lt": now - entry.expires.after})
    for name in entry.expires.unless:
        over &= Q(**{name: None})
    if entry.expires.once:
        over &= ~Q(**{entry.expires.once: None})
    ids = list(manager.filter(over).values_list("pk", flat=True)[:most])
    return int(manager.filter(pk__in=ids).delete()[1].get(entry.model, 0))
