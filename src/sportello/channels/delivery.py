"""Delivering the outbox: each answer leaves once. What a crash leaves open is uncertain, and an agent decides."""

import logging
import time
from collections.abc import Callable
from datetime import datetime

from django.db import InterfaceError, OperationalError, connection, transaction
from django.utils.translation import gettext as _

from sportello.accounts.models import Agent
from sportello.core import events
from sportello.core.live import publish

from .claiming import Claim, abandoned, hand_over, release, still_ours, take
from .models import DeliveryAttempt, Outbox, OutboxState
from .outgoing import announce
from .sending import ClaimLost, Lost, Refused, Transport, Verdict, interrupted, judge, sent

__all__ = ["CannotChange", "cancel", "deliver_due", "mark_sent", "recover", "send_again"]

log = logging.getLogger(__name__)

type Clock = Callable[[], datetime]
type Undelivered = Callable[[Outbox, datetime], None]

BATCH = 20
# What we know about a mail must not get lost while the database restarts.
SETTLE_PAUSES = (0.5, 1.0, 2.0, 4.0, 8.0, 15.0)


class CannotChange(ValueError):
    """The row is no longer in a state in which this may be done to it; the message says so."""


def deliver_due(
    *,
    clock: Clock,
    transport_for: Callable[[Outbox], Transport],
    on_undelivered: Undelivered,
    batch: int = BATCH,
) -> int:
    """Deliver rows that are due, one after the other; returns how many were tried. Any number of workers may call it.

    `on_undelivered(outbox, now)` is called in the transaction that makes a row failed or uncertain. Must be called
    outside a transaction. Raises the database's own errors: what was being sent then is settled by `recover`.
    """
    recover(now=clock(), on_undelivered=on_undelivered)
    for tried in range(batch):
        claim = take(clock())
        if claim is None:
            return tried
        try:
            verdict = _try(claim, clock, transport_for)
            if verdict is not None:
                _settle_patiently(claim, verdict, clock, on_undelivered)
        finally:
            _let_go(claim)
    return batch


@transaction.atomic
def recover(*, now: datetime, on_undelivered: Undelivered) -> int:
    """Settle the rows whose worker died: back into the line, or uncertain when the server may have the mail."""
    rows = abandoned(now)
    for row in rows:
        verdict = interrupted(handed_over=row.handed_over_at is not None, attempts=row.attempts)
        _write(row, verdict, now, on_undelivered)
    return len(rows)


@transaction.atomic
def send_again(outbox: Outbox, *, by: Agent, now: datetime) -> None:
    """Put a failed or uncertain answer back into the line, as the agent decided. Raises `CannotChange`."""
    row = _locked(outbox, OutboxState.FAILED, OutboxState.UNCERTAIN)
    row.attempts, row.claimed_at, row.handed_over_at, row.next_try_at = 0, None, None, now
    _decide(row, OutboxState.WAITING, "sent_again", by, now)
    announce()


@transaction.atomic
def mark_sent(outbox: Outbox, *, by: Agent, now: datetime) -> None:
    """Call a failed or uncertain answer sent, because the agent saw that it was. Raises `CannotChange`."""
    row = _locked(outbox, OutboxState.FAILED, OutboxState.UNCERTAIN)
    row.sent_at = now
    _decide(row, OutboxState.SENT, "marked_sent", by, now)


@transaction.atomic
def cancel(outbox: Outbox, *, by: Agent, now: datetime) -> None:
    """Give up an answer that nobody is sending right now. Raises `CannotChange`."""
    row = _locked(outbox, OutboxState.WAITING, OutboxState.FAILED, OutboxState.UNCERTAIN)
    _decide(row, OutboxState.CANCELLED, "cancelled", by, now)


def _try(claim: Claim, clock: Clock, transport_for: Callable[[Outbox], Transport]) -> Verdict | None:
    """One try; None when the claim was lost on the way and the row is somebody else's."""

    def handed_over() -> None:
        if not hand_over(claim, clock()):
            raise ClaimLost

    try:
        words = transport_for(claim.outbox).deliver(claim.outbox, now=clock(), handed_over=handed_over)
    except ClaimLost:
        log.warning("outbox %s was taken over by another worker", claim.outbox.pk)
        return None
    except (Refused, Lost) as trouble:
        return judge(trouble, handed_over=claim.handed_over, attempts=claim.outbox.attempts)
    except (OperationalError, InterfaceError):
        raise
    except Exception as broken:  # one answer that trips over a mistake of ours must not stop the others
        log.exception("outbox %s could not be sent", claim.outbox.pk)
        lost = Lost(f"{type(broken).__name__}: {broken}")
        return judge(lost, handed_over=claim.handed_over, attempts=claim.outbox.attempts)
    return sent(words)


def _settle_patiently(claim: Claim, verdict: Verdict, clock: Clock, on_undelivered: Undelivered) -> None:
    for pause in SETTLE_PAUSES:
        try:
            return _settle(claim, verdict, clock(), on_undelivered)
        except (OperationalError, InterfaceError):
            log.warning("outbox %s is %s, but the database is out of reach", claim.outbox.pk, verdict.state)
            connection.close()
            time.sleep(pause)
    return _settle(claim, verdict, clock(), on_undelivered)


@transaction.atomic
def _settle(claim: Claim, verdict: Verdict, now: datetime, on_undelivered: Undelivered) -> None:
    if still_ours(claim, knows=verdict.state == OutboxState.SENT):
        _write(claim.outbox, verdict, now, on_undelivered)
    else:
        DeliveryAttempt.objects.create(
            outbox=claim.outbox, at=now, outcome=verdict.outcome, detail=verdict.reason[:500]
        )


def _write(row: Outbox, verdict: Verdict, now: datetime, on_undelivered: Undelivered) -> None:
    row.state, row.reason = verdict.state, "" if verdict.state == OutboxState.SENT else verdict.reason[:500]
    row.next_try_at = now + verdict.delay if verdict.delay is not None else row.next_try_at
    row.sent_at = now if verdict.state == OutboxState.SENT else None
    row.save(update_fields=["state", "reason", "next_try_at", "sent_at"])
    DeliveryAttempt.objects.create(outbox=row, at=now, outcome=verdict.outcome, detail=verdict.reason[:500])
    if verdict.state != OutboxState.WAITING:
        events.record(kind=f"delivery.{verdict.state}", now=now, subject=("outbox", row.pk))
    if verdict.state in {OutboxState.FAILED, OutboxState.UNCERTAIN}:
        on_undelivered(row, now)
    _tell(row)


def _let_go(claim: Claim) -> None:
    try:
        release(claim)
    except (OperationalError, InterfaceError):
        connection.close()


def _locked(outbox: Outbox, *allowed: OutboxState) -> Outbox:
    row = Outbox.objects.select_for_update().get(pk=outbox.pk)
    if row.state not in allowed:
        raise CannotChange(_("This answer has moved on: %(state)s.") % {"state": row.get_state_display()})
    return row


def _decide(row: Outbox, state: OutboxState, kind: str, by: Agent, now: datetime) -> None:
    row.state, row.reason = state, ""
    row.save()
    events.record(kind=f"delivery.{kind}", now=now, subject=("outbox", row.pk), actor=by.pk)
    _tell(row)


def _tell(row: Outbox) -> None:
    publish("outbox", {"outbox": row.pk, "state": str(row.state)})
