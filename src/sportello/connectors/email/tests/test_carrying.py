"""Answers on their way through a real SMTP server that can misbehave."""

import os
import signal
import smtplib
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.db import connection, connections

from sportello.channels.delivery import recover
from sportello.channels.models import Blob, Channel, Outbox, OutboxState, Source
from sportello.connectors.email import carrying, smtp, standing
from sportello.connectors.email.account import Server
from sportello.connectors.email.connecting import open_smtp
from sportello.connectors.email.credentials import Credentials
from sportello.connectors.email.tests.conftest import NOW, Post

pytestmark = pytest.mark.django_db(transaction=True)
type Answer = Callable[..., Outbox]


def drain(now: datetime = NOW) -> int:
    return carrying.drain(clock=lambda: now, on_undelivered=lambda *_: None)


def state_of(row: Outbox) -> tuple[str, str]:
    row.refresh_from_db()
    return row.state, row.reason


def count_sessions(monkeypatch: pytest.MonkeyPatch) -> list[Server]:
    """A list that grows with every session that is opened."""
    opened: list[Server] = []

    def open_and_count(server: Server, credentials: Credentials | None) -> smtplib.SMTP:
        opened.append(server)
        return open_smtp(server, credentials)

    monkeypatch.setattr(carrying, "open_smtp", open_and_count)
    return opened


def test_it_sends_an_answer_into_its_thread(post: Post, an_answer: Answer) -> None:
    row = an_answer(in_reply_to="<1@example.org>", references="<0@example.org> <1@example.org>")
    assert drain() == 1
    assert state_of(row) == (OutboxState.SENT, "")
    (raw,) = post.sent()
    assert b"From: Casa Lume\r\n <desk@casalume.example>\r\n" in raw
    assert b"In-Reply-To: <1@example.org>\r\nReferences: <0@example.org>\r\n <1@example.org>\r\n" in raw
    assert b"\r\n\r\nIl pacco parte domani.\r\n" in raw
    assert post.servers.outgoing.all()[0].recipients == ("cleo@example.org",)


def test_it_sends_lines_that_begin_with_a_dot(post: Post, an_answer: Answer) -> None:
    an_answer(text=".uno\n..due\n.\nfine")
    drain()
    assert post.sent()[0].endswith(b"\r\n\r\n.uno\r\n..due\r\n.\r\nfine\r\n")


def test_it_attaches_files(post: Post, an_answer: Answer) -> None:
    blob = Blob.objects.create(sha256="0" * 64, media_type="application/pdf", size=4, data=b"%PDF", created_at=NOW)
    an_answer(files=[{"blob": blob.pk, "name": "Rücksendung.pdf"}])
    drain()
    assert b"filename*=utf-8''R%C3%BCcksendung.pdf" in post.sent()[0]


def test_it_uses_one_session_for_a_round(post: Post, an_answer: Answer, monkeypatch: pytest.MonkeyPatch) -> None:
    opened = count_sessions(monkeypatch)
    for number in range(5):
        an_answer(number)
    assert drain() == 5
    assert (len(opened), len(post.sent())) == (1, 5)


@pytest.mark.parametrize("reply", ["450 4.2.0 Greylisted", "421 4.3.2 Going down", "550 5.4.5 Daily limit exceeded"])
@pytest.mark.parametrize("phase", ["smtp_mail_reply", "smtp_data_reply"])
def test_it_waits_out_a_transient_no(post: Post, an_answer: Answer, reply: str, phase: str) -> None:
    row = an_answer()
    setattr(post.servers.faults, phase, reply)
    drain()
    assert state_of(row) == (OutboxState.WAITING, reply)
    post.servers.faults.clear()
    drain(NOW + timedelta(minutes=1))
    assert state_of(row) == (OutboxState.SENT, "")
    assert len(post.sent()) == 1


@pytest.mark.parametrize("phase", ["smtp_mail_reply", "smtp_data_reply"])
def test_it_fails_at_a_permanent_no(post: Post, an_answer: Answer, phase: str) -> None:
    row = an_answer()
    setattr(post.servers.faults, phase, "550 5.7.1 Not from here")
    drain()
    assert state_of(row) == (OutboxState.FAILED, "550 5.7.1 Not from here")


def test_it_sends_to_the_others_when_one_recipient_is_unknown(post: Post, an_answer: Answer) -> None:
    gone, fine = an_answer(1, recipient="gone@example.org"), an_answer(2)
    post.servers.faults.smtp_replies = {"gone@example.org": "550 5.1.1 No such user"}
    drain()
    assert state_of(gone) == (OutboxState.FAILED, "550 5.1.1 No such user")
    assert state_of(fine)[0] == OutboxState.SENT


@pytest.mark.parametrize(("fault", "kept"), [("smtp_drop_stored", 1), ("smtp_drop_lost", 0)])
def test_it_is_uncertain_when_the_last_word_is_missing(post: Post, an_answer: Answer, fault: str, kept: int) -> None:
    row = an_answer()
    setattr(post.servers.faults, fault, 1)
    drain()
    assert state_of(row)[0] == OutboxState.UNCERTAIN
    drain(NOW + timedelta(days=3))
    assert len(post.sent()) == kept


