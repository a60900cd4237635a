"""Claims on outbox rows: who delivers a row now, and which claims have nobody behind them any more."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection, models, transaction

from .models import Outbox, OutboxState

# The first half of our advisory locks' keys; the second is the row's id.
DELIVERING = 0x53504F42
# Whoever has not come further within this time is taken for gone although its session lives (a machine that vanished
# without closing its connection keeps its session for hours). Both are longer than what a transport may take.
STALE_CLAIM = timedelta(minutes=5)
STALE_HAND_OVER = timedelta(minutes=10)


@dataclass(slots=True)
class Claim:
    """A row that this session delivers. `taken_at` tells it from every earlier and later claim on the same row."""

    outbox: Outbox
    taken_at: datetime
    handed_over: bool = False


def take(now: datetime) -> Claim | None:
    """Claim the row that is due longest and that nobody holds; None when there is none. Committed when it returns.

    The claim is also an advisory lock of this database session, so that a dead worker is known at once.
    """
    with transaction.atomic(durable=True):
        row = _next_due(now)
        if row is None or not _try_lock(row.pk):
            return None
        row.state, row.claimed_at, row.handed_over_at = OutboxState.SENDING, now, None
        row.attempts += 1
        row.save(update_fields=["state", "claimed_at", "handed_over_at", "attempts"])
    return Claim(outbox=row, taken_at=now)


def release(claim: Claim) -> None:
    """Let go of the session's lock. A session that broke has let go already."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [DELIVERING, _key(claim.outbox.pk)])


def hand_over(claim: Claim, now: datetime) -> bool:
    """Commit that the server may have the mail from now on; False when the claim is no longer ours."""
    with transaction.atomic(durable=True):
        ours = _ours(claim).filter(state=OutboxState.SENDING).update(handed_over_at=now)
    claim.handed_over = ours == 1
    return claim.handed_over


def still_ours(claim: Claim, *, knows: bool) -> bool:
    """Lock the claim's row and say whether its state is still this worker's to settle.

    A worker that knows the mail was taken may also settle what others called uncertain while it listened.
    """
    states = [OutboxState.SENDING, OutboxState.UNCERTAIN] if knows else [OutboxState.SENDING]
    return _ours(claim).filter(state__in=states).select_for_update().exists()


def abandoned(now: datetime) -> list[Outbox]:
    """The rows being sent by nobody: locked for the caller's transaction, which must settle them.

    A row counts as abandoned when the session that held its advisory lock ended, or when it is stale.
    """
    sending = Outbox.objects.filter(state=OutboxState.SENDING).order_by("id")
    gone = [row for row in sending if _try_lock(row.pk, until_commit=True) or _stale(row, now)]
    claims = {row.pk: row.claimed_at for row in gone}
    fresh = sending.filter(pk__in=claims).select_for_update(skip_locked=True)
    return [row for row in fresh if row.claimed_at == claims[row.pk]]


def _next_due(now: datetime) -> Outbox | None:
    due = Outbox.objects.filter(state=OutboxState.WAITING, next_try_at__lte=now).order_by("next_try_at", "id")
    return due.select_for_update(skip_locked=True).first()


def _ours(claim: Claim) -> models.QuerySet[Outbox]:
    return Outbox.objects.filter(pk=claim.outbox.pk, claimed_at=claim.taken_at)


def _stale(row: Outbox, now: datetime) -> bool:
    if row.handed_over_at is not None:
        return row.handed_over_at < now - STALE_HAND_OVER
    return row.claimed_at is None or row.claimed_at < now - STALE_CLAIM


def _try_lock(row_id: int, *, until_commit: bool = False) -> bool:
    function = "pg_try_advisory_xact_lock" if until_commit else "pg_try_advisory_lock"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {function}(%s, %s)", [DELIVERING, _key(row_id)])
        return bool(cursor.fetchone()[0])


def _key(row_id: int) -> int:
    return row_id % 2**31
