"""Work that the worker does so that nothing is kept for too long."""

from django.conf import settings
from django.utils import timezone
from procrastinate.contrib.django import app

from .plan import the_plan
from .running import run


@app.periodic(cron="17 * * * *")
@app.task(name="retention.run", queueing_lock="retention.run", lock="retention.run")
def run_retention(timestamp: int) -> None:  # noqa: ARG001 - every periodic task is given the planned time
    """Erase and delete what is due; not in the demo, whose buyers are invented and whose past is to be looked at."""
    if settings.DEMO:
        return
    run(the_plan(), now=timezone.now())
