"""Links that lead out of the desk. Pure: what a source or a buyer gave is never trusted to be an address."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

LONGEST = 1000


@dataclass(frozen=True, slots=True)
class Outside:
    """Somewhere to go: what for, the https address or "", and words that say what to do there."""

    name: str
    href: str
    words: str = ""


def https(address: str) -> str:
    """The address when it is an https one, else ""."""
    try:
        parts = urlsplit(address.strip())
    except ValueError:
        return ""
    sound = parts.scheme == "https" and bool(parts.hostname) and len(address) <= LONGEST
    return address.strip() if sound else ""


def acts(places: Mapping[str, str], *, number: str, site: str, page: str) -> list[Outside]:
    """Where to do what at the marketplace. `places` are addresses or words by act (`Connector.acts_at_marketplace`);
    `{number}`, `{site}` and `{page}` in them stand for the order's number, its site and its page there. Words lead to
    that page, where they are to be done."""
    found = []
    for name, place in places.items():
        filled = place.replace("{number}", quote(number, safe="")).replace("{site}", quote(site, safe="."))
        filled = filled.replace("{page}", page)
        href = https(filled)
        if href or not filled.startswith(("http:", "https:")):
            found.append(Outside(name=name, href=href or page, words="" if href else filled))
    return [act for act in found if act.href or act.words]
