"""Where a parcel can be followed: https pages of the carriers, and the hosts they are on."""

import re
from functools import cache
from urllib.parse import quote, urlsplit

from .catalogue import CATALOGUE
from .names import carrier
from .recognising import normal

_DHL_PAKET = re.compile(r"00340\d{15}|JJD\d{13,20}|JD01\d{16}|[A-Z]{2}\d{9}DE")
_DHL_PAKET_PAGES = {
    "any": "https://www.dhl.de/en/privatkunden/pakete-empfangen/verfolgen.html?piececode={number}",
    "de": "https://www.dhl.de/de/privatkunden/pakete-empfangen/verfolgen.html?piececode={number}",
}
_OWN_SUFFIXES = {"co.uk", "com.cn", "com.pl"}


def tracking_page(code: str, number: str, *, language: str = "en") -> str:
    """The https page of the carrier `code` for this number, in `language` (en, it, de, fr, es) where it has that.

    "" when we know no page: a carrier that is not ours, or Amazon's parcels outside its own pages.
    """
    known = carrier(code)
    plain = normal(number)
    if known is None or not known.pages or not plain:
        return ""
    pages = _DHL_PAKET_PAGES if code == "dhl" and _DHL_PAKET.fullmatch(plain) else known.pages
    page = pages.get(language[:2].lower()) or pages["any"]
    return page.replace("{number}", quote(plain, safe=""))


@cache
def hosts() -> frozenset[str]:
    """Registrable domains of the carriers: what a link in a message to a buyer may lead to besides a marketplace."""
    return frozenset(_by_host())


def carrier_at(host: str) -> str:
    """The code of the carrier whose site `host` (such as "www.dhl.de") belongs to; "" for everybody else's."""
    return _by_host().get(_domain(host), "")


@cache
def _by_host() -> dict[str, str]:
    owned: dict[str, str] = {}
    for each in CATALOGUE:
        for page in each.pages.values():
            owned.setdefault(_domain(urlsplit(page).hostname or ""), each.code)
        for host in each.hosts:
            owned.setdefault(host, each.code)
    # Amazon's own domain is the linter's business: a whole shop stands there, not only parcels.
    owned.pop("amazon.com", None)
    for page in _DHL_PAKET_PAGES.values():
        owned.setdefault(_domain(urlsplit(page).hostname or ""), "dhl")
    return owned


def _domain(host: str) -> str:
    labels = host.lower().rstrip(".").split(".")
    size = 3 if ".".join(labels[-2:]) in _OWN_SUFFIXES else 2
    return ".".join(labels[-size:])
