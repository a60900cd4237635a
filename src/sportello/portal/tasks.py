"""Work that the worker does for help centres."""

from django.utils import timezone
from procrastinate.contrib.django import app

from . import settling


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
