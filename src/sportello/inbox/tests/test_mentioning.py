"""Who is named in a note hears of it, unless they see it themselves."""

from datetime import timedelta

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from sportello.inbox import handling
from sportello.inbox.letters import Letter
from sportello.inbox.mentioning import tell_mentioned

from .world import NOW, agent, mail, said, ticket_of

pytestmark = pytest.mark.django_db


def test_it_mails_who_is_named_but_not_who_wrote_or_looks_or_left() -> None:
    ben, lea, ada = agent("Ben"), agent("Lea"), agent("Ada", language="it")
    agent("Zed", is_active=False)
    ticket = ticket_of(said(mail()))
    handling.look(ticket=ticket, by=lea, writing=False, now=NOW)
    note = handling.note(ticket=ticket, text="@lea @ada @ben @zed: the lamp is out of stock", by=ben, now=NOW)
    letters: list[Letter] = []
    assert tell_mentioned(note=note, now=NOW + timedelta(seconds=5), send=letters.append) == 1
    assert [letter.to for letter in letters] == [ada.email]
    assert "out of stock" not in letters[0].text
    assert f"/tickets/{ticket.pk}" in letters[0].text


def test_it_lets_the_worker_tell_once_the_note_is_written() -> None:
    ben, _ = agent("Ben"), agent("Ada")
    ticket = ticket_of(said(mail()))
    handling.note(ticket=ticket, text="Nobody is named here, nor @ben by himself.", by=ben, now=NOW)
    assert not ProcrastinateJob.objects.exists()
    note = handling.note(ticket=ticket, text="@ada what do you think?", by=ben, now=NOW)
    job = ProcrastinateJob.objects.get()
    assert (job.task_name, job.args) == ("inbox.tell_mentioned", {"note_id": note.pk})
