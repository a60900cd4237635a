"""Work that the worker does for help centres."""

from datetime import datetime, timedelta

from django.utils import timezone
from procrastinate.contrib.django import app

from . import braking, settling, uploading
from .models import Visit

KEPT_FOR = timedelta(days=90)
"""How long a visit's steps are kept; what came of it stays in the record of events, which holds ids alone."""


@app.periodic(cron="* * * * *")
@app.task(name="portal.join", queueing_lock="portal.join")
def join_visits(timestamp: int) -> None:  # noqa: ARG001 - every periodic task is given the planned time
    """Tie visits to the tickets that their messages became."""
    settling.join(now=timezone.now())


@app.periodic(cron="*/10 * * * *")
@app.task(name="portal.settle", queueing_lock="portal.settle")
def settle_visits(timestamp: int) -> None:  # noqa: ARG001
    """Say what came of visits whose three days are over."""
    settling.settle(now=timezone.now())


@app.periodic(cron="53 2 * * *")
@app.task(name="portal.forget", queueing_lock="portal.forget")
def forget(timestamp: int) -> None:  # noqa: ARG001
    """Delete old visits, counts of attempts, and files that nobody sent."""
    forget_old(now=timezone.now())


def forget_old(*, now: datetime) -> int:
    """Delete what is too old at `now`; returns how many visits that were. A settled visit alone is deleted."""
    braking.forget(now=now)
    uploading.forget_old(now=now)
    _rows, by_model = Visit.objects.settled().filter(last_at__lt=now - KEPT_FOR).delete()
    return int(by_model.get("portal.Visit", 0))
