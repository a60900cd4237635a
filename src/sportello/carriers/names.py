"""Carriers by any name: as marketplaces code them and as people write them."""

import re
import unicodedata
from functools import cache

from .catalogue import CATALOGUE, Carrier

_NOT_A_LETTER = re.compile(r"[^a-z0-9]+")
_CARRIERS = {carrier.code: carrier for carrier in CATALOGUE}


@cache
def _folded(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode("ascii")
    return _NOT_A_LETTER.sub(" ", plain.lower()).strip()


_CODES = {
    key: carrier.code
    for carrier in CATALOGUE
    for name in (*carrier.aliases, carrier.name, carrier.code)
    for key in (_folded(name), _folded(name).replace(" ", ""))
}


def carrier(code: str) -> Carrier | None:
    """The carrier with this code of ours, or None."""
    return _CARRIERS.get(code)


def name_of(code: str) -> str:
    """How the carrier writes its name; a code that is not ours is given back as it is."""
    known = _CARRIERS.get(code)
    return known.name if known else code


def carrier_named(name: str) -> str:
    """Our code for a carrier as a marketplace or a person writes it ("DHL_PAKET", "Bartolini"); "" when unknown.

    Case, accents and punctuation do not count. A name that begins with a known carrier's is that carrier's: services
    are sold under ever new names ("DHL Express Worldwide", "GLS Business Parcel").
    """
    words = _folded(name[:80]).split()
    for end in range(len(words), 0, -1):
        tried = words[:end]
        code = _CODES.get(" ".join(tried)) or _CODES.get("".join(tried))
        if code and (end == len(words) or len("".join(tried)) > 2):
            return code
    return ""
