"""Work that the worker does for the rules."""

from django.utils import timezone
from procrastinate.contrib.django import app

from . import rechecking

A_MINUTES_WORK = 300
"""Published texts that are checked in one go."""


@app.periodic(cron="* * * * *")
@app.task(
    name="compliance.check_published", queueing_lock="compliance.check_published", lock="compliance.check_published"
)
def check_published(timestamp: int) -> None:  # noqa: ARG001 - every periodic task is given the planned time
    """Hold what is published to the rules of today."""
    rechecking.refresh(now=timezone.now(), most=A_MINUTES_WORK)
