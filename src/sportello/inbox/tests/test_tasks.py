"""The worker's tasks: what a killed worker left is taken up again, what ended long ago is forgotten."""

import asyncio
from collections.abc import Coroutine
from datetime import timedelta
from unittest.mock import patch

import pytest
from asgiref.sync import sync_to_async
from django.db import connection, connections
from django.utils import timezone
from procrastinate import JobContext
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.jobs import Job

from sportello.inbox import letters, tasks
from sportello.inbox.models import DeadlineWarning, Obligation

from .world import agent, mail, said


def a_job(status: str = "todo") -> int:
    number = tasks.tell_mentioned.defer(note_id=0)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = %s WHERE id = %s", [status, number])
    return number


def context() -> JobContext:
    job = Job(id=1, queue="default", lock=None, queueing_lock=None, task_name="x")
    return JobContext(app=app, job=job, start_timestamp=0, abort_reason=lambda: None)


def run(act: Coroutine[object, object, None]) -> None:
    """Run what the worker awaits; the connection of its thread is closed at the end."""

    async def whole() -> None:
        await act
        await sync_to_async(connections.close_all)()

    asyncio.run(whole())


@pytest.mark.django_db(transaction=True)
def test_it_puts_a_job_whose_worker_died_back_in_line() -> None:
    number = a_job("doing")
    run(tasks.retry_stalled_jobs.func(context(), timestamp=0))
    assert ProcrastinateJob.objects.get(pk=number).status == "todo"


@pytest.mark.django_db(transaction=True)
def test_it_forgets_what_ended_days_ago_and_nothing_else() -> None:
    old, recent = a_job("failed"), a_job("failed")
    with connection.cursor() as cursor:
        for number, days in ((old, 4), (recent, 1)):
            cursor.execute(
                "UPDATE procrastinate_events SET at = now() - make_interval(days => %s) WHERE job_id = %s",
                [days, number],
            )
    waiting = a_job()
    run(tasks.forget_old_jobs.func(context(), timestamp=0))
    kept = ProcrastinateJob.objects.filter(pk__in=[old, recent, waiting])
    assert set(kept.values_list("pk", flat=True)) == {recent, waiting}


@pytest.mark.django_db
def test_it_warns_with_the_desks_own_mail() -> None:
    agent("Ada", role="owner")
    said(mail(at=timezone.now()), at=timezone.now())
    Obligation.objects.update(due_at=timezone.now() + timedelta(minutes=30))
    with patch.object(letters, "EmailMessage") as message:
        tasks.warn_due.func(timestamp=0)
    assert message.return_value.send.called
    assert DeadlineWarning.objects.count() == 1


@pytest.mark.django_db
def test_it_makes_nothing_of_a_note_that_is_gone() -> None:
    with patch.object(letters, "EmailMessage") as message:
        tasks.tell_mentioned.func(note_id=0)
    assert not message.called
