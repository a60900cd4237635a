"""Work that the worker does for figures."""

from django.utils import timezone
from procrastinate.contrib.django import app

from .running import gather


@app.periodic(cron="* * * * *")
@app.task(name="insights.gather", queueing_lock="insights.gather", lock="insights.gather")
def gather_events(timestamp: int) -> None:  # noqa: ARG001 - every periodic task is given the planned time
    """Bring facts and tallies up to what happened."""
    gather(now=timezone.now())
