"""Comparing a customer with those they may be one person with: exact evidence links, other evidence suggests."""

import logging
from collections.abc import Callable, Collection, Mapping
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from sportello.core import events

from .blocking import keys_of
from .facts import Facts, pooled
from .identity import VERSION, Judgement, Level, judge
from .knowing import facts_of
from .linking import CannotLink, link, people_of
from .meeting import keep_keys, sharing
from .models import Customer, LinkedBy, Suggestion, SuggestionState, Unconsidered

log = logging.getLogger(__name__)

BATCH = 50


def consider_waiting(*, clock: Callable[[], datetime], most: int = BATCH) -> int:
    """Compare the customers of whom something new is known, those who wait longest first; returns how many there were.

    A customer of whom something is learned meanwhile goes on waiting, as does everybody when this ends half-way.
    """
    waiting = list(Unconsidered.objects.order_by("since", "pk").values_list("pk", "since")[:most])
    for customer_id, since in waiting:
        consider(customer_id, now=clock())
        Unconsidered.objects.filter(pk=customer_id, since=since).delete()
    return len(waiting)


@transaction.atomic
def consider(customer_id: int, *, now: datetime) -> None:
    """Compare one customer, as the person they are, with everybody who shares a blocking key.

    Who is the same by exact evidence is linked; who may be is suggested; a suggestion that nothing supports any more is
    withdrawn. Those of whom an agent said that they are not one person are never linked nor suggested again.
    """
    own = next(iter(people_of([customer_id]).items()), None)
    if own is None:
        return
    survivor, members = own
    known = facts_of(members)
    keep_keys({customer_id: keys_of(known.get(customer_id, Facts()))})
    person = pooled(known.values())
    others = people_of(sharing(keys_of(person), but=members))
    judged = _judged(person, members, others)
    for other, judgement in sorted(judged.items(), key=lambda item: -item[1].score):
        if judgement.level is Level.AUTOMATIC:
            _link(survivor, other, judgement, now)
        else:
            _suggest(survivor, other, judgement, now)
    _withdraw(members, {member for other in judged for member in others[other]}, now)


def _judged(person: Facts, members: Collection[int], others: Mapping[int, list[int]]) -> dict[int, Judgement]:
    """The people who are or may be this one, by their survivors."""
    known = facts_of([member for rows in others.values() for member in rows])
    refused = refused_of(members)
    judged = {
        survivor: judge(person, pooled(known[member] for member in rows if member in known))
        for survivor, rows in others.items()
        if refused.isdisjoint(rows)
    }
    return {survivor: found for survivor, found in judged.items() if found.level is not Level.NONE}


def refused_of(members: Collection[int]) -> set[int]:
    """The customers of whom somebody said that they are not one person with any of these."""
    rows = Suggestion.objects.filter(_of(members), state=SuggestionState.REFUSED).values_list("low", "high")
    return {one for row in rows for one in row} - {*members}


def _link(survivor: int, other: int, judgement: Judgement, now: datetime) -> None:
    one, into = (Customer.objects.get(pk=pk) for pk in (survivor, other))
    try:
        link(customer=one, into=into, way=LinkedBy.EVIDENCE, by=None, now=now, reasons=judgement.reasons)
    except CannotLink:
        log.info("customers %s and %s were linked meanwhile", survivor, other)


def _suggest(survivor: int, other: int, judgement: Judgement, now: datetime) -> None:
    low, high = sorted((survivor, other))
    told = {"score": judgement.score, "reasons": list(judgement.reasons), "version": VERSION}
    row, new = Suggestion.objects.get_or_create(low_id=low, high_id=high, defaults={**told, "made_at": now})
    if new or row.state == SuggestionState.WITHDRAWN:
        data: dict[str, int | str] = {"suggestion": row.pk, "other": high, "version": VERSION}
        events.record(kind="customer.suggested", now=now, subject=("customer", low), data=data)
    if row.state in {SuggestionState.STANDING, SuggestionState.WITHDRAWN, SuggestionState.ACCEPTED}:
        Suggestion.objects.filter(pk=row.pk).update(**told, state=SuggestionState.STANDING)


def _withdraw(members: Collection[int], still: Collection[int], now: datetime) -> None:
    """Take back the standing suggestions about this person that nothing supports any more."""
    rows = Suggestion.objects.filter(_of(members), state=SuggestionState.STANDING)
    gone = [row.pk for row in rows if not {row.low_id, row.high_id} - {*members} <= {*still}]
    Suggestion.objects.filter(pk__in=gone).update(state=SuggestionState.WITHDRAWN, decided_at=now)


def _of(members: Collection[int]) -> Q:
    return Q(low__in=members) | Q(high__in=members)
