"""Work that the worker does for the channels."""

from datetime import timedelta

from django.utils import timezone
from procrastinate.contrib.django import app

from . import warning
from .models import Errand, PushSeen

KEEP_PUSHES = timedelta(days=30)
KEEP_ERRANDS = timedelta(days=30)


@app.periodic(cron="* * * * *")
@app.task(name="channels.warn_owners", queueing_lock="channels.warn_owners")
def warn_owners(timestamp: int) -> None:  # noqa: ARG001 - every periodic task is given the planned time
    """Write to the owners about sources that fail and secrets that end."""
    warning.warn_owners(now=timezone.now(), send=warning.mail)


@app.periodic(cron="29 3 * * *")
@app.task(name="channels.forget_old_pushes", queueing_lock="channels.forget_old_pushes")
def forget_old_pushes(timestamp: int) -> None:  # noqa: ARG001
    """Delete the ids of old pushes, which nobody sends again, and errands that were done long ago."""
    now = timezone.now()
    PushSeen.objects.filter(at__lt=now - KEEP_PUSHES).delete()
    Errand.objects.filter(done_at__lt=now - KEEP_ERRANDS).delete()
