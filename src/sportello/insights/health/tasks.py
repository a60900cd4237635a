"""Work that the worker does for account health."""

from django.utils import timezone
from procrastinate.contrib.django import app

from .keeping import keep


@app.periodic(cron="20 * * * *")
@app.task(name="insights.keep_health", queueing_lock="insights.keep_health", lock="insights.health")
def keep_health(timestamp: int) -> None:  # noqa: ARG001 - every periodic task is given the planned time
    """Count once an hour how every channel stands with its marketplace's limits."""
    keep(now=timezone.now())
