"""What the worker does about readings and assignments by itself."""

from django.utils import timezone
from procrastinate.contrib.django import app

from .rereading import read_stale


@app.periodic(cron="* * * * *")
@app.task(name="inbox.read_stale", queueing_lock="inbox.read_stale", lock="inbox.read_stale")
def read_stale_messages(timestamp: int) -> None:  # noqa: ARG001 - every periodic task is given the planned time
    """Read what could not be read when it arrived, or was read by another model."""
    read_stale(clock=timezone.now)
