"""Saying that two customers are one person, and taking it back, by pointer alone: nothing is copied, nothing moves.

Handles, tickets and orders stay with the customer they came by; a link is a pointer, and the chain of pointers ends at
the survivor. Who reads a person's tickets or orders reads those of everybody in `together`. So un-linking is dropping
one pointer: what was there before is there again, and what came since is with the customer it came by.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import connection, transaction
from django.utils.translation import gettext as _

from sportello.accounts.models import Agent
from sportello.core import events
from sportello.core.live import publish

from .models import Customer, CustomerLink, LinkedBy

TRIES = 5

_TOGETHER = """
WITH RECURSIVE up AS (
    SELECT id, linked_into_id, id AS of, 0 AS steps FROM customers_customer WHERE id = ANY(%s)
    UNION ALL
    SELECT next.id, next.linked_into_id, up.of, up.steps + 1 FROM customers_customer AS next
    JOIN up ON next.id = up.linked_into_id
), person AS (
    SELECT id FROM up WHERE linked_into_id IS NULL
    UNION
    SELECT child.id FROM customers_customer AS child JOIN person ON child.linked_into_id = person.id
) SELECT id FROM person ORDER BY id
"""
_SURVIVOR = """
WITH RECURSIVE up AS (
    SELECT id, linked_into_id FROM customers_customer WHERE id = %s
    UNION ALL
    SELECT next.id, next.linked_into_id FROM customers_customer AS next JOIN up ON next.id = up.linked_into_id
) SELECT id FROM up WHERE linked_into_id IS NULL
"""
_PEOPLE = """
WITH RECURSIVE up AS (
    SELECT id, linked_into_id FROM customers_customer WHERE id = ANY(%s)
    UNION
    SELECT next.id, next.linked_into_id FROM customers_customer AS next JOIN up ON next.id = up.linked_into_id
), person AS (
    SELECT id, id AS survivor FROM up WHERE linked_into_id IS NULL
    UNION ALL
    SELECT child.id, person.survivor FROM customers_customer AS child JOIN person ON child.linked_into_id = person.id
) SELECT survivor, id FROM person ORDER BY survivor, id
"""


class CannotLink(ValueError):
    """Two customers cannot be made one person; the message says why."""


class _Moved(Exception):
    """Somebody else linked one of them between our look and our locks."""


def survivor_of(customer_id: int) -> int:
    """The customer that stands for the person this one is: itself, unless it was linked into another."""
    with connection.cursor() as cursor:
        cursor.execute(_SURVIVOR, [customer_id])
        row = cursor.fetchone()
    return int(row[0]) if row else customer_id


def together(*customer_ids: int) -> list[int]:
    """The ids of all customers that are one person with these (these too), in one query. [] for ids of nobody."""
    with connection.cursor() as cursor:
        cursor.execute(_TOGETHER, [list(customer_ids)])
        return [int(row[0]) for row in cursor.fetchall()]


def people_of(customer_ids: Iterable[int]) -> dict[int, list[int]]:
    """The people these customers are, in one query: survivors, each with all customers that are this person."""
    people: dict[int, list[int]] = {}
    with connection.cursor() as cursor:
        cursor.execute(_PEOPLE, [list(customer_ids)])
        for survivor, member in cursor.fetchall():
            people.setdefault(int(survivor), []).append(int(member))
    return people


def link(
    *, customer: Customer, into: Customer, way: LinkedBy, by: Agent | None, now: datetime, reasons: Iterable[str] = ()
) -> CustomerLink:
    """Say that two customers are one person; of linked ones their survivors are meant, the one known longer survives.

    Raises `CannotLink` when they are one already.
    """
    for attempt in range(TRIES):
        try:
            with transaction.atomic():
                return _link(customer.pk, into.pk, way, by, now, list(reasons))
        except _Moved:
            if attempt == TRIES - 1:
                raise CannotLink(_("Somebody else is changing these customers. Try again.")) from None
    raise AssertionError("the loop returns or raises")


@transaction.atomic
def unlink(*, link: CustomerLink, by: Agent | None, now: datetime) -> CustomerLink:
    """Take a link back, at any later time and in any order. On one that is undone nothing happens."""
    row = CustomerLink.objects.select_for_update(no_key=True).get(pk=link.pk)
    if row.undone_at is not None:
        return row
    _locked([row.customer_id])
    row.undone_at, row.undone_by = now, by
    row.save(update_fields=["undone_at", "undone_by"])
    Customer.objects.filter(pk=row.customer_id).update(linked_into=None)
    _tell("customer.unlinked", row, by, now)
    return row


def _link(
    one_id: int, other_id: int, way: LinkedBy, by: Agent | None, now: datetime, reasons: list[str]
) -> CustomerLink:
    ids = sorted({survivor_of(one_id), survivor_of(other_id)})
    if len(ids) == 1:
        raise CannotLink(_("These are one person already."))
    rows = _locked(ids)
    if len(rows) != 2 or any(row.linked_into_id is not None for row in rows):
        raise _Moved
    into, customer = sorted(rows, key=lambda row: (row.created_at, row.pk))
    made = CustomerLink.objects.create(customer=customer, into=into, way=way, reasons=reasons, by=by, at=now)
    Customer.objects.filter(pk=customer.pk).update(linked_into=into)
    _tell("customer.linked", made, by, now)
    return made


def _locked(ids: Sequence[int]) -> list[Customer]:
    """The rows, locked in the order of their ids, which everybody keeps."""
    return list(Customer.objects.filter(pk__in=ids).order_by("pk").select_for_update(of=("self",), no_key=True))


def _tell(kind: str, row: CustomerLink, by: Agent | None, now: datetime) -> None:
    data: dict[str, int | str] = {"link": row.pk, "into": row.into_id, "way": str(row.way)}
    events.record(kind=kind, now=now, subject=("customer", row.customer_id), actor=by.pk if by else None, data=data)
    publish("customer", {"customer": row.into_id})
