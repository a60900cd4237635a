"""Whose message is this? By exact handle only; the first who writes becomes a customer."""

from datetime import datetime

from django.db import transaction
from django.db.utils import IntegrityError

from .models import Customer, Handle


def normalise(kind: str, value: str) -> str:
    """A handle as it is compared: without blanks and in lower case."""
    del kind
    return "".join(value.split()).lower()[:320]


def identify(*, kind: str, value: str, name: str, language: str, evidence: str, now: datetime) -> Customer:
    """The customer known by this handle, created when nobody is.

    Two workers that meet the same new handle at the same time end with one customer: the constraint on handles
    decides, and the loser takes the winner's. A name is filled in once, and never overwritten by a later mail.
    Raises ValueError for an empty handle.
    """
    value = normalise(kind, value)
    if not value:
        raise ValueError("a customer cannot be known by an empty handle")
    known = _known(kind, value)
    if known is None:
        known = _first_contact(kind, value, name, language, evidence, now)
    if name and not known.name:
        known.name = name[:200]
        known.save(update_fields=["name"])
    return known


def _known(kind: str, value: str) -> Customer | None:
    handle = Handle.objects.select_related("customer").filter(kind=kind, value=value).first()
    return handle.customer if handle else None


def _first_contact(kind: str, value: str, name: str, language: str, evidence: str, now: datetime) -> Customer:
    try:
        with transaction.atomic():
            customer = Customer.objects.create(name=name[:200], language=language, created_at=now)
            Handle.objects.create(customer=customer, kind=kind, value=value, evidence=evidence, first_seen_at=now)
            return customer
    except IntegrityError:
        return Handle.objects.select_related("customer").get(kind=kind, value=value).customer
