"""Carrying answers from the outbox to the SMTP server of their mailbox."""

import smtplib
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from types import TracebackType
from typing import Self

from django.utils.translation import gettext as _

from sportello.channels.answering import transports
from sportello.channels.delivery import Undelivered, deliver_due
from sportello.channels.models import Blob, Outbox, Source, SourceKind
from sportello.channels.sending import Lost, Refused, Transport

from . import standing
from .account import account_of
from .addresses import wire_address
from .compose import OutgoingFile, OutgoingMail, Unsendable, compose
from .connecting import open_smtp
from .smtp import hand
from .standing import Direction
from .tokens import credentials_of
from .trouble import MailboxTrouble, Trouble

BATCH = 20
COURTESY_SECONDS = 5.0
# These do not pass by themselves: the owner has to do something, so the source shows them.
_OWNERS_MATTER = frozenset(
    {
        Trouble.PASSWORD,
        Trouble.APP_PASSWORD,
        Trouble.CONSENT,
        Trouble.SECRET,
        Trouble.CERTIFICATE,
        Trouble.HOST,
        Trouble.ENCRYPTION,
        Trouble.UNPROTECTED,
    }
)


def drain(*, clock: Callable[[], datetime], on_undelivered: Undelivered) -> int:
    """Send what is due, by mail or by a marketplace's API; returns how many were tried. For `core.pump.run`."""
    with Carrier() as carrier:
        transport_for = transports(carrier.transport_for)
        return deliver_due(clock=clock, transport_for=transport_for, on_undelivered=on_undelivered, batch=BATCH)


class Carrier:
    """Transports for outbox rows; a mailbox's SMTP session serves all its rows of one round."""

    def __init__(self) -> None:
        self._sessions: dict[int, smtplib.SMTP] = {}
        self._refused: dict[int, Lost] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for session in self._sessions.values():
            _hurry(session)
            with suppress(OSError):
                session.quit()
        self._sessions.clear()

    def transport_for(self, outbox: Outbox) -> Transport:
        """The transport of the mailbox that sends for the row's channel."""
        source = Source.objects.get(pk=outbox.channel.sends_through_id or outbox.channel.source_id)
        return _Mailbox(source, self)

    def session(self, source: Source, *, now: datetime) -> smtplib.SMTP:
        """The open session of a mailbox, or a new one. Raises `Lost`, and marks the source when its owner must act."""
        known = self._sessions.pop(source.pk, None)
        if known is not None and _is_alive(known):
            return known
        if source.pk in self._refused:
            raise self._refused[source.pk]
        server = account_of(source).smtp
        if server is None:
            raise Refused(_("This mailbox has no server for sending."), permanent=True)
        try:
            session = open_smtp(server, credentials_of(source, now=now))
        except MailboxTrouble as trouble:
            # One sign-in a round: some providers lock an account that is refused too often.
            self._refused[source.pk] = Lost(f"{trouble.trouble.label} {trouble.words}".strip())
            if trouble.trouble in _OWNERS_MATTER:
                standing.fails(source, Direction.SENDING, trouble, now=now)
            raise self._refused[source.pk] from trouble
        standing.works(source, Direction.SENDING, now=now)
        return session

    def keep(self, source: Source, session: smtplib.SMTP) -> None:
        """Keep a session for the next row of its mailbox."""
        self._sessions[source.pk] = session


class _Mailbox:
    """The transport of one mailbox."""

    def __init__(self, source: Source, carrier: Carrier) -> None:
        self._source, self._carrier = source, carrier

    def deliver(self, outbox: Outbox, *, now: datetime, handed_over: Callable[[], None]) -> str:
        """See `Transport.deliver`."""
        if self._source.kind != SourceKind.MAILBOX:
            raise Refused(_("No mailbox is set to send for this channel."), permanent=True)
        raw = _composed(outbox, self._source, now)
        session = self._carrier.session(self._source, now=now)
        words = hand(
            session,
            sender=wire_address(self._source.address),
            recipient=wire_address(outbox.recipient),
            raw=raw,
            handed_over=handed_over,
        )
        self._carrier.keep(self._source, session)
        return words


def _composed(outbox: Outbox, source: Source, now: datetime) -> bytes:
    try:
        return compose(_mail(outbox, source, now))
    except Unsendable as broken:
        raise Refused(str(broken), permanent=True) from broken


def _mail(outbox: Outbox, source: Source, now: datetime) -> OutgoingMail:
    brand = outbox.channel.brand
    return OutgoingMail(
        sender=source.address,
        sender_name=brand.name if brand else str(source.config.get("sender_name", "")),
        recipient=outbox.recipient,
        subject=outbox.subject,
        text=outbox.text,
        message_id=outbox.message_id,
        date=now,
        in_reply_to=outbox.in_reply_to,
        references=tuple(outbox.references.split()),
        files=tuple(_files(outbox)),
    )


def _files(outbox: Outbox) -> list[OutgoingFile]:
    blobs = Blob.objects.in_bulk([file["blob"] for file in outbox.files])
    missing = [file["name"] for file in outbox.files if file["blob"] not in blobs]
    if missing:
        raise Unsendable(_("The file %(name)s is no longer there.") % {"name": missing[0]})
    return [OutgoingFile(f["name"], blobs[f["blob"]].media_type, bytes(blobs[f["blob"]].data)) for f in outbox.files]


def _is_alive(session: smtplib.SMTP) -> bool:
    _hurry(session)
    try:
        return session.noop()[0] == 250
    except OSError:
        return False


def _hurry(session: smtplib.SMTP) -> None:
    if session.sock is not None:
        session.sock.settimeout(COURTESY_SECONDS)
