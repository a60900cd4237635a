"""What every connector takes from a letter in the same way."""

from collections.abc import Sequence
from typing import Any

from .letter import Letter

_TEXT_KINDS = 200_000


def envelope_fields(letter: Letter) -> dict[str, Any]:
    """The fields of `Inbound` that do not depend on whose mail it is."""
    return {
        "subject": letter.subject,
        "sent_at": letter.sent_at,
        "message_id": letter.message_id,
        "in_reply_to": letter.in_reply_to,
        "references": letter.references,
        "recipients": tuple(dict.fromkeys(address.email for address in (*letter.to, *letter.cc) if address.email)),
        "files": letter.files,
        "has_html": bool(letter.html.strip()),
    }


def joined(*parts: str) -> str:
    """The parts that are not empty, one below the other."""
    return "\n".join(part for part in parts if part)


def domain_of(email: str) -> str:
    """The domain of an address, "" when it has none."""
    return email.rpartition("@")[2]


def local_of(email: str) -> str:
    """The local part of an address, "" when it has none."""
    return email.rpartition("@")[0]


def belongs_to(email: str, domains: Sequence[str]) -> str:
    """The one of `domains` that the address is in (itself or a host below it), or "".

    Look-alikes such as `amazon.it.example` or `myamazon.it` are in none.
    """
    domain = domain_of(email)
    return next((name for name in domains if domain == name or domain.endswith("." + name)), "")
