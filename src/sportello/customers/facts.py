"""What we know of a person, as the scorer reads it: plain values, already in the form they are compared by. Pure."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from .mailboxes import canonical
from .phones import normal
from .spelling import folded

_TITLE_WORDS = (
    "mr mrs ms miss mx dr prof herr frau hr fr sig sigra signor signora dott dottssa ing avv geom rag m mme mlle "
    "monsieur madame sr sra srta don dona d"
)
_PARTICLE_WORDS = "de del della dello di da dal la le lo von van zu zum den der dos das du des el y"
_TITLES, _PARTICLES = frozenset(_TITLE_WORDS.split()), frozenset(_PARTICLE_WORDS.split())
_NUMBER = re.compile(r"\b\d{1,5}[a-z]?\b")


@dataclass(frozen=True, slots=True)
class Name:
    """A person's name, folded; "" where it is not known. One word alone is taken for the given name."""

    given: str = ""
    family: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """Where somebody has parcels sent, folded; `number` is the house number."""

    street: str = ""
    number: str = ""
    postcode: str = ""
    city: str = ""
    country: str = ""


@dataclass(frozen=True, slots=True)
class Facts:
    """All we know of one person.

    `emails`, `relays` and `buyer_ids` as handles are written; `phones` in international form; `orders` are theirs by a
    marketplace's word ("amazon.it:302-1234567-1234567", or the number alone), `named_orders` only stand in their
    messages; `born` holds ISO dates.
    """

    names: frozenset[Name] = frozenset()
    emails: frozenset[str] = frozenset()
    relays: frozenset[str] = frozenset()
    buyer_ids: frozenset[str] = frozenset()
    phones: frozenset[str] = frozenset()
    places: frozenset[Place] = frozenset()
    orders: frozenset[str] = frozenset()
    named_orders: frozenset[str] = frozenset()
    born: frozenset[str] = frozenset()


def name_of(given: str = "", family: str = "") -> Name:
    """A name of which the parts are known."""
    return Name(" ".join(_words(given)), " ".join(_words(family)))


def name_in_full(text: str) -> Name:
    """A name as one writes it, given name first; "Rossi, Mario" is turned. Titles are left out."""
    before, comma, after = text.partition(",")
    if comma and after.strip() and len(before.split()) <= 2:
        return name_of(after, before)
    words = _words(text)
    if len(words) < 2:
        return Name(given=" ".join(words))
    begin = len(words) - 1
    while begin > 1 and words[begin - 1] in _PARTICLES:
        begin -= 1
    return Name(" ".join(words[:begin]), " ".join(words[begin:]))


def place_of(*, street: str = "", postcode: str = "", city: str = "", country: str = "") -> Place:
    """A postal address; the house number is the first number of the street, wherever it stands."""
    flat = folded(street)
    found = _NUMBER.search(flat)
    words = _NUMBER.sub(" ", flat).split()
    return Place(
        street=" ".join(words),
        number=found[0] if found else "",
        postcode=folded(postcode).replace(" ", ""),
        city=folded(city),
        country=country.strip().upper()[:2],
    )


def tidied(told: Facts, *, country: str = "") -> Facts:
    """What was told, in the form that is compared; what is empty or no such thing is left out.

    `country` is where telephone numbers without a country code are from.
    """
    return Facts(
        names=told.names - {Name()},
        emails=frozenset(canonical(address) for address in told.emails) - {""},
        relays=frozenset(value.strip().lower() for value in told.relays) - {""},
        buyer_ids=told.buyer_ids - {""},
        phones=frozenset(normal(number, country) for number in told.phones) - {""},
        places=frozenset(place for place in told.places if place.city or place.postcode),
        orders=told.orders - {""},
        named_orders=told.named_orders - {""},
        born=told.born - {""},
    )


def pooled(several: Iterable[Facts]) -> Facts:
    """All we know of people who are one person."""
    rows = list(several)
    return Facts(**{name: frozenset().union(*(getattr(row, name) for row in rows)) for name in Facts.__slots__})


def number_of(order: str) -> str:
    """An order's number as it is compared: without its site, letters and digits alone."""
    return "".join(c for c in order.rpartition(":")[2].casefold() if c.isalnum())


def _words(text: str) -> list[str]:
    words = folded(text).split()
    return [word for word in words if word not in _TITLES] or words[:1]
