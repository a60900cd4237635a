"""Taking in raw things: they are stored byte for byte and announced; nothing reads them here."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from .models import Envelope, Source

ENVELOPES = "sportello_envelopes"

# One statement is one transaction and one round trip; the constraint decides which of two equal things is the first.
_STORE = """
WITH envelope AS (
    INSERT INTO channels_envelope (source_id, external_id, folder, arrived_at, size, sha256, outgoing, history,
                                   state, attempts, kind, reason)
    VALUES (%s, %s, %s, %s, %s, %s, %s, %s, 'waiting', 0, '', '')
    ON CONFLICT (source_id, external_id) DO NOTHING RETURNING id
), content AS (
    INSERT INTO channels_rawcontent (envelope_id, data) SELECT id, %s FROM envelope RETURNING envelope_id
)
SELECT envelope_id, pg_notify(%s, '') FROM content
"""


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
    external_id = (external_id or digest)[:250]
    row = (source.pk, external_id, folder[:200], now, len(raw), digest, outgoing, history)
    with connection.cursor() as cursor:
        cursor.execute(_STORE, [*row, raw, ENVELOPES])
        if stored := cursor.fetchone():
            return Received(stored[0], new=True)
    known = Envelope.objects.values_list("pk", flat=True).get(source=source, external_id=external_id)
    return Received(known, new=False)


def announce() -> None:
    """Wake the readers of envelopes when the current transaction commits."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify(%s, '')", [ENVELOPES])
