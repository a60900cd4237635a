"""Running an account's errands: one order that a buyer quotes, what a push told, what a queue of pushes holds."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F

from . import begun, departing, errands
from .contract import ApiTrouble, Connector, Nudge, NudgeKind, TroubleKind
from .following import follow_one
from .models import BegunMessage, BegunState, Errand, ErrandKind, Found, Source
from .pulling import Clock, keep_order, opened

BATCH = 50
FIRST_PAUSE = timedelta(seconds=10)
LONGEST_PAUSE = timedelta(hours=1)
# After a day of trying the marketplace will not have it either.
MOST_ATTEMPTS = 30
# These say that the order is not there for us; asking again soon changes nothing.
_NOT_THERE = frozenset({TroubleKind.NOT_FOUND, TroubleKind.REFUSED})


def due(source: Source, now: datetime) -> list[Errand]:
    """The errands that are due, the oldest first."""
    waiting = Errand.objects.filter(source=source, done_at=None, due_at__lte=now)
    return list(waiting.order_by("due_at", "id")[:BATCH])


def run_due(source: Source, connector: Connector, *, clock: Clock) -> set[ErrandKind]:
    """Run what is due; returns which pulls the errands ask for (orders, messages).

    An errand that fails is tried again later; the others are run. Raises the first `ApiTrouble` that concerns the
    whole account (credentials, time-outs, waiting), after which nothing else is asked.
    """
    wanted: set[ErrandKind] = set()
    for errand in due(source, clock()):
        if errand.kind == ErrandKind.ORDER and connector.fetch_order is not None:
            _fetch(source, connector, errand, clock)
        elif errand.kind == ErrandKind.PARCEL:
            _follow(source, connector, errand, clock)
        elif errand.kind in _ABOUT_OURS:
            _about_ours(source, connector, errand, clock)
        else:
            wanted.add(ErrandKind.MESSAGES if errand.kind == ErrandKind.MESSAGES else ErrandKind.ORDERS)
            _done(errand, Found.DONE, clock())
    return wanted


def _fetch(source: Source, connector: Connector, errand: Errand, clock: Clock) -> None:
    assert connector.fetch_order is not None
    try:
        told = connector.fetch_order(opened(source), errand.ref, site=errand.site, now=clock())
    except ApiTrouble as trouble:
        if trouble.kind in _NOT_THERE or errand.attempts >= MOST_ATTEMPTS:
            _done(errand, Found.NOT_FOUND, clock(), trouble.words)
            return
        _again(errand, trouble, clock())
        raise
    if told is None:
        _done(errand, Found.NOT_FOUND, clock())
        return
    with transaction.atomic():
        keep_order(source, told, now=clock())
        _done(errand, Found.DONE, clock())


def _follow(source: Source, connector: Connector, errand: Errand, clock: Clock) -> None:
    """Ask for a parcel. Somebody is waiting for it now; when it fails, its turn comes anyway."""
    number = int(errand.ref) if errand.ref.isdecimal() else 0
    try:
        known = follow_one(source, connector, number, clock=clock)
    except ApiTrouble as trouble:
        _done(errand, Found.NOT_FOUND, clock(), trouble.words)
        raise
    _done(errand, Found.DONE if known else Found.NOT_FOUND, clock())


def _about_ours(source: Source, connector: Connector, errand: Errand, clock: Clock) -> None:
    """Send a message that we begin, tell of a parcel that left, or ask what may be begun, as somebody waits for."""
    try:
        _ABOUT_OURS[ErrandKind(errand.kind)](source, connector, int(errand.ref), clock=clock)
    except ApiTrouble as trouble:
        if _still_waits(errand):
            _again(errand, trouble, clock())
        else:
            _done(errand, Found.NOT_FOUND, clock(), trouble.words)
        raise
    _done(errand, Found.DONE, clock())


_ABOUT_OURS = {
    ErrandKind.BEGUN: begun.carry,
    ErrandKind.ALLOWANCE: begun.ask,
    ErrandKind.DEPARTURE: departing.carry,
}


def _still_waits(errand: Errand) -> bool:
    if errand.kind == ErrandKind.DEPARTURE:
        return departing.still_waits(int(errand.ref))
    waiting = BegunMessage.objects.filter(pk=int(errand.ref), state=BegunState.WAITING)
    return errand.kind == ErrandKind.BEGUN and waiting.exists()


def _done(errand: Errand, outcome: Found, now: datetime, words: str = "") -> None:
    """End an errand, unless it was asked for again meanwhile: then it is run once more."""
    same = Errand.objects.filter(pk=errand.pk, asked=errand.asked)
    if not same.update(done_at=now, outcome=outcome, last_error=words[:500]):
        Errand.objects.filter(pk=errand.pk).update(due_at=now)


def _again(errand: Errand, trouble: ApiTrouble, now: datetime) -> None:
    doubled: timedelta = FIRST_PAUSE * 2 ** min(errand.attempts, 20)
    wait = trouble.retry_after if trouble.retry_after is not None else min(doubled, LONGEST_PAUSE)
    row = Errand.objects.filter(pk=errand.pk)
    row.update(attempts=F("attempts") + 1, last_error=str(trouble)[:500], due_at=now + wait)


def take_queued(source: Source, connector: Connector, *, now: datetime) -> int:
    """Turn what a queue of pushes holds into errands, then delete it there; returns how many there were.

    Raises `ApiTrouble`. What is deleted is stored before; what is read twice becomes one errand.
    """
    if connector.pull_nudges is None:
        return 0
    queued = connector.pull_nudges(opened(source), now=now)
    if not queued:
        return 0
    with transaction.atomic():
        add_nudges(source, [each.nudge for each in queued], now=now)
        Source.objects.filter(pk=source.pk).update(last_push_at=now)
    for each in queued:
        each.forget()
    return len(queued)


def add_nudges(source: Source, nudges: Sequence[Nudge], *, now: datetime) -> None:
    """Make errands of what pushes told about orders and messages."""
    kinds = {NudgeKind.ORDER: ErrandKind.ORDER, NudgeKind.MESSAGES: ErrandKind.MESSAGES}
    for nudge in nudges:
        kind = kinds.get(nudge.kind, ErrandKind.ORDERS)
        errands.add(source_id=source.pk, kind=kind, ref=nudge.ref, site=nudge.site, now=now)
