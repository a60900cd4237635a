"""One person: everything we hold of them, to hand over or to erase."""

import io
import json
import zipfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models, transaction
from django.db.models import Q

from sportello.accounts import audit
from sportello.core.pseudonyms import pseudonym
from sportello.customers.linking import together
from sportello.customers.models import Customer, Handle
from sportello.inbox.models import MarketplaceNotice, Thread, Ticket
from sportello.orders.models import Order
from sportello.orders.numbers import plain

from . import due
from .erasing import reached
from .plan import Plan, Scope
from .running import erase_customers, erase_notices, erase_orders, erase_threads


@dataclass(frozen=True, slots=True)
class Person:
    """The customers that are one person, and the ids of what is theirs."""

    customers: tuple[int, ...]
    theirs: dict[Scope, list[int]]


@dataclass(frozen=True, slots=True)
class Erased:
    """What was erased, rows by model, and the orders and conversations that something keeps for now."""

    rows: Counter[str]
    held_orders: tuple[str, ...]
    held_threads: tuple[int, ...]


def find(named: str) -> Person | None:
    """Whoever is known by this address, marketplace id or order number, on all channels; None for nobody.

    Customers who are one person only by a suggestion that nobody accepted are not among them.
    """
    value = "".join(named.split()).lower()
    handles = Handle.objects.filter(value__in=(value, pseudonym(value)))
    ids = set(handles.values_list("customer", flat=True))
    bought = Order.objects.filter(Q(plain=plain(named)) | Q(buyer_email__iexact=value) | Q(buyer_relay__iexact=value))
    ids |= set(bought.exclude(customer=None).values_list("customer", flat=True)) if value else set()
    found = tuple(together(*(pk for pk in ids if pk is not None))) if ids else ()
    return _person(found) if found else None


def _person(customers: tuple[int, ...]) -> Person:
    orders = dict(Order.objects.filter(customer__in=customers).values_list("pk", "number"))
    threads = list(Thread.objects.filter(customer__in=customers).values_list("pk", flat=True))
    numbers = [number for number in orders.values() if number]
    theirs = {
        Scope.ORDER: list(orders),
        Scope.NOTICE: list(MarketplaceNotice.objects.filter(order_id__in=numbers).values_list("pk", flat=True)),
        Scope.THREAD: threads,
        Scope.TICKET: list(Ticket.objects.filter(holdings__thread__in=threads).values_list("pk", flat=True).distinct()),
        Scope.CUSTOMER: list(customers),
    }
    return Person(customers, theirs)


def export(plan: Plan, person: Person, *, now: datetime) -> bytes:
    """A zip file with person.json (rows by model) and their mails and files; the export is noted in the audit."""
    made = io.BytesIO()
    rows: dict[str, list[dict[str, Any]]] = {}
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for model, row in _rows(plan, person):
            rows.setdefault(model, []).append(_told(model, row, archive))
        archive.writestr("person.json", json.dumps(rows, cls=DjangoJSONEncoder, ensure_ascii=False, indent=1))
    for pk in person.customers:
        audit.note(act="person.exported", now=now, subject=("customer", pk))
    return made.getvalue()


def _rows(plan: Plan, person: Person) -> Iterator[tuple[str, models.Model]]:
    for entry in plan.models.values():
        seen: set[object] = set()
        for scope, ids in person.theirs.items():
            for deleted in (True, False):
                found = reached(entry, scope, ids, deleted=deleted)
                for row in found.order_by("pk") if found is not None else ():
                    if row.pk not in seen:
                        seen.add(row.pk)
                        yield entry.model, row


def _told(model: str, row: models.Model, archive: zipfile.ZipFile) -> dict[str, Any]:
    """A row's columns; bytes become a file of the archive, named in their place."""
    told: dict[str, Any] = {}
    for column in row._meta.local_fields:
        value = getattr(row, column.attname)
        if isinstance(value, bytes | memoryview):
            name = f"{model}/{row.pk}.{'eml' if model == 'channels.RawContent' else 'bin'}"
            archive.writestr(name, bytes(value))
            value = name
        told[column.attname] = value
    return told


@transaction.atomic
def forget(plan: Plan, person: Person, *, now: datetime) -> Erased:
    """Erase a person at once, whatever time is left; what a claim, a ticket or a promise still needs is kept and named.

    With something kept, who they are stays too: repeat it when that has ended. Noted in the audit.
    """
    kept_orders = Order.objects.filter(due.held_orders(), pk__in=person.theirs[Scope.ORDER])
    kept_threads = Thread.objects.filter(due.held_threads(), pk__in=person.theirs[Scope.THREAD])
    numbers, held = dict(kept_orders.values_list("pk", "number")), set(kept_threads.values_list("pk", flat=True))
    rows = erase_notices(plan, _notices(person, set(numbers.values())), now)
    rows += erase_orders(plan, [pk for pk in person.theirs[Scope.ORDER] if pk not in numbers], now)
    rows += erase_threads(plan, [pk for pk in person.theirs[Scope.THREAD] if pk not in held], now)
    if not numbers and not held:
        there = Customer.objects.filter(pk__in=person.customers).values_list("pk", flat=True)
        rows += erase_customers(plan, list(there), now)
    for pk in person.customers:
        audit.note(act="person.erased", now=now, subject=("customer", pk))
    return Erased(rows, tuple(sorted(numbers.values())), tuple(sorted(held)))


def _notices(person: Person, held_numbers: set[str]) -> list[int]:
    rows = MarketplaceNotice.objects.filter(pk__in=person.theirs[Scope.NOTICE]).exclude(order_id__in=held_numbers)
    return list(rows.values_list("pk", flat=True))
