"""What the worker does about causes, every night."""

from django.utils import timezone
from procrastinate.contrib.django import app

from . import following, studying


@app.periodic(cron="20 3 * * *")
@app.task(name="insights.study_causes", queueing_lock="insights.study_causes", lock="insights.study_causes")
def study_causes(timestamp: int) -> None:  # noqa: ARG001 - every periodic task is given the planned time
    """Look for causes anew, and count what came of what was done about them."""
    now = timezone.now()
    studying.study_all(now=now)
    following.follow(now=now)
