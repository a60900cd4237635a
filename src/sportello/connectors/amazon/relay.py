"""The relay addresses and links by which Amazon passes a buyer's messages on."""

import re
from dataclasses import dataclass
from html import unescape

from .sites import ENDS

_ADDRESS = re.compile(
    r"^(?P<buyer>[a-z0-9]{8,32})(?:\+(?P<case>[a-z0-9-]{1,64}))?@marketplace\.amazon\.(?P<end>"
    + "|".join(sorted((re.escape(end) for end in ENDS), key=len, reverse=True))
    + r")$",
    re.IGNORECASE,
)
_NO_RESPONSE = re.compile(
    r"https?://(?:[a-z-]{1,30}\.)?amazon\.[a-z.]{2,6}/[^\s\"'<>]{0,200}no-response-needed[^\s\"'<>]{0,1500}",
    re.IGNORECASE,
)
_CASE = re.compile(
    r"https?://sellercentral[a-z-]{0,10}\.amazon\.[a-z.]{2,6}/messaging/[^\s\"'<>]{0,100}[?&](?:ss|cc)=([\w-]{4,64})"
)


@dataclass(frozen=True, slots=True)
class Relay:
    """A buyer's relay address: `buyer` stays the same per buyer and seller, `case` is the conversation, "" "
    "on old mail."""

    address: str
    buyer: str
    case: str
    site: str


def read_relay(address: str) -> Relay | None:
    """The parts of a relay address, or None when the address is not one of Amazon's.

    The case keeps the letters it was written with, because an answer must go to the complete address.
    """
    found = _ADDRESS.match(address.strip())
    if not found:
        return None
    return Relay(address, found["buyer"].lower(), found["case"] or "", f"amazon.{found['end'].lower()}")


def no_response_link(text: str, html: str) -> str:
    """The signed link that stops Amazon's clock; it is kept for the agent's browser and never followed here."""
    found = _NO_RESPONSE.search(text) or _NO_RESPONSE.search(unescape(html) if html else "")
    return found.group().rstrip(".,)") if found else ""


def case_in_links(text: str, html: str) -> str:
    """The case id that the mail's links to Seller Central name, or ""."""
    found = _CASE.search(text) or _CASE.search(unescape(html) if html else "")
    return found.group(1) if found else ""
