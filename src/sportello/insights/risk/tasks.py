"""Work that the worker does for the risk list."""

from django.utils import timezone
from procrastinate.contrib.django import app

from .listing import learn_anew, score_all


@app.periodic(cron="*/10 * * * *")
@app.task(name="insights.score_risk", queueing_lock="insights.score_risk", lock="insights.risk")
def score_risk(timestamp: int) -> None:  # noqa: ARG001 - every periodic task is given the planned time
    """Score the open tickets, and settle what came of the others."""
    score_all(now=timezone.now())


@app.periodic(cron="40 3 * * 0")
@app.task(name="insights.learn_risk", queueing_lock="insights.learn_risk", lock="insights.risk")
def learn_risk(timestamp: int) -> None:  # noqa: ARG001
    """Learn once a week from what came."""
    learn_anew(now=timezone.now())
