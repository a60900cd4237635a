"""Arrival: an envelope is claimed once, read, and becomes what it is, all in one transaction."""

import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from enum import StrEnum

from django.db import IntegrityError, InterfaceError, OperationalError, connection, transaction
from django.db.models.functions import Length
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from sportello.channels import reading
from sportello.channels.inbound import Inbound, MailKind
from sportello.channels.mail.letter import Unreadable
from sportello.channels.models import Envelope, EnvelopeState, RawContent
from sportello.channels.ours import is_own_notice
from sportello.channels.receiving import announce

from . import bouncing, conversing, copying, noticing, ordering, overhearing
from .context import Arrival
from .opening import Opened, opened

log = logging.getLogger(__name__)

BATCH = 50
TRIES = 3
# The first half of our advisory locks' keys; the second is the envelope's id.
READING = 0x53504E56


class CannotRetry(ValueError):
    """The envelope cannot be read again; the message says why, for the agent."""


class Became(StrEnum):
    """What an envelope became; stored on it as its reason when it opened no conversation."""

    MESSAGE = "message"
    SET_ASIDE = "set aside"
    PARKED = "parked"
    TAKEN = "taken by another worker"


_HANDLERS: dict[MailKind, Callable[[Arrival], str]] = {
    MailKind.BUYER: conversing.take_in,
    MailKind.SERVICE_NOTICE: conversing.take_in,
    MailKind.SELLER_COPY: overhearing.take_in,
    MailKind.AUTO_REPLY: conversing.take_in_quietly,
    MailKind.BOUNCE: bouncing.take_in,
    MailKind.RETURN_REQUEST: noticing.take_in,
    MailKind.CLAIM: noticing.take_in,
    MailKind.REFUND_NOTICE: noticing.take_in,
}

_CONVERSING = frozenset({MailKind.BUYER, MailKind.SERVICE_NOTICE})


def drain(*, clock: Callable[[], datetime], batch: int = BATCH, source_id: int | None = None) -> int:
    """Read waiting envelopes, oldest first, until a batch is done; returns how many were dealt with.

    Any number of workers may drain at once: each takes envelopes that nobody else holds. With `source_id` only those
    of that source are taken.
    """
    ids = _take(batch, source_id)
    try:
        for one in opened(ids):
            _take_in(one, now=clock())
    finally:
        _release(ids)
    return len(ids)


def arrive(envelope_id: int, *, now: datetime) -> Became:
    """Read one waiting envelope. What cannot be read is parked with the reason; it never raises for a bad mail.

    Raises the database's own errors when it is out of reach; the envelope waits then.
    """
    (one,) = opened([envelope_id])
    return _take_in(one, now=now)


def retry(envelope: Envelope) -> None:
    """Put a parked envelope back in line, as if it had just arrived, and wake whoever reads envelopes.

    Raises `CannotRetry` when its bytes are not all here (too large to be fetched, or no longer kept): what remains
    would become a message without words, and the mail would count as read.
    """
    _check_is_whole(envelope)
    Envelope.objects.filter(pk=envelope.pk, state=EnvelopeState.PARKED).update(
        state=EnvelopeState.WAITING, attempts=0, reason="", read_at=None
    )
    announce()


def _check_is_whole(envelope: Envelope) -> None:
    kept = RawContent.objects.filter(envelope=envelope.pk).values_list(Length("data"), flat=True).first()
    if kept is None:
        raise CannotRetry(_("The original is no longer kept."))
    if kept < envelope.size:
        raise CannotRetry(_("Only the head of this mail was fetched. Read it in the mailbox it lies in."))


def _take(batch: int, source_id: int | None = None) -> list[int]:
    """The next envelopes nobody holds, oldest first: locked for this session, their attempts counted beforehand.

    The locks end with the session, so that a dead worker's envelopes are free at once. Counting beforehand means that
    a mail that kills its reader is parked after three deaths; one that was counted before is taken alone, so that
    nobody who merely stood beside the killer is counted with it again.
    """
    while free := _lock_free(batch, source_id):
        ids = [pk for pk, attempts in free if attempts == 0] if free[0][1] == 0 else [free[0][0]]
        _release([pk for pk, _attempts in free if pk not in ids])
        if taken := _count(ids):
            _release([pk for pk in ids if pk not in taken])
            return taken
        _release(ids)
    return []


