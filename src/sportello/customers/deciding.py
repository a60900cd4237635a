"""What agents decide about who is who: one person, or not, for good."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from sportello.accounts.models import Agent
from sportello.core import events
from sportello.core.live import publish

from .learning import consider_again
from .linking import link, together, unlink
from .models import Customer, CustomerLink, LinkedBy, Suggestion, SuggestionState

BY_HAND = "by hand"


@transaction.atomic
def accept(*, suggestion: Suggestion, by: Agent, now: datetime) -> CustomerLink:
    """These two are one person. Raises `linking.CannotLink` when they are already."""
    row = _locked(suggestion)
    between = _between(together(row.low_id), together(row.high_id))
    made = link(customer=row.low, into=row.high, way=LinkedBy.SUGGESTION, by=by, now=now, reasons=row.reasons)
    _decide(between, SuggestionState.ACCEPTED, by, now)
    consider_again(row.low_id, now=now)
    return made


@transaction.atomic
def refuse(*, suggestion: Suggestion, by: Agent, now: datetime) -> None:
    """These two are not one person; it is neither suggested nor done again. On two who were linked nothing happens."""
    row = _locked(suggestion)
    ones, others = together(row.low_id), together(row.high_id)
    if ones == others:
        return
    _decide(_between(ones, others), SuggestionState.REFUSED, by, now)
    events.record(
        kind="customer.told_apart",
        now=now,
        subject=("customer", row.low_id),
        actor=by.pk,
        data={"other": row.high_id, "suggestion": row.pk},
    )
    publish("customer", {"customer": row.low_id})


@transaction.atomic
def join(*, one: Customer, other: Customer, by: Agent, now: datetime) -> CustomerLink:
    """An agent says that two customers are one person, also against an earlier no. Raises `linking.CannotLink`."""
    ones, others = together(one.pk), together(other.pk)
    made = link(customer=one, into=other, way=LinkedBy.HAND, by=by, now=now)
    _decide(_between(ones, others), SuggestionState.ACCEPTED, by, now)
    consider_again(one.pk, now=now)
    return made


@transaction.atomic
def part(*, made: CustomerLink, by: Agent, now: datetime) -> None:
    """Take a link back: both are as they were, and are not taken for one person again."""
    unlink(link=made, by=by, now=now)
    low, high = sorted((made.customer_id, made.into_id))
    Suggestion.objects.update_or_create(
        low_id=low,
        high_id=high,
        defaults={"state": SuggestionState.REFUSED, "decided_by": by, "decided_at": now},
        create_defaults={
            "state": SuggestionState.REFUSED,
            "decided_by": by,
            "decided_at": now,
            "made_at": now,
            "version": BY_HAND,
        },
    )
    consider_again(low, high, now=now)


def _locked(suggestion: Suggestion) -> Suggestion:
    rows = Suggestion.objects.select_related("low", "high").select_for_update(of=("self",))
    return rows.get(pk=suggestion.pk)


def _decide(between: Q, state: SuggestionState, by: Agent, now: datetime) -> None:
    Suggestion.objects.filter(between).update(state=state, decided_by=by, decided_at=now)


def _between(ones: list[int], others: list[int]) -> Q:
    return Q(low__in=ones, high__in=others) | Q(low__in=others, high__in=ones)
