"""Who may be the same buyer, who is said to be, and why: what the buyer column shows of it."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from sportello.customers.linking import people_of, together
from sportello.customers.models import Customer, CustomerLink, Handle, Suggestion, SuggestionState
from sportello.customers.weights import WEIGHTS, Reason

MOST, MOST_HANDLES, MOST_REASONS = 5, 3, 4
OUR_OWN = frozenset({Reason.SWAPPED_NAME})

WORDS = {
    Reason.SAME_BUYER_ID: _("same buyer id"),
    Reason.SAME_RELAY: _("same relay address"),
    Reason.SAME_ORDER: _("same order"),
    Reason.SAME_EMAIL: _("same e-mail address"),
    Reason.SHARED_MAILBOX: _("same mailbox, which several people read"),
    Reason.NEAR_EMAIL: _("nearly the same e-mail address"),
    Reason.LIKE_EMAIL: _("similar e-mail address"),
    Reason.NAME_IN_EMAIL: _("the name stands in the e-mail address"),
    Reason.NAMES_ORDER: _("names an order of theirs"),
    Reason.NAMES_SHORT_NUMBER: _("names a number that is an order of theirs"),
    Reason.SAME_PHONE: _("same telephone number"),
    Reason.SAME_GIVEN_NAME: _("same first name"),
    Reason.NEAR_GIVEN_NAME: _("nearly the same first name"),
    Reason.SAME_INITIAL: _("same initial"),
    Reason.SAME_FAMILY_NAME: _("same family name"),
    Reason.NEAR_FAMILY_NAME: _("nearly the same family name"),
    Reason.SWAPPED_NAME: _("first and family name changed places"),
    Reason.SAME_ADDRESS: _("same postal address"),
    Reason.NEAR_ADDRESS: _("nearly the same postal address"),
    Reason.SAME_POSTCODE: _("same postcode"),
    Reason.SAME_CITY: _("same town"),
    Reason.SAME_BIRTH_DATE: _("same date of birth"),
    Reason.NEAR_BIRTH_DATE: _("nearly the same date of birth"),
    Reason.LIKE_BIRTH_DATE: _("similar date of birth"),
    Reason.HARDLY_FAMILY_NAME: _("remotely similar family name"),
    Reason.HARDLY_GIVEN_NAME: pgettext_lazy("speaks against", "hardly the same first name"),
    Reason.OTHER_GIVEN_NAME: pgettext_lazy("speaks against", "another first name"),
    Reason.OTHER_FAMILY_NAME: pgettext_lazy("speaks against", "another family name"),
    Reason.OTHER_PLACE: pgettext_lazy("speaks against", "another town"),
    Reason.OTHER_PHONE: pgettext_lazy("speaks against", "another telephone number"),
    Reason.OTHER_EMAIL: pgettext_lazy("speaks against", "another e-mail address"),
    Reason.OTHER_BIRTH_DATE: pgettext_lazy("speaks against", "another date of birth"),
    Reason.OTHER_ACCOUNT: pgettext_lazy("speaks against", "another account on the same marketplace"),
}


@dataclass(frozen=True, slots=True)
class Likely:
    """Somebody who may be this buyer too: how they are known, what speaks for it and what against."""

    suggestion: Suggestion
    other: Customer
    handles: Sequence[str]
    reasons: Sequence[str]
    against: Sequence[str]


@dataclass(frozen=True, slots=True)
class Linked:
    """A standing link of this buyer, with its reasons."""

    link: CustomerLink
    reasons: Sequence[str]


@dataclass(frozen=True, slots=True)
class Identity:
    """Who this buyer may be too, and who they are said to be."""

    likely: Sequence[Likely]
    linked: Sequence[Linked]


def identity_of(customer_id: int) -> Identity:
    """What we suggest and what was decided about a buyer. At most five queries, however many rows there are."""
    members = together(customer_id)
    links = CustomerLink.objects.filter(customer__in=members, undone_at=None).select_related("customer", "into", "by")
    return Identity(
        likely=_likely(members),
        linked=[Linked(link, words_for(link.reasons)) for link in links.order_by("-at", "-pk")],
    )


def words_for(reasons: Iterable[object]) -> list[str]:
    """What speaks for one person, the weightiest first, in the agent's language; codes nobody knows are left out."""
    return [str(WORDS[each]) for each in _known(reasons) if WEIGHTS[each] > 0 or each in OUR_OWN][:MOST_REASONS]


def words_against(reasons: Iterable[object]) -> list[str]:
    """What speaks against it, the weightiest first."""
    return [str(WORDS[each]) for each in _known(reasons) if WEIGHTS[each] < 0 and each not in OUR_OWN]


def _likely(members: Collection[int]) -> list[Likely]:
    standing = Suggestion.objects.filter(
        Q(low__in=members) | Q(high__in=members), state=SuggestionState.STANDING
    ).select_related("low", "high")
    best: dict[int, tuple[Suggestion, Customer]] = {}
    for row in standing.order_by("-score", "pk")[: MOST * 4]:
        other = row.high if row.low_id in members else row.low
        if other.pk not in members:
            best[other.pk] = (row, other)
    chosen = _one_for_each_person(best)
    handles = _handles([other.pk for _row, other in chosen])
    return [
        Likely(row, other, handles.get(other.pk, []), words_for(row.reasons), words_against(row.reasons))
        for row, other in chosen
    ]


def _one_for_each_person(best: Mapping[int, tuple[Suggestion, Customer]]) -> list[tuple[Suggestion, Customer]]:
    if not best:
        return []
    person = {member: survivor for survivor, rows in people_of(best).items() for member in rows}
    first = {person[pk]: found for pk, found in reversed(list(best.items()))}
    return sorted(first.values(), key=lambda found: -found[0].score)[:MOST]


def _handles(customer_ids: Collection[int]) -> Mapping[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    rows = Handle.objects.filter(customer__in=customer_ids).order_by("first_seen_at", "pk") if customer_ids else []
    for handle in rows:
        found[handle.customer_id].append(str(handle.value))
    return {pk: values[:MOST_HANDLES] for pk, values in found.items()}


def _known(reasons: Iterable[object]) -> list[Reason]:
    found = [Reason(str(each)) for each in reasons if str(each) in Reason]
    return sorted(found, key=lambda each: -abs(WEIGHTS[each]))
