"""Reading in the background what was not read, or read by an older model."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F

from sportello.inbox import standing
from sportello.inbox.access import holding_of
from sportello.inbox.models import Message, MessageReading

from . import keeping
from .reader import Understood, understand, version

TOGETHER = 16
ATTEMPTS = 3
AT_MOST = timedelta(seconds=20)


def read_stale(*, clock: Callable[[], datetime], at_most: timedelta = AT_MOST) -> int:
    """Read the newest of the stale messages, a few at a time, for at most this long; returns how many were read.

    One that the reader fails on three times is left unread until the model changes. Corrections stand.
    """
    current = version()
    until, done = clock() + at_most, 0
    while current and clock() < until and (rows := _next(current)):
        done += _read(rows, now=clock())
    return done


def _next(current: str) -> Sequence[MessageReading]:
    """The next rows, their attempt counted beforehand: what kills its reader is not tried for ever."""
    with transaction.atomic():
        stale = MessageReading.objects.stale(current, attempts=ATTEMPTS).order_by("-message")
        ids = list(stale.select_for_update(skip_locked=True).values_list("pk", flat=True)[:TOGETHER])
        rows = MessageReading.objects.filter(pk__in=ids)
        rows.exclude(attempted=current).update(attempted=current, attempts=0)
        rows.update(attempts=F("attempts") + 1)
    return list(rows.select_related("message__thread__channel").order_by("pk"))


def _read(rows: Sequence[MessageReading], *, now: datetime) -> int:
    messages = [row.message for row in rows]
    found = understand([(each.text, each.subject, each.thread.channel.kind) for each in messages])
    return sum(_keep(message, one, now) for message, one in zip(messages, found, strict=True))


@transaction.atomic
def _keep(message: Message, understood: Understood | None, now: datetime) -> bool:
    if understood is None:
        return False
    standing.locked(holding_of(message).ticket_id)
    row = MessageReading.objects.select_for_update().select_related("message").get(pk=message.pk)
    keeping.keep(row, understood, now=now)
    return True
