"""Work that the worker does for the desk's own pages."""

from django.utils import timezone
from procrastinate.contrib.django import app

from sportello.insights.mailing import sending
from sportello.insights.mailing.letter import mail
from sportello.insights.spikes import mailing

from .insights import weekly
from .insights.spikes.letters import letter_to
from .macros import counting


@app.periodic(cron="23 * * * *")
@app.task(name="desk.count_macros", queueing_lock="desk.count_macros")
def count_macros(timestamp: int) -> None:  # noqa: ARG001 - every periodic task is given the planned time
    """Count anew how often macros are used, and how often buyers write again after them."""
    counting.count(now=timezone.now())


@app.periodic(cron="*/5 * * * *")
@app.task(name="desk.mail_spikes", queueing_lock="desk.mail_spikes")
def mail_spikes(timestamp: int) -> None:  # noqa: ARG001
    """Mail those who lead about new spikes."""
    mailing.tell_leads(now=timezone.now(), write=letter_to, send=mailing.send)


@app.periodic(cron="*/10 * * * *")
@app.task(name="desk.send_weekly_letters", queueing_lock="desk.send_weekly_letters")
def send_weekly_letters(timestamp: int) -> None:  # noqa: ARG001
    """Send the weekly letters that are due."""
    sending.send_due(now=timezone.now(), write=weekly.letter_to, send=mail)
