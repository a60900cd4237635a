"""Addresses as SMTP and the header fields of a mail take them. Pure."""

import re

_LOCAL = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,200}")
_DOMAIN = re.compile(r"(?!-)[A-Za-z0-9-]{1,63}(?<!-)(?:\.(?!-)[A-Za-z0-9-]{1,63}(?<!-))*")


class BadAddress(ValueError):
    """An address that no server would take; the message says which."""


def wire_address(address: str) -> str:
    """The address in ASCII: its domain in IDNA where it is international. Raises `BadAddress`.

    Before the @ stand atoms and dots only (RFC 5321 4.1.2; two dots in a row are no rarity), which keeps line breaks,
    brackets and a second recipient out of commands and headers alike.
    """
    local, at, domain = address.strip().rpartition("@")
    try:
        domain = domain.encode("idna").decode("ascii") if not domain.isascii() else domain
    except UnicodeError:
        domain = ""
    proper = at and len(domain) <= 253 and _LOCAL.fullmatch(local) and _DOMAIN.fullmatch(domain)
    if not proper:
        raise BadAddress(f"{address[:100]!r} is not an address that mail can be sent to.")
    return f"{local}@{domain}"