def test_it_is_uncertain_when_the_last_word_takes_too_long(
    post: Post, an_answer: Answer, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = an_answer()
    monkeypatch.setattr(smtp, "ANSWER_SECONDS", 0.1)
    post.servers.faults.smtp_delay = 0.3
    drain()
    assert state_of(row)[0] == OutboxState.UNCERTAIN


def test_it_tries_again_when_the_server_is_too_slow(
    post: Post, an_answer: Answer, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = an_answer()
    monkeypatch.setattr(smtp, "BEFORE_HAND_OVER_SECONDS", 0.4)
    post.servers.faults.smtp_delay = 0.3
    drain()
    assert state_of(row)[0] == OutboxState.WAITING
    assert post.sent() == []


def test_it_tries_again_when_nobody_listens(post: Post, an_answer: Answer, source: Source) -> None:
    row = an_answer()
    post.loop.call(post.servers.stop())
    drain()
    assert state_of(row)[0] == OutboxState.WAITING
    source.refresh_from_db()
    assert source.failing_since is None


def test_it_shows_the_owner_a_refused_password_and_asks_once_a_round(
    post: Post, an_answer: Answer, source: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = count_sessions(monkeypatch)
    rows = [an_answer(number) for number in range(3)]
    post.servers.faults.smtp_deny_login = True
    drain()
    assert {state_of(row)[0] for row in rows} == {OutboxState.WAITING}
    assert len(opened) == 1
    source.refresh_from_db()
    wrong = standing.wrong_with(source)
    assert (source.failing_since, wrong and wrong.direction) == (NOW, standing.Direction.SENDING)
    post.servers.faults.clear()
    drain(NOW + timedelta(minutes=1))
    source.refresh_from_db()
    assert (source.failing_since, source.last_error) == (None, "")
    assert len(post.sent()) == 3


def test_it_fails_what_cannot_be_written(post: Post, an_answer: Answer) -> None:
    injected, lost = an_answer(1, subject="x\r\nBcc: zed@example.org"), an_answer(2, files=[{"blob": 0, "name": "a"}])
    drain()
    assert {state_of(injected)[0], state_of(lost)[0]} == {OutboxState.FAILED}
    assert post.sent() == []


def test_it_fails_where_no_mailbox_sends(channel: Channel, an_answer: Answer) -> None:
    pipe = Source.objects.create(kind="pipe", name="Pipe", created_at=NOW)
    Channel.objects.filter(pk=channel.pk).update(source=pipe)
    row = an_answer()
    drain()
    assert state_of(row)[0] == OutboxState.FAILED


def test_it_sends_by_the_mailbox_that_the_channel_names(
    post: Post, channel: Channel, source: Source, an_answer: Answer
) -> None:
    pipe = Source.objects.create(kind="pipe", name="Pipe", created_at=NOW)
    Channel.objects.filter(pk=channel.pk).update(source=pipe, sends_through=source)
    row = an_answer()
    drain()
    assert state_of(row)[0] == OutboxState.SENT


def test_it_sends_one_mail_once_with_two_workers(post: Post, an_answer: Answer) -> None:
    for number in range(6):
        an_answer(number)
    post.servers.faults.smtp_delay = 0.02

    def work() -> None:
        while drain():
            pass
        connections.close_all()

    workers = [threading.Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(60)
    ids = [next(line for line in raw.split(b"\r\n") if line.startswith(b"Message-ID")) for raw in post.sent()]
    assert len(ids) == len(set(ids)) == 6


WORKER = """
import os, sys, django
os.environ["DJANGO_SETTINGS_MODULE"] = "sportello.config.settings"
django.setup()
from datetime import datetime
from django.conf import settings
from sportello.connectors.email import carrying, smtp
if sys.argv[2] == "before":
    smtp._Exchange.upload = lambda *_: (print("here", flush=True), sys.stdin.readline())
carrying.drain(clock=lambda: datetime.fromisoformat(sys.argv[1]), on_undelivered=lambda *_: None)
"""


@pytest.mark.parametrize("phase", ["before", "after"])
def test_it_never_sends_twice_when_a_worker_is_killed(
    post: Post, an_answer: Answer, tmp_path: Path, phase: str
) -> None:
    row = an_answer()
    (tmp_path / "worker.py").write_text(WORKER)
    if phase == "after":
        post.servers.faults.smtp_delay = 1.0
    worker = subprocess.Popen(
        [sys.executable, tmp_path / "worker.py", NOW.isoformat(), phase],
        env={**os.environ, "DATABASE_URL": _url_of_the_test_database()},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    _wait_until(lambda: Outbox.objects.filter(pk=row.pk, **_reached(phase)).exists())
    if phase == "before":
        assert worker.stdout is not None
        worker.stdout.readline()
    worker.send_signal(signal.SIGKILL)
    worker.wait(60)
    post.servers.faults.clear()
    _wait_until(lambda: recover(now=NOW, on_undelivered=lambda *_: None) == 1)
    drain()
    expected = {"before": (OutboxState.SENT, ["interrupted", "sent"]), "after": (OutboxState.UNCERTAIN, ["uncertain"])}
    assert (state_of(row)[0], [each.outcome for each in row.tries.order_by("id")]) == expected[phase]
    assert len(post.sent()) == (1 if phase == "before" else 0)


def _reached(phase: str) -> dict[str, object]:
    return {"state": "sending"} if phase == "before" else {"handed_over_at__isnull": False}


def _url_of_the_test_database() -> str:
    values = connection.settings_dict
    return f"postgresql://{values['USER']}@/{values['NAME']}?host={values['HOST']}&port={values['PORT']}"


def _wait_until(true: Callable[[], bool], seconds: float = 60) -> None:
    until = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < until
        time.sleep(0.05)
