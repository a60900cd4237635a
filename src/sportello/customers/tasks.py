"""Work that the worker does for customers."""

from django.utils import timezone
from procrastinate.contrib.django import app

from . import considering, learning


@app.task(name="customers.consider", queueing_lock="customers.consider", lock="customers.consider")
def consider() -> None:
    """Compare the customers of whom something new is known; what is left over goes behind other work."""
    if considering.consider_waiting(clock=timezone.now) >= considering.BATCH:
        learning.wake()


@app.periodic(cron="* * * * *")
@app.task(name="customers.consider_left_over", queueing_lock="customers.consider_left_over", lock="customers.consider")
def consider_left_over(timestamp: int) -> None:  # noqa: ARG001 - every periodic task is given the planned time
    """Compare those whom nobody was called for, because a worker or the database was away."""
    consider()


@app.periodic(cron="*/10 * * * *")
@app.task(name="customers.consider_strangers", queueing_lock="customers.consider_strangers")
def consider_strangers(timestamp: int) -> None:  # noqa: ARG001
    """Put those in line who were never compared with anybody."""
    learning.consider_strangers(now=timezone.now())
