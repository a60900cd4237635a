"""Work that the worker does for the channels."""

from django.utils import timezone
from procrastinate.contrib.django import app

from . import warning


@app.periodic(cron="* * * * *")
@app.task(name="channels.warn_owners", queueing_lock="channels.warn_owners")
def warn_owners(timestamp: int) -> None:  # noqa: ARG001 - every periodic task is given the planned time
    """Write to the owners about sources that fail and secrets that end."""
    warning.warn_owners(now=timezone.now(), send=warning.mail)
