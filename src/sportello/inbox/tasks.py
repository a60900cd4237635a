"""Work that the worker does for the inbox, and the sweeping of its own table of jobs."""

from django.utils import timezone
from procrastinate import JobContext, builtin_tasks
from procrastinate.contrib.django import app

from . import alike, approval_warning, assigning, letters, mentioning, promising, reopening, warning
from .models import Note
from .repeats import deciding, looking
from .understanding import refining
from .understanding.rereading import read_stale

KEEP_JOBS_HOURS = 72


@app.periodic(cron="* * * * *")
@app.task(name="inbox.warn_due", queueing_lock="inbox.warn_due")
def warn_due(timestamp: int) -> None:  # noqa: ARG001 - every periodic task is given the planned time
    """Warn who is on duty of deadlines that come near."""
    warning.warn_due(now=timezone.now(), send=letters.send)


@app.periodic(cron="* * * * *")
@app.task(name="inbox.warn_leads", queueing_lock="inbox.warn_leads")
def warn_leads(timestamp: int) -> None:  # noqa: ARG001
    """Warn the leads of what waits for approval while a deadline comes near."""
    approval_warning.warn_leads(now=timezone.now(), send=letters.send)


@app.periodic(cron="* * * * *")
@app.task(name="inbox.wake_due", queueing_lock="inbox.wake_due")
def wake_due(timestamp: int) -> None:  # noqa: ARG001
    """Bring back the tickets whose snooze has run out."""
    reopening.wake_due(now=timezone.now())


@app.periodic(cron="* * * * *")
@app.task(name="inbox.bring_back_promises", queueing_lock="inbox.bring_back_promises")
def bring_back_promises(timestamp: int) -> None:  # noqa: ARG001
    """Let tickets come back on the day of what was promised."""
    promising.bring_back_due(now=timezone.now())


@app.periodic(cron="* * * * *")
@app.task(name="inbox.read_stale", queueing_lock="inbox.read_stale", lock="inbox.read_stale")
def read_stale_messages(timestamp: int) -> None:  # noqa: ARG001
    """Read what could not be read when it arrived, or was read by another model."""
    read_stale(clock=timezone.now)


@app.periodic(cron="* * * * *")
@app.task(name="inbox.assign_waiting", queueing_lock="inbox.assign_waiting")
def assign_waiting(timestamp: int) -> None:  # noqa: ARG001
    """Take back what absent agents hold, and share out what nobody has."""
    assigning.assign_waiting(now=timezone.now())


@app.periodic(cron="* * * * *")
@app.task(name="inbox.look_for_repeats", queueing_lock="inbox.look_for_repeats")
def look_for_repeats(timestamp: int) -> None:  # noqa: ARG001
    """Look at messages that nobody looked at when they came, and close what agents settled in another way."""
    looking.catch_up(now=timezone.now())
    deciding.settle(now=timezone.now())


@app.task(name="inbox.refine")
def refine(message_id: int) -> None:
    """Let the owner's language model look at a message once more."""
    refining.refine(message_id, now=timezone.now())


@app.task(name="inbox.tell_mentioned", retry=5)
def tell_mentioned(note_id: int) -> None:
    """Mail the agents that a note names; of a note that is gone nothing is made."""
    note = Note.objects.select_related("ticket", "agent").filter(pk=note_id).first()
    if note is not None:
        mentioning.tell_mentioned(note=note, now=timezone.now(), send=letters.send)


@app.task(name="inbox.send_alike", retry=5)
def send_alike(round_id: int) -> None:
    """Send what waits of one answer to many tickets."""
    for answer_id in alike.waiting(round_id):
        alike.send_one(answer_id=answer_id, now=timezone.now())


@app.periodic(cron="* * * * *")
@app.task(name="inbox.finish_alike", queueing_lock="inbox.finish_alike")
def finish_alike(timestamp: int) -> None:  # noqa: ARG001
    """Send what a killed worker left of such answers."""
    for round_id in alike.unfinished():
        send_alike(round_id)


@app.periodic(cron="*/10 * * * *")
@app.task(name="inbox.retry_stalled_jobs", queueing_lock="inbox.retry_stalled_jobs", pass_context=True)
async def retry_stalled_jobs(context: JobContext, timestamp: int) -> None:  # noqa: ARG001
    """Put jobs back in line whose worker was killed: nobody else ever takes them up again."""
    for job in await context.app.job_manager.get_stalled_jobs():
        await context.app.job_manager.retry_job(job)


@app.periodic(cron="23 * * * *")
@app.task(name="inbox.forget_old_jobs", queueing_lock="inbox.forget_old_jobs", pass_context=True)
async def forget_old_jobs(context: JobContext, timestamp: int) -> None:  # noqa: ARG001
    """Delete jobs that ended three days ago, however they ended."""
    await builtin_tasks.remove_old_jobs(
        context, max_hours=KEEP_JOBS_HOURS, remove_failed=True, remove_cancelled=True, remove_aborted=True
    )
