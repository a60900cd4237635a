"""Where two persons' facts agree and where they differ, as reasons. Pure."""

from collections.abc import Callable, Iterable, Mapping

from .comparing import Agreement, births, emails, family_names, given_names, places, stands_in
from .facts import Facts, Name, number_of
from .mailboxes import is_shared
from .weights import WEIGHTS, Reason

_BOTH = ("given", "family")
# An order's number of so many letters and digits is not hit upon by chance.
TELLING = 9

type Words = Mapping[Agreement, Reason]

_GIVEN: Words = {
    Agreement.SAME: Reason.SAME_GIVEN_NAME,
    Agreement.NEAR: Reason.NEAR_GIVEN_NAME,
    Agreement.PART: Reason.SAME_INITIAL,
    Agreement.FAINT: Reason.HARDLY_GIVEN_NAME,
    Agreement.DIFFERENT: Reason.OTHER_GIVEN_NAME,
}
_FAMILY: Words = {
    Agreement.SAME: Reason.SAME_FAMILY_NAME,
    Agreement.NEAR: Reason.NEAR_FAMILY_NAME,
    Agreement.PART: Reason.SAME_INITIAL,
    Agreement.FAINT: Reason.HARDLY_FAMILY_NAME,
    Agreement.DIFFERENT: Reason.OTHER_FAMILY_NAME,
}
_BIRTHS: Words = {
    Agreement.SAME: Reason.SAME_BIRTH_DATE,
    Agreement.NEAR: Reason.NEAR_BIRTH_DATE,
    Agreement.PART: Reason.LIKE_BIRTH_DATE,
    Agreement.DIFFERENT: Reason.OTHER_BIRTH_DATE,
}
_PLACES: Words = {
    Agreement.SAME: Reason.SAME_ADDRESS,
    Agreement.NEAR: Reason.NEAR_ADDRESS,
    Agreement.PART: Reason.SAME_POSTCODE,
    Agreement.FAINT: Reason.SAME_CITY,
    Agreement.DIFFERENT: Reason.OTHER_PLACE,
}
_EMAILS: Words = {
    Agreement.NEAR: Reason.NEAR_EMAIL,
    Agreement.PART: Reason.LIKE_EMAIL,
    Agreement.DIFFERENT: Reason.OTHER_EMAIL,
}


def exact(one: Facts, other: Facts) -> list[Reason]:
    """Exact evidence that two are one: what a marketplace says, and a mailbox that is one person's."""
    found = (
        (Reason.SAME_BUYER_ID, one.buyer_ids & other.buyer_ids),
        (Reason.SAME_RELAY, one.relays & other.relays),
        (Reason.SAME_ORDER, one.orders & other.orders),
        (Reason.SAME_EMAIL, [address for address in one.emails & other.emails if not is_shared(address)]),
    )
    return [reason for reason, shared in found if shared]


def agreements(one: Facts, other: Facts) -> list[Reason]:
    """Everything else that speaks for or against two being one."""
    return [
        *_names(one, other),
        *_email(one, other),
        *_closest(births, one.born, other.born, _BIRTHS),
        *_closest(places, one.places, other.places, _PLACES),
        *_phone(one, other),
        *_order(one, other),
        *_account(one, other),
    ]


def _closest[T](
    compare: Callable[[T, T], Agreement], ones: Iterable[T], others: Iterable[T], words: Words
) -> list[Reason]:
    """What the two closest of many values say; nothing when either side has none."""
    others = list(others)
    found = max((compare(a, b) for a in ones for b in others), default=Agreement.UNKNOWN)
    return [words[found]] if found in words else []


def _names(one: Facts, other: Facts) -> list[Reason]:
    """What the two closest names say; of several the fullest ones speak, so that half a name hides no other person.

    Where a part is not known, the other side's address may hold it.
    """
    ways = [(_told(a, b), _name(a, b)) for a in one.names for b in other.names]
    told, best = max(ways, key=lambda way: (way[0], _weight(way[1])), default=(0, []))
    return best if told == len(_BOTH) else best + _in_email(one, other)


def _told(one: Name, other: Name) -> int:
    """How many parts of the name both sides tell in full."""
    return sum(min(len(getattr(one, part)), len(getattr(other, part))) > 1 for part in _BOTH)


def _name(one: Name, other: Name) -> list[Reason]:
    """What two names say. Given and family name changed places only when both agree then: in a family one does."""
    straight = _parts(one, other)
    turned = _parts(one, Name(other.family, other.given))
    agrees = Reason.OTHER_GIVEN_NAME not in turned and Reason.OTHER_FAMILY_NAME not in turned
    if agrees and _weight(turned) + WEIGHTS[Reason.SWAPPED_NAME] > _weight(straight):
        return [*turned, Reason.SWAPPED_NAME]
    return straight


def _parts(one: Name, other: Name) -> list[Reason]:
    given, family = given_names(one.given, other.given), family_names(one.family, other.family)
    return [words[found] for words, found in ((_GIVEN, given), (_FAMILY, family)) if found in words]


def _in_email(one: Facts, other: Facts) -> list[Reason]:
    """A name that only one side tells may stand in the other's address."""
    if one.emails & other.emails:
        return []
    told = any(stands_in(name, other.emails) for name in one.names)
    return [Reason.NAME_IN_EMAIL] if told or any(stands_in(name, one.emails) for name in other.names) else []


def _email(one: Facts, other: Facts) -> list[Reason]:
    shared = one.emails & other.emails
    if shared:
        return [Reason.SHARED_MAILBOX] if all(is_shared(address) for address in shared) else []
    return _closest(emails, one.emails, other.emails, _EMAILS)


def _phone(one: Facts, other: Facts) -> list[Reason]:
    if one.phones & other.phones:
        return [Reason.SAME_PHONE]
    return [Reason.OTHER_PHONE] if one.phones and other.phones else []


def _order(one: Facts, other: Facts) -> list[Reason]:
    """An order of one that the other's messages name; a short number may be anybody's."""
    ours, theirs = _numbers(one.orders), _numbers(other.orders)
    named, their_named = _numbers(one.named_orders), _numbers(other.named_orders)
    shared = (named & (theirs | their_named)) | (ours & their_named)
    if not shared:
        return []
    return [Reason.NAMES_ORDER if any(len(number) >= TELLING for number in shared) else Reason.NAMES_SHORT_NUMBER]


def _numbers(orders: Iterable[str]) -> set[str]:
    return {number_of(order) for order in orders}


def _account(one: Facts, other: Facts) -> list[Reason]:
    """Two accounts on one marketplace: people rarely have two."""
    if one.buyer_ids & other.buyer_ids or one.relays & other.relays:
        return []
    sites = _sites(one) & _sites(other)
    return [Reason.OTHER_ACCOUNT] if sites else []


def _sites(person: Facts) -> set[str]:
    ids = {value.partition(":")[0] for value in person.buyer_ids if ":" in value}
    return ids | {value.rpartition("@")[2] for value in person.relays}


def _weight(reasons: Iterable[Reason]) -> float:
    return sum(WEIGHTS[reason] for reason in reasons)
