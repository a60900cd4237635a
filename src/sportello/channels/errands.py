"""Errands: what an account is to do out of turn. Whoever adds one wakes the account's runner."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection
from django.db.models import F, Q

from sportello.orders.numbers import plain

from .models import Errand, ErrandKind, Found, Source, SourceKind

ERRANDS = "sportello_errands"
ASK_AGAIN_AFTER = timedelta(hours=1)

_ADD = """
    INSERT INTO channels_errand (source_id, kind, ref, plain, site, created_at, due_at, attempts, asked, last_error,
                                 outcome)
    VALUES (%s, %s, %s, %s, %s, %s, %s, 0, 1, '', '')
    ON CONFLICT (source_id, kind, ref) WHERE done_at IS NULL
    DO UPDATE SET asked = channels_errand.asked + 1, due_at = LEAST(channels_errand.due_at, EXCLUDED.due_at)
"""


@dataclass(frozen=True, slots=True)
class Asked:
    """What became of asking for an order: `state` is "fetching", "failing" or "not_found"; `at` when it was asked."""

    state: str
    site: str
    at: datetime


def add(*, source_id: int, kind: ErrandKind, now: datetime, ref: str = "", site: str = "") -> None:
    """Ask an account to do something now, in the caller's transaction; asking twice is asking once."""
    number = plain(ref) if kind == ErrandKind.ORDER else ""
    with connection.cursor() as cursor:
        cursor.execute(_ADD, [source_id, str(kind), ref[:200], number, site[:60], now, now])
    announce(source_id)


def announce(source_id: int) -> None:
    """Wake the account's runner when the current transaction commits."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify(%s, %s)", [ERRANDS, str(source_id)])


def fetch_order(*, kind: str, number: str, site: str, now: datetime) -> int:
    """Ask every active account of a kind of channel for an order; returns how many were asked.

    An account that is asked already, or lately did not have it, is not asked (`ASK_AGAIN_AFTER`).
    """
    accounts = Source.objects.filter(kind=SourceKind.API, connector=kind, paused_at=None)
    return sum(
        fetch_from(source_id=source_id, number=number, site=site, now=now)
        for source_id in accounts.values_list("pk", flat=True)
    )


def fetch_from(*, source_id: int, number: str, site: str, now: datetime) -> bool:
    """Ask one account for an order, unless it is asked already or lately did not have it; whether it is asked now."""
    lately = Q(done_at=None) | Q(outcome=Found.NOT_FOUND, done_at__gt=now - ASK_AGAIN_AFTER)
    known = Errand.objects.filter(lately, source=source_id, kind=ErrandKind.ORDER, plain=plain(number))
    if known.exists():
        return False
    add(source_id=source_id, kind=ErrandKind.ORDER, ref=number, site=site, now=now)
    return True


def put_off(*, source_id: int, ref: str, why: str, now: datetime) -> None:
    """Let the open errand about an order wait, because of what is wrong with it."""
    open_one = Errand.objects.filter(source=source_id, kind=ErrandKind.ORDER, ref=ref[:200], done_at=None)
    open_one.update(attempts=F("attempts") + 1, last_error=why[:500], due_at=now + ASK_AGAIN_AFTER)


def asked_for(numbers: Iterable[str]) -> Mapping[str, Asked]:
    """What became of asking for these orders, by `numbers.plain` of each number that was asked for; the newest counts.

    Says nothing about orders that came: look those up first.
    """
    rows = Errand.objects.filter(kind=ErrandKind.ORDER, plain__in={plain(number) for number in numbers})
    return {row.plain: _asked(row) for row in rows.order_by("created_at", "id") if row.outcome != Found.DONE}


def _asked(row: Errand) -> Asked:
    if row.outcome == Found.NOT_FOUND:
        return Asked("not_found", row.site, row.done_at or row.created_at)
    return Asked("failing" if row.last_error else "fetching", row.site, row.created_at)
