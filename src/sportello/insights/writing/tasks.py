"""Work that the worker does for those who write: taking in what is asked, weighing it every night, following it up."""

from datetime import timedelta
from typing import Final

from django.utils import timezone
from procrastinate.contrib.django import app

from sportello.insights.models import Sifting

from . import following, settling, sifting, weighing

AT_A_STRETCH: Final = timedelta(minutes=2)


@app.periodic(cron="*/10 * * * *")
@app.task(name="insights.sift_questions", queueing_lock="insights.sift_questions", lock="insights.writing")
def sift_questions(timestamp: int) -> None:  # noqa: ARG001 - every periodic task is given the planned time
    """Take in what was asked since the last time, for two minutes at most, so that a past that was taken over is caught
    up with in some hours; once all is in that there was, weigh it for the first time."""
    now = begun = timezone.now()
    while (taken := sifting.take_in(now=now)) and now - begun < AT_A_STRETCH:
        now = timezone.now()
    if not taken and Sifting.objects.filter(pk=1, weighed_at=None, up_to__gt=0).exists():
        weighing.weigh(now=now)


@app.periodic(cron="50 2 * * *")
@app.task(name="insights.weigh_gaps", queueing_lock="insights.weigh_gaps", lock="insights.writing")
def weigh_gaps(timestamp: int) -> None:  # noqa: ARG001
    """Settle the groups, weigh the gaps anew, and follow up what was written."""
    settling.settle(now=timezone.now())
    weighing.weigh(now=timezone.now())
    following.follow(now=timezone.now())
