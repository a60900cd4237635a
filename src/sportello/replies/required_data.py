"""The table of data that answers must state: ours, with what the lead changed."""

from collections.abc import Mapping
from datetime import datetime
from typing import cast

from django.db import transaction

from sportello.accounts.models import Agent
from sportello.core import events

from .models import RequiredDatum
from .review.required import DATA, TABLE, Datum, Needs

NONE = Needs(frozenset(), frozenset())


def table() -> Mapping[str, Needs]:
    """What the answer to each topic must state now; one query."""
    found = dict(TABLE)
    for row in RequiredDatum.objects.all():
        needs = found.get(row.topic, NONE)
        datum = cast("Datum", row.datum)
        found[row.topic] = Needs(
            _with(needs.by_seller, datum, wanted=row.by_seller),
            _with(needs.by_marketplace, datum, wanted=row.by_marketplace),
        )
    return found


def _with(data: frozenset[Datum], datum: Datum, *, wanted: bool) -> frozenset[Datum]:
    return data | {datum} if wanted else data - {datum}


@transaction.atomic
def require(*, topic: str, needs: Needs, by: Agent, now: datetime) -> int:
    """Say what answers on a topic must state; returns how many data changed. One event when any did."""
    standing = table().get(topic, NONE)
    changed = [
        datum
        for datum in DATA
        if (datum in needs.by_seller, datum in needs.by_marketplace)
        != (datum in standing.by_seller, datum in standing.by_marketplace)
    ]
    for datum in changed:
        flags = {"by_seller": datum in needs.by_seller, "by_marketplace": datum in needs.by_marketplace}
        RequiredDatum.objects.update_or_create(topic=topic, datum=datum, defaults={**flags, "by": by, "at": now})
    if changed:
        data: dict[str, events.Plain] = {"topic": topic, "changed": [str(datum) for datum in changed]}
        events.record(kind="review.data_required", now=now, subject=("topic", 0), actor=by.pk, data=data)
    return len(changed)
