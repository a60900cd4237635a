"""Work that the worker does for articles."""

from django.utils import timezone
from procrastinate.contrib.django import app

from . import publishing, verdicts
from .search import storing


@app.periodic(cron="* * * * *")
@app.task(name="knowledge.publish_due", queueing_lock="knowledge.publish_due")
def publish_due(timestamp: int) -> None:  # noqa: ARG001 - every periodic task is given the planned time
    """Publish what was planned for now, and take down what has run out."""
    publishing.publish_due(now=timezone.now())


@app.periodic(cron="*/5 * * * *")
@app.task(name="knowledge.judge_stale", queueing_lock="knowledge.judge_stale", lock="knowledge.judge_stale")
def judge_stale(timestamp: int) -> None:  # noqa: ARG001
    """Hold published editions to rules that changed."""
    verdicts.judge_stale(now=timezone.now())


@app.periodic(cron="* * * * *")
@app.task(name="knowledge.make_ready", queueing_lock="knowledge.make_ready", lock="knowledge.make_ready")
def make_ready(timestamp: int) -> None:  # noqa: ARG001
    """Make published editions ready for search."""
    storing.make_ready(now=timezone.now())
