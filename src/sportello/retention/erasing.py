"""Executing the plan on rows: what is reached from orders, threads, tickets or customers is emptied or deleted."""

from collections import Counter
from collections.abc import Collection, Iterator
from datetime import datetime
from typing import Any

from django.apps import apps
from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet

from sportello.core.pseudonyms import MARK, pseudonym

from .columns import erased
from .plan import Act, Entry, Plan, Scope

type Rows = QuerySet[Any]


def erase(plan: Plan, scope: Scope, ids: Collection[int], *, now: datetime) -> Counter[str]:
    """Erase everything that the plan reaches from these ids, in the caller's transaction; how many rows by model.

    What is deleted goes before what is emptied, so that a row which leads to another one still does.
    """
    done: Counter[str] = Counter()
    for entry in plan.models.values():
        if rows := reached(entry, scope, ids, deleted=True):
            done[entry.model] += _delete(entry, rows)
    for entry in plan.models.values():
        if rows := reached(entry, scope, ids, deleted=False):
            done[entry.model] += _empty(entry, rows, now)
    return +done


def reached(entry: Entry, scope: Scope, ids: Collection[int], *, deleted: bool) -> Rows | None:
    """The rows of a model that are deleted (or else emptied) with these ids; None when it is not concerned."""
    ways = [way for way in (entry.deleted if deleted else entry.erased) if way.scope is scope]
    if not ways:
        return None
    whose = Q()
    for way in ways:
        whose |= Q(**{f"{way.lookup}__in": list(ids)})
    manager = apps.get_model(entry.model)._default_manager
    # Joins to many rows would name a row twice, and such a query cannot be updated.
    rows: Rows = manager.filter(pk__in=manager.filter(whose).values("pk"))
    return rows


def _delete(entry: Entry, rows: Rows) -> int:
    """Delete rows; files of agents whose last attachment goes are deleted with it."""
    blobs = list(rows.exclude(blob=None).values_list("blob", flat=True)) if entry.model == "inbox.Attachment" else []
    deleted = rows.delete()[1].get(entry.model, 0)
    if blobs:
        apps.get_model("channels.Blob")._default_manager.filter(pk__in=blobs, attachment=None).delete()
    return deleted


def _empty(entry: Entry, rows: Rows, now: datetime) -> int:
    columns = {field.name: field for field in apps.get_model(entry.model)._meta.local_fields}
    acts = [(columns[name], act) for name, act in entry.fields.items() if act is not Act.KEEP]
    ids = list(rows.values_list("pk", flat=True))
    same = rows.model._default_manager.filter(pk__in=ids)
    for field, act in acts:
        if act is Act.HASH:
            _hash(same, field.name)
    for field, act in acts:
        if act is Act.STRIKE:
            same.exclude(**{field.name: ""}).update(**{field.name: erased(field, act, now)})
    same.update(**{field.name: erased(field, act, now) for field, act in acts if act not in {Act.HASH, Act.STRIKE}})
    return len(ids)


def _hash(rows: Rows, name: str) -> None:
    plain = rows.exclude(**{name: ""}).exclude(**{f"{name}__startswith": MARK})
    for value in _values(plain, name):
        of_it = plain.filter(**{name: value})
        try:
            with transaction.atomic():
                of_it.update(**{name: pseudonym(value)})
        except IntegrityError:
            # Known by the same pseudonym from an earlier time: once is enough.
            of_it.delete()


def _values(rows: Rows, name: str) -> Iterator[str]:
    yield from list(rows.order_by().values_list(name, flat=True).distinct())
