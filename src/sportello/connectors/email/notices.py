"""The desk's own mails (invitations, new passwords, warnings): a Django e-mail backend."""

from collections.abc import Sequence
from email import policy
from email.message import EmailMessage as WireMessage
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone

from sportello.channels.models import Source, SourceKind
from sportello.channels.ours import HEADER, mark_of
from sportello.channels.sending import Lost, Refused

from .account import Security, Server, account_of
from .addresses import wire_address
from .connecting import open_smtp
from .credentials import Credentials
from .smtp import hand
from .tokens import credentials_of

PORTS = {Security.TLS: 465, Security.STARTTLS: 587, Security.PLAIN: 25}


class NoMailbox(OSError):
    """Neither SPORTELLO_MAIL_URL nor a connected mailbox can carry the desk's own mail."""


class NotSent(OSError):
    """The server did not take a notice; the message has its words."""


class NoticeBackend(BaseEmailBackend):
    """Sends through SPORTELLO_MAIL_URL where it is set, else through the first mailbox that is connected and sends.

    `send_messages` raises `NoMailbox`, `NotSent`, `trouble.MailboxTrouble` (all are OSErrors), and ValueError for
    addresses that no server takes.
    """

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Send all; returns how many there were."""
        if not email_messages:
            return 0
        server, credentials, own_address = _way_out()
        for message in email_messages:
            _send(message, server, credentials, own_address or settings.DEFAULT_FROM_EMAIL)
        return len(email_messages)


def server_of(url: str) -> tuple[Server, Credentials | None]:
    """The server that a mail URL names: `smtp://user:password@host:port?tls=starttls|tls|plain`, or `smtps://`.

    Without `tls=`, smtps means TLS and smtp STARTTLS. Raises ValueError for anything else.
    """
    parts = urlsplit(url)
    if parts.scheme not in {"smtp", "smtps"} or not parts.hostname:
        raise ValueError("SPORTELLO_MAIL_URL must look like smtp://user:password@host:587?tls=starttls")
    usual = Security.TLS if parts.scheme == "smtps" else Security.STARTTLS
    security = Security(parse_qs(parts.query).get("tls", [usual.value])[0])
    credentials = Credentials(unquote(parts.username), unquote(parts.password or "")) if parts.username else None
    return Server(parts.hostname, parts.port or PORTS[security], security), credentials


def _way_out() -> tuple[Server, Credentials | None, str]:
    """The server, how to sign in, and the address that must send there ("": as the message says)."""
    if settings.SPORTELLO_MAIL_URL:
        return (*server_of(settings.SPORTELLO_MAIL_URL), "")
    active = Source.objects.filter(kind=SourceKind.MAILBOX, paused_at=None, config__smtp__has_key="host")
    source = active.order_by("pk").first()
    server = account_of(source).smtp if source else None
    if source is None or server is None:
        raise NoMailbox("No mailbox is connected yet, so the desk cannot send mail.")
    return server, credentials_of(source, now=timezone.now()), source.address


def _send(message: EmailMessage, server: Server, credentials: Credentials | None, sender: str) -> None:
    message.from_email = sender
    raw = _octets(message)
    for recipient in message.recipients():
        try:
            with open_smtp(server, credentials) as session:
                hand(
                    session,
                    sender=wire_address(sender),
                    recipient=wire_address(recipient),
                    raw=raw,
                    handed_over=lambda: None,
                )
        except (Refused, Lost) as trouble:
            raise NotSent(str(trouble)) from trouble


def _octets(message: EmailMessage) -> bytes:
    """The message in seven bits; no machine shall answer it (RFC 3834), so that no notice becomes a loop.

    It carries our mark: a copy that comes back from the Sent folder, or to an agent who reads the very mailbox that
    sent it, is known as ours.
    """
    wire: Any = message.message(policy=policy.SMTP.clone(cte_type="7bit"))
    assert isinstance(wire, WireMessage)
    if "Auto-Submitted" not in wire:
        wire["Auto-Submitted"] = "auto-generated"
    if wire["Message-ID"]:
        wire[HEADER] = mark_of(str(wire["Message-ID"]))
    raw = wire.as_bytes()
    return raw if raw.endswith(b"\r\n") else raw + b"\r\n"
