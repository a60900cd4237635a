"""What messages and orders tell of a customer is kept, and whoever something new is known of is considered again."""

import json
from collections.abc import Iterator
from dataclasses import astuple
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from .facts import Facts
from .models import BlockingKey, Customer, Trait, TraitKind, Unconsidered

ORDER, MESSAGE = "order", "message"
MOST_TRAITS = 60
LONGEST = 500

type Told = tuple[str, str]


def learn(customer_id: int, told: Facts, *, source: str, now: datetime) -> bool:
    """Keep what was told of a customer (`told` as `facts.tidied` makes it); whether any of it was new.

    One query when there is nothing new. Of what is new the background hears after the transaction. A customer of whom
    `MOST_TRAITS` things are known learns no more: such a one is a robot or a mailing list.
    """
    wanted = set(_rows(told))
    if not wanted:
        return False
    rows = Trait.objects.filter(customer=customer_id, source=source).values_list("kind", "value")
    known = set(rows)
    new = sorted(wanted - known)[: max(0, MOST_TRAITS - len(known))]
    if not new:
        return False
    Trait.objects.bulk_create(
        [
            Trait(customer_id=customer_id, kind=kind, value=value, source=source, first_seen_at=now)
            for kind, value in new
        ],
        ignore_conflicts=True,
    )
    consider_again(customer_id, now=now)
    return True


def consider_again(*customer_ids: int, now: datetime) -> None:
    """Let the background compare these customers with others, soon after the current transaction."""
    rows = [Unconsidered(customer_id=customer_id, since=now) for customer_id in sorted(customer_ids)]
    Unconsidered.objects.bulk_create(rows, update_conflicts=True, update_fields=["since"], unique_fields=["customer"])
    transaction.on_commit(wake, robust=True)


def consider_strangers(*, now: datetime, most: int = 2000) -> int:
    """Let the background compare those who were never compared with anybody; returns how many."""
    met = BlockingKey.objects.filter(customer=OuterRef("pk"))
    waiting = Unconsidered.objects.filter(customer=OuterRef("pk"))
    strangers = Customer.objects.filter(~Exists(met), ~Exists(waiting)).order_by("pk")
    ids = list(strangers.values_list("pk", flat=True)[:most])
    if ids:
        consider_again(*ids, now=now)
    return len(ids)


def forget(customer_id: int, *, source: str, now: datetime) -> None:
    """Forget what one kind of source told of a customer, with the keys made of it."""
    Trait.objects.filter(customer=customer_id, source=source).delete()
    BlockingKey.objects.filter(customer=customer_id).delete()
    if Customer.objects.filter(pk=customer_id).exists():
        consider_again(customer_id, now=now)


def wake() -> None:
    """Put the comparing in line, unless it waits there already."""
    try:
        app.configure_task("customers.consider", queueing_lock="customers.consider").defer()
    except AlreadyEnqueued:
        return


def _rows(told: Facts) -> Iterator[Told]:
    plain = (
        (TraitKind.EMAIL, told.emails),
        (TraitKind.RELAY, told.relays),
        (TraitKind.BUYER_ID, told.buyer_ids),
        (TraitKind.PHONE, told.phones),
        (TraitKind.ORDER, told.orders),
        (TraitKind.NAMED_ORDER, told.named_orders),
    )
    yield from ((str(kind), value) for kind, values in plain for value in values if len(value) <= LONGEST)
    for kind, made in ((TraitKind.NAME, told.names), (TraitKind.ADDRESS, told.places)):
        packed = (json.dumps(astuple(one), ensure_ascii=False) for one in made)
        yield from ((str(kind), value) for value in packed if len(value) <= LONGEST)
