"""Work that the worker does for the desk's own pages."""

from django.utils import timezone
from procrastinate.contrib.django import app

from .macros import counting


@app.periodic(cron="23 * * * *")
@app.task(name="desk.count_macros", queueing_lock="desk.count_macros")
def count_macros(timestamp: int) -> None:  # noqa: ARG001 - every periodic task is given the planned time
    """Count anew how often macros are used, and how often buyers write again after them."""
    counting.count(now=timezone.now())
