"""Rough keys under which people who may be one meet, so that not everybody is compared with everybody. Pure.

Each key survives another kind of slip; two records of one person share some key unless everything is misspelled.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import combinations

from .facts import Facts, Name, Place, number_of
from .mailboxes import is_free, is_relay, is_shared
from .spelling import sound

# A key that so many share says nothing; whoever is one person shares another one too.
MOST_IN_BLOCK = 100
# A family name alone leads to somebody only while it is rare.
MOST_OF_A_NAME = 20
LONGEST_KEY = 80
_DATE = (("ty", slice(0, 4)), ("tm", slice(5, 7)), ("td", slice(8, 10)))


def keys_of(person: Facts) -> frozenset[str]:
    """The keys of a person."""
    return frozenset(key[:LONGEST_KEY] for key in _keys(person))


def pairs(people: Mapping[str, Facts]) -> Iterator[tuple[str, str]]:
    """The pairs of people who share a key, each once; for as many people as fit in memory."""
    blocks: dict[str, list[str]] = defaultdict(list)
    for who, known in people.items():
        for key in keys_of(known):
            blocks[key].append(who)
    seen: set[tuple[str, str]] = set()
    for key, block in blocks.items():
        if len(block) <= most_under(key):
            for one, other in combinations(block, 2):
                pair = (one, other) if one < other else (other, one)
                if pair not in seen:
                    seen.add(pair)
                    yield pair


def most_under(key: str) -> int:
    """How many people may share this key before it says nothing."""
    return MOST_OF_A_NAME if key.startswith("f:") else MOST_IN_BLOCK


def _keys(person: Facts) -> Iterator[str]:
    yield from (f"b:{value}" for value in person.buyer_ids)
    yield from (f"r:{value}" for value in person.relays)
    yield from (f"o:{number_of(order)}" for order in person.orders | person.named_orders)
    yield from (f"p:{number[-8:]}" for number in person.phones)
    for address in person.emails:
        yield from _of_email(address)
    for date in person.born:
        yield from _of_birth(date)
    for name in person.names:
        yield from _of_name(name, person.places, person.born)
    for place in person.places:
        yield from _of_place(place)


def _of_email(address: str) -> Iterator[str]:
    local, _at, domain = address.partition("@")
    yield f"e:{address}"
    if is_shared(address) or is_relay(address):
        return
    if len(local) >= 6:
        yield f"l:{local}"
    letters = "".join(sorted(set(filter(str.isalpha, local))))
    if len(letters) >= 4:
        yield f"ll:{letters}"
    if domain and not is_free(domain):
        yield f"d:{domain}"
        yield f"dl:{local[:2]}{''.join(sorted(set(filter(str.isalpha, domain))))}"


def _of_birth(date: str) -> Iterator[str]:
    year, _, rest = date.partition("-")
    month, _, day = rest.partition("-")
    yield f"t:{date}"
    yield from (f"t:{year}-{month}", f"t:-{month}-{day}", f"t:{year}--{day}")


def _of_name(name: Name, places: Iterable[Place], born: Iterable[str]) -> Iterator[str]:
    given, family = sound(name.given), sound(name.family)
    # A rare name is a small block; a common one is too large and is passed over.
    yield from (f"f:{word}" for word in {name.given, name.family} if len(word) > 2)
    yield from (f"{part}:{word}|{date[at]}" for word in {given, family} for date in born for part, at in _DATE if word)
    if given and family:
        yield "n:" + "|".join(sorted((given, family)))
    for place in places:
        where = (place.postcode[:3], sound(place.city))
        yield from (f"w:{word}|{spot}" for word in {given, family} for spot in where if word and spot)


def _of_place(place: Place) -> Iterator[str]:
    if place.number and (place.postcode or place.city):
        yield f"h:{place.country}{place.postcode or sound(place.city)}|{place.number}"
    if place.street and place.number:
        yield f"s:{sound(place.street)}|{place.number}|{sound(place.city)}"
