"""Taking in raw things: they are stored byte for byte and announced; nothing reads them here."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, connection, transaction

from .models import Envelope, RawContent, Source

ENVELOPES = "sportello_envelopes"


@dataclass(frozen=True, slots=True)
class Received:
    """What became of a raw thing: its envelope, and whether it is new to us."""

    envelope_id: int
    new: bool


def receive(
    *,
    source: Source,
    raw: bytes,
    now: datetime,
    external_id: str = "",
    folder: str = "",
    outgoing: bool = False,
    history: bool = False,
) -> Received:
    """Store one raw thing, once for each source and external id, and wake whoever reads envelopes.

    Without an external id the bytes' own SHA-256 stands for it: IMAP gives a mail a new UID when a server loses its
    UIDVALIDITY, and mails without Message-ID are no rarity, but the same bytes are the same mail.
    """
    digest = hashlib.sha256(raw).hexdigest()
    envelope = Envelope(
        source=source,
        external_id=(external_id or digest)[:250],
        folder=folder[:200],
        arrived_at=now,
        size=len(raw),
        sha256=digest,
        outgoing=outgoing,
        history=history,
    )
    if found := Envelope.objects.filter(source=source, external_id=envelope.external_id).first():
        return Received(found.pk, new=False)
    return _keep(envelope, raw)


def _keep(envelope: Envelope, raw: bytes) -> Received:
    try:
        with transaction.atomic():
            envelope.save(force_insert=True)
            RawContent.objects.create(envelope=envelope, data=raw)
            announce()
    except IntegrityError:
        winner = Envelope.objects.get(source=envelope.source_id, external_id=envelope.external_id)
        return Received(winner.pk, new=False)
    return Received(envelope.pk, new=True)


def announce() -> None:
    """Wake the readers of envelopes when the current transaction commits."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify(%s, '')", [ENVELOPES])
