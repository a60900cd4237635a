"""What the worker does about spikes: count, judge, and tell."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone
from procrastinate.contrib.django import app

from sportello.insights.gathering.running import zone_name

from . import counting, noticing, pushing, subjects
from .watching import LOOK_BACK_DAYS

RECENT = timedelta(hours=26)
STREAMS_IN = 10
"""So many issues of earlier days that were not known at the last look: a past is just being read in."""

_LATE = timedelta(days=7)


@app.periodic(cron="*/10 * * * *")
@app.task(name="insights.notice_spikes", queueing_lock="insights.notice_spikes", lock="insights.spikes")
def notice_spikes(timestamp: int) -> None:  # noqa: ARG001 - every periodic task is given the planned time
    """Count what came, and call what rose."""
    watch(now=timezone.now())


@app.periodic(cron="* * * * *")
@app.task(name="insights.push_spikes", queueing_lock="insights.push_spikes", lock="insights.push_spikes")
def push_spikes(timestamp: int) -> None:  # noqa: ARG001
    """Tell other programs what waits to be told."""
    pushing.push_due(now=timezone.now(), post=pushing.post)


@app.periodic(cron="25 3 * * *")
@app.task(name="insights.recount_spikes", queueing_lock="insights.recount_spikes", lock="insights.spikes")
def recount_spikes(timestamp: int) -> None:  # noqa: ARG001
    """Count the last week anew, because late news changes what issues are about."""
    now = timezone.now()
    counting.recount(since=now - _LATE, until=now)


def watch(*, now: datetime) -> None:
    """Count the last hours anew, and earlier days as far as others are known of them by now, and judge the last hours.

    While a past is being read in nothing is judged: of an import's mails those of today may be there before those of
    last month, and look like a wave.
    """
    subjects.take_in(now=now)
    recent = counting.hour_of(now - RECENT)
    came_in = counting.catch_up(since=counting.hour_of(now - timedelta(days=LOOK_BACK_DAYS)), until=recent)
    counting.recount(since=recent, until=now)
    if came_in < STREAMS_IN:
        noticing.notice(now=now, zone=ZoneInfo(zone_name()))
