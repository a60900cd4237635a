"""Writing down who looked at personal data and who changed what."""

import ipaddress
from datetime import datetime

from django.http import HttpRequest

from sportello.accounts.models import Agent, AuditEntry


def note(
    *,
    act: str,
    now: datetime,
    agent: Agent | None = None,
    subject: tuple[str, int] | None = None,
    address: str | None = None,
) -> AuditEntry:
    """Append one entry, in the caller's transaction.

    `act` is a past-tense name such as "ticket.looked_at"; `subject` what was looked at, such as ("ticket", 7);
    `agent` is None for the machine and for strangers; `address` the network address the request came from, if any.
    """
    kind, number = subject or ("", None)
    return AuditEntry.objects.create(
        at=now, agent=agent, act=act, subject_kind=kind, subject_id=number, address=address
    )


def address_of(request: HttpRequest) -> str | None:
    """The network address that a request came from, as the server established it; None when it is none (a socket)."""
    try:
        return str(ipaddress.ip_address(request.META.get("REMOTE_ADDR", "").partition("%")[0]))
    except ValueError:
        return None