def _lock_free(batch: int, source_id: int | None) -> list[tuple[int, int]]:
    """Lock up to `batch` waiting envelopes that no other session holds; their ids and attempts so far."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            WITH waiting AS MATERIALIZED (
                SELECT id, attempts FROM channels_envelope
                WHERE state = 'waiting' AND (%(source)s::bigint IS NULL OR source_id = %(source)s)
                ORDER BY id LIMIT %(look)s
            )
            SELECT id, attempts FROM waiting
            WHERE pg_try_advisory_lock(%(reading)s, (id %% 2147483648)::int) LIMIT %(batch)s
            """,
            {"look": batch * 8, "batch": batch, "reading": READING, "source": source_id},
        )
        return [(row[0], row[1]) for row in cursor.fetchall()]


def _count(ids: list[int]) -> list[int]:
    """Count an attempt at each of these; returns those that still wait."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE channels_envelope SET attempts = attempts + 1"
            " WHERE id = ANY(%s) AND state = 'waiting' RETURNING id",
            [ids],
        )
        return sorted(row[0] for row in cursor.fetchall())


def _release(ids: list[int]) -> None:
    if not ids:
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_unlock(%s, (id %% 2147483648)::int) FROM unnest(%s) AS id", [READING, ids])


def _take_in(one: Opened, *, now: datetime) -> Became:
    envelope = one.envelope
    if one.inbound is None:
        return _park(envelope, one.trouble, now)
    try:
        return _become_once(Arrival(envelope=envelope, inbound=one.inbound, now=now, understood=one.understood))
    except Unreadable as broken:
        return _park(envelope, str(broken), now)
    except (OperationalError, InterfaceError):
        raise
    except Exception as broken:  # one mail that trips over a mistake of ours must not stop the others
        log.exception("envelope %s could not be taken in", envelope.pk)
        return _park(envelope, f"{type(broken).__name__}: {broken}", now)


def _become_once(arrival: Arrival) -> Became:
    """Take the envelope in, once more when another worker wrote the same thread or copy a moment earlier."""
    for _try in range(TRIES - 1):
        try:
            return _become(replace(arrival))
        except (IntegrityError, OperationalError) as beaten:
            if not _was_beaten(beaten):
                raise
            log.info("envelope %s: %s; once more", arrival.envelope.pk, beaten)
    return _become(replace(arrival))


def _was_beaten(trouble: IntegrityError | OperationalError) -> bool:
    """Whether another transaction was faster (or PostgreSQL chose this one to end a deadlock, its code 40P01)."""
    return isinstance(trouble, IntegrityError) or getattr(trouble.__cause__, "sqlstate", "") == "40P01"


@transaction.atomic
def _become(arrival: Arrival) -> Became:
    envelope, inbound = arrival.envelope, arrival.inbound
    own = is_own_notice(reading.raw_of(envelope))
    kind = MailKind.SELLER_COPY if own else inbound.kind
    claimed = Envelope.objects.filter(pk=envelope.pk, state=EnvelopeState.WAITING).update(
        state=EnvelopeState.READ, read_at=arrival.now, kind=kind.value
    )
    if claimed != 1:
        return Became.TAKEN
    handler = overhearing.own_notice if own else _handler(envelope, inbound)
    reason = copying.COPY if not own and copying.is_copy(arrival) else handler(arrival)
    if kind in _CONVERSING and not reason:
        ordering.look_up(arrival)
    if reason:
        Envelope.objects.filter(pk=envelope.pk).update(reason=Truncator(reason).chars(480))
        return Became.SET_ASIDE
    return Became.MESSAGE


def _handler(envelope: Envelope, inbound: Inbound) -> Callable[[Arrival], str]:
    if envelope.outgoing or inbound.outgoing:
        return overhearing.take_in
    return _HANDLERS.get(inbound.kind, _set_aside)


def _set_aside(arrival: Arrival) -> str:
    return arrival.inbound.why or arrival.inbound.kind.value


def _park(envelope: Envelope, reason: str, now: datetime) -> Became:
    Envelope.objects.filter(pk=envelope.pk, state=EnvelopeState.WAITING).update(
        state=EnvelopeState.PARKED, read_at=now, reason=Truncator(reason).chars(480)
    )
    return Became.PARKED
