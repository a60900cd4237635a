"""Is every field of every model in the file, and can the file be executed as it stands?"""

from collections.abc import Collection, Iterable, Iterator
from typing import Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist, FieldError
from django.db import models

from .columns import trouble
from .plan import Entry, Plan, Scope

type Model = type[models.Model]

SCOPES = {
    Scope.ORDER: "orders.Order",
    Scope.NOTICE: "inbox.MarketplaceNotice",
    Scope.THREAD: "inbox.Thread",
    Scope.TICKET: "inbox.Ticket",
    Scope.CUSTOMER: "customers.Customer",
}


def all_models() -> list[Model]:
    """Every concrete model of the installation, also those between two others."""
    return [model for model in apps.get_models(include_auto_created=True) if not model._meta.proxy]


def problems(plan: Plan, there: Collection[Model], kinds: Iterable[str]) -> Iterator[str]:
    """What is wrong with a plan for these models and kinds of channel, a line each; nothing when it holds."""
    by_name = {model._meta.label: model for model in there}
    yield from (f"{name} is not in the file" for name in sorted(by_name.keys() - plan.models.keys()))
    yield from (f"{name} is in the file, but there is no such model" for name in plan.models.keys() - by_name.keys())
    yield from (f"buyers of {kind} are kept for ever" for kind in kinds if kind not in plan.buyers)
    for name, entry in plan.models.items():
        if name in by_name:
            yield from (f"{name}{what}" for what in _of_model(by_name[name], entry, plan))


def _of_model(model: Model, entry: Entry, plan: Plan) -> Iterator[str]:
    whole = [entry.kept, entry.goes_with, entry.expires, entry.deleted]
    if not any(whole) and not entry.erased:
        yield ": the file does not say what becomes of it"
    if entry.kept and any([*whole[1:], entry.erased]):
        yield ": is kept and is not"
    yield from _of_fields(model, entry)
    yield from _of_ways(model, entry)
    if entry.goes_with and not _cascades(model, entry.goes_with):
        yield f": its rows are not deleted with those of {entry.goes_with}"
    if entry.goes_with and _stays(plan.models.get(entry.goes_with)):
        yield f": goes with {entry.goes_with}, which stays"


def _of_fields(model: Model, entry: Entry) -> Iterator[str]:
    fields = {field.name: field for field in [*model._meta.local_fields, *model._meta.local_many_to_many]}
    if not entry.erased:
        yield from (f".{name} stands below a model that is not erased with anybody" for name in entry.fields)
        return
    yield from (f".{name} is not in the file" for name in fields.keys() - entry.fields.keys())
    yield from (f".{name} is in the file, but there is no such field" for name in entry.fields.keys() - fields.keys())
    for name, act in entry.fields.items():
        if name in fields and (why := trouble(fields[name], act)):
            yield f".{name} {why}"


def _of_ways(model: Model, entry: Entry) -> Iterator[str]:
    asked = {way.lookup: (SCOPES[way.scope], f"{way.lookup}__in") for way in (*entry.erased, *entry.deleted)}
    for lookup, (scope, filtered) in asked.items():
        if _target(model, lookup) != scope:
            yield f": {lookup} does not lead to {scope}"
        elif not _can_be_asked(model, {filtered: [0]}):
            yield f": {lookup} cannot be asked for"
    if entry.expires:
        empty = {f"{name}__isnull": True for name in entry.expires.unless}
        once = {f"{entry.expires.once}__isnull": False} if entry.expires.once else {}
        if not _can_be_asked(model, {f"{entry.expires.at}__isnull": False} | empty | once):
            yield ": has no such time to count from"


def _target(model: Model, lookup: str) -> str:
    """The model that a lookup leads to, such as "inbox.Thread"; "" for none."""
    for name in [] if lookup == "pk" else lookup.split("__"):
        try:
            related = model._meta.get_field(name).related_model
        except FieldDoesNotExist:
            return ""
        if related is None or isinstance(related, str):
            return ""
        model = related
    return model._meta.label


def _can_be_asked(model: Model, question: dict[str, Any]) -> bool:
    try:
        model._default_manager.filter(**question)
    except FieldError:
        return False
    return True


def _cascades(model: Model, parent: str) -> bool:
    return any(
        isinstance(field, models.ForeignKey)
        and field.remote_field.on_delete is models.CASCADE
        and isinstance(field.related_model, type)
        and field.related_model._meta.label == parent
        for field in model._meta.local_fields
    )


def _stays(entry: Entry | None) -> bool:
    return entry is None or not (entry.expires or entry.deleted or entry.goes_with)
