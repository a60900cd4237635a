"""How far two persons' facts agree, field by field. Pure.

Each comparison answers with a word of `Agreement`; what a word is worth is said in `weights`.
"""

from collections.abc import Iterable
from datetime import date
from enum import IntEnum
from functools import lru_cache

from .facts import Name, Place
from .mailboxes import is_free, is_misspelled, is_relay, is_shared
from .nicknames import is_one_name
from .spelling import is_alike, is_misspelling, is_other_gender


class Agreement(IntEnum):
    """How two values stand to each other, the weakest first."""

    DIFFERENT = 0
    UNKNOWN = 1
    FAINT = 2
    PART = 3
    NEAR = 4
    SAME = 5


@lru_cache(maxsize=65536)
def given_names(one: str, other: str) -> Agreement:
    """Two given names: the same, slips and short forms of it (NEAR), its initial (PART), or hardly alike (FAINT).

    Forms for a man and for a woman are two names, though one letter divides them.
    """
    if is_other_gender(one, other):
        return Agreement.DIFFERENT
    found = _words(one, other)
    if found is not Agreement.DIFFERENT:
        return found
    if is_one_name(one, other):
        return Agreement.NEAR
    if min(len(one), len(other)) == 1 and one[0] == other[0]:
        return Agreement.PART
    return Agreement.FAINT if _begins(one, other) or is_alike(one, other) else Agreement.DIFFERENT


@lru_cache(maxsize=65536)
def family_names(one: str, other: str) -> Agreement:
    """Two family names: the same, with slips, or one of a double name."""
    found = _words(one, other)
    if found is not Agreement.DIFFERENT:
        return found
    if min(len(one), len(other)) == 1 and one[0] == other[0]:
        return Agreement.PART
    return Agreement.FAINT if is_alike(one, other) else Agreement.DIFFERENT


@lru_cache(maxsize=65536)
def places(one: Place, other: Place) -> Agreement:
    """SAME is one door (postcode, street and number), NEAR one door with a slip, PART the same postcode, FAINT the
    same city."""
    if one.country and other.country and one.country != other.country:
        return Agreement.DIFFERENT
    code, town = _words(one.postcode, other.postcode), _words(one.city, other.city)
    if _is_one_door(one, other) and (code >= Agreement.NEAR or town >= Agreement.NEAR):
        same = code is Agreement.SAME and one.street == other.street
        return Agreement.SAME if same else Agreement.NEAR
    if code is Agreement.SAME:
        return Agreement.PART
    if town >= Agreement.NEAR:
        return Agreement.FAINT
    return Agreement.UNKNOWN if code is Agreement.UNKNOWN and town is Agreement.UNKNOWN else Agreement.DIFFERENT


def _is_one_door(one: Place, other: Place) -> bool:
    if not (one.street and other.street) or one.number != other.number:
        return False
    return _words(one.street, other.street) >= Agreement.NEAR


@lru_cache(maxsize=65536)
def emails(one: str, other: str) -> Agreement:
    """SAME, NEAR with a slip of the hand, PART for the same name at another provider or the same private domain."""
    if one == other:
        return Agreement.SAME
    if is_relay(one) or is_relay(other):
        return Agreement.UNKNOWN
    if is_shared(one) or is_shared(other):
        return Agreement.PART if _private_domain(one, other) else Agreement.UNKNOWN
    if is_misspelled(one, other):
        return Agreement.NEAR
    local, its = one.partition("@")[0], other.partition("@")[0]
    same_local = local == its and len(local) >= 6
    return Agreement.PART if same_local or _private_domain(one, other) else Agreement.DIFFERENT


@lru_cache(maxsize=65536)
def births(one: str, other: str) -> Agreement:
    """Two ISO dates: the same, with two of three parts right, or one slip in each part (PART)."""
    if one == other:
        return Agreement.SAME
    try:
        a, b = date.fromisoformat(one), date.fromisoformat(other)
    except ValueError:
        return Agreement.UNKNOWN
    right = (a.year == b.year) + (a.month == b.month) + (a.day == b.day)
    if right == 2 or (a.year == b.year and (a.month, a.day) == (b.day, b.month)):
        return Agreement.NEAR
    slip = abs(a.year - b.year) in (0, 1, 10) and abs(a.month - b.month) <= 1 and abs(a.day - b.day) <= 5
    return Agreement.PART if slip else Agreement.DIFFERENT


def stands_in(name: Name, addresses: Iterable[str]) -> bool:
    """Whether a name's family name, or given name of five letters and more, stands in a mail address."""
    locals_ = [address.partition("@")[0] for address in addresses if not is_shared(address) and not is_relay(address)]
    family, given = name.family.replace(" ", ""), name.given.replace(" ", "")
    return any((len(family) >= 4 and family in part) or (len(given) >= 5 and given in part) for part in locals_)


def _words(one: str, other: str) -> Agreement:
    if not one or not other:
        return Agreement.UNKNOWN
    if one == other or one.replace(" ", "") == other.replace(" ", ""):
        return Agreement.SAME
    if is_misspelling(one, other):
        return Agreement.NEAR
    if {word for word in one.split() if len(word) > 2} & {word for word in other.split() if len(word) > 2}:
        return Agreement.NEAR
    return Agreement.DIFFERENT


def _begins(one: str, other: str) -> bool:
    return min(len(one), len(other)) >= 3 and (one.startswith(other) or other.startswith(one))


def _private_domain(one: str, other: str) -> bool:
    domain = one.rpartition("@")[2]
    return domain == other.rpartition("@")[2] and not is_free(domain)
