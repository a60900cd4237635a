"""Work that the worker does for account health."""

from django.utils import timezone
from procrastinate.contrib.django import app

from .keeping import keep


@app.periodic(cron="5-59/15 * * * *")
@app.task(name="insights.keep_health", queueing_lock="insights.keep_health", lock="insights.health")
def keep_health(timestamp: int) -> None:  # noqa: ARG001 - every periodic task is given the planned time
    """Count every quarter of an hour how every channel stands with its marketplace's limits."""
    keep(now=timezone.now())
