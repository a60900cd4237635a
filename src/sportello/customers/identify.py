"""Whose message is this? By exact handle only; the first who writes becomes a customer."""

from datetime import datetime

from django.db import transaction
from django.db.utils import IntegrityError

from sportello.core.pseudonyms import pseudonym

from .models import Customer, Handle


def normalise(kind: str, value: str) -> str:
    """A handle as it is compared: without blanks and in lower case."""
    del kind
    return "".join(value.split()).lower()[:320]


def identify(
    *,
    kind: str,
    value: str,
    name: str,
    language: str,
    evidence: str,
    now: datetime,
    or_known_by: tuple[str, str] | None = None,
) -> Customer:
    """The customer known by this handle, created when nobody is.

    `or_known_by` is a second handle (kind, value) that is just as exact: who is known by it gets the first one too.

    Two workers that meet the same new handle at the same time end with one customer: the constraint on handles
    decides, and the loser takes the winner's. A name is filled in once, and never overwritten by a later mail.
    Raises ValueError for an empty handle.
    """
    value = normalise(kind, value)
    if not value:
        raise ValueError("a customer cannot be known by an empty handle")
    known = _known(kind, value)
    if known is None:
        other = _known(or_known_by[0], normalise(*or_known_by)) if or_known_by else None
        new = other or Customer(name=name[:200], language=language, created_at=now)
        known = _give_handle(new, Handle(kind=kind, value=value, evidence=evidence, first_seen_at=now))
    # Who was first known by an order alone is called by its number until they tell their name.
    stand_in = or_known_by[1].partition(":")[2] if or_known_by else ""
    if name and known.name in ("", stand_in):
        known.name = name[:200]
        known.save(update_fields=["name"])
    return known


def _known(kind: str, value: str) -> Customer | None:
    """Who is known by a handle; also who was forgotten, and is known by it again from now on."""
    values = (value, pseudonym(value))
    handle = Handle.objects.select_related("customer").filter(kind=kind, value__in=values).first()
    if handle is None:
        return None
    if handle.value != value:
        Handle.objects.filter(pk=handle.pk).update(value=value)
    return handle.customer


def _give_handle(customer: Customer, handle: Handle) -> Customer:
    """The customer with this handle; the other one when another worker gave it away a moment earlier."""
    try:
        with transaction.atomic():
            if customer._state.adding:
                customer.save()
            handle.customer = customer
            handle.save()
            return customer
    except IntegrityError:
        won = Handle.objects.select_related("customer").get(kind=handle.kind, value=handle.value)
        return won.customer
