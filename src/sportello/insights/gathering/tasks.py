"""Work that the worker does for figures."""

from django.utils import timezone
from procrastinate.contrib.django import app

from sportello.insights.forecast.making import make

from .running import gather


@app.periodic(cron="* * * * *")
@app.task(name="insights.gather", queueing_lock="insights.gather", lock="insights.gather")
def gather_events(timestamp: int) -> None:  # noqa: ARG001 - every periodic task is given the planned time
    """Bring facts and tallies up to what happened."""
    gather(now=timezone.now())


@app.periodic(cron="*/15 * * * *")
@app.task(name="insights.foresee", queueing_lock="insights.foresee", lock="insights.foresee")
def foresee_backlog(timestamp: int) -> None:  # noqa: ARG001
    """Say anew what becomes of the backlog."""
    make(now=timezone.now())
