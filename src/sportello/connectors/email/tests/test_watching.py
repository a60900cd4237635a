"""Watchers of a real IMAP server: pushed mail, broken connections, changed settings, one watcher each."""

import threading
import time
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from django.db import connection
from imapclient import IMAPClient

from sportello.channels.models import Envelope, Source
from sportello.connectors.email import standing, watching
from sportello.connectors.email.guarding import Guard
from sportello.connectors.email.imap import Mailbox
from sportello.connectors.email.tests.conftest import ACCOUNT, NOW, Post
from sportello.connectors.email.trouble import Trouble

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Between two looks into the folders lies less than a second."""
    monkeypatch.setattr(watching, "BUSY_SECONDS", 0.5)
    monkeypatch.setattr(watching, "SENT_SECONDS", 0.5)


@pytest.fixture
def unhurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Between two looks into the folders lies more than a minute."""
    monkeypatch.setattr(watching, "BUSY_SECONDS", 90.0)


@pytest.fixture
def watching_all(source: Source, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(watching, "LOOK_SECONDS", 0.3)
    stop = threading.Event()
    watcher = threading.Thread(target=watching.watch_all, args=(stop,))
    watcher.start()
    yield
    stop.set()
    watcher.join(60)
    assert not watcher.is_alive()


def wait_until(true: Callable[[], bool], seconds: float = 60) -> float:
    """How long it took until it was true."""
    began = time.monotonic()
    while not true():
        assert time.monotonic() < began + seconds
        time.sleep(0.02)
    return time.monotonic() - began


def arrived() -> int:
    return Envelope.objects.count()


def stands(source: Source) -> Source:
    return Source.objects.get(pk=source.pk)


def test_it_stores_mail_when_the_server_tells(post: Post, source: Source, unhurried: None, watching_all: None) -> None:
    wait_until(lambda: stands(source).last_good_at is not None)
    for number in range(3):
        time.sleep(0.5)
        post.deliver_number(number)
        assert wait_until(lambda wanted=number + 1: arrived() == wanted) < 30  # type: ignore[misc]
    assert stands(source).failing_since is None


def test_it_finds_mail_that_comes_just_before_it_idles(
    post: Post, source: Source, monkeypatch: pytest.MonkeyPatch, watching_all: None
) -> None:
    monkeypatch.setattr(watching, "BUSY_SECONDS", 1.0)
    for number in range(10):
        post.deliver_number(number)
        wait_until(lambda wanted=number + 1: arrived() == wanted)  # type: ignore[misc]


def test_it_comes_back_after_a_broken_connection(post: Post, source: Source, watching_all: None) -> None:
    wait_until(lambda: stands(source).last_good_at is not None)
    post.loop.call(_drop(post))
    post.deliver_number(1)
    wait_until(lambda: arrived() == 1)
    assert stands(source).failing_since is None


async def _drop(post: Post) -> int:
    return post.servers.imap.drop_connections()


def test_it_says_what_is_wrong_and_when_it_tries_again(post: Post, source: Source, watching_all: None) -> None:
    wait_until(lambda: stands(source).last_good_at is not None)
    post.servers.faults.imap_deny_login = True
    post.loop.call(_drop(post))
    wait_until(lambda: stands(source).failing_since is not None)
    failing = stands(source)
    wrong = standing.wrong_with(failing)
    assert wrong is not None
    assert wrong.sentence == str(Trouble.PASSWORD.label)
    assert failing.next_try_at is not None
    assert failing.failing_since is not None
    assert failing.next_try_at > failing.failing_since
    post.servers.faults.clear()
    Source.objects.filter(pk=source.pk).update(next_try_at=NOW)
    wait_until(lambda: stands(source).failing_since is None)
    assert (stands(source).last_error, stands(source).next_try_at) == ("", None)


def test_it_stops_for_a_pause_and_goes_on_after_it(post: Post, source: Source, watching_all: None) -> None:
    wait_until(lambda: stands(source).last_good_at is not None)
    Source.objects.filter(pk=source.pk).update(paused_at=NOW)
    wait_until(lambda: _sessions(post) == 0)
    post.deliver_number(1)
    assert arrived() == 0
    Source.objects.filter(pk=source.pk).update(paused_at=None)
    wait_until(lambda: arrived() == 1)


def _sessions(post: Post) -> int:
    return len(post.servers.imap._writers)


def test_it_takes_changed_settings(post: Post, source: Source, watching_all: None) -> None:
    wait_until(lambda: stands(source).last_good_at is not None)
    dead = post.config(imap={"host": "127.0.0.1", "port": 1, "security": "plain"})
    Source.objects.filter(pk=source.pk).update(config=dead)
    wait_until(lambda: stands(source).failing_since is not None)
    Source.objects.filter(pk=source.pk).update(config=post.config())
    wait_until(lambda: stands(source).failing_since is None)


def test_it_notices_a_new_mailbox(post: Post, source: Source, watching_all: None) -> None:
    second = Source(kind="mailbox", name="Second", address=ACCOUNT.user, config=post.config(), created_at=NOW)
    second.keep_secrets({"password": ACCOUNT.password})
    second.save()
    wait_until(lambda: stands(second).last_good_at is not None)


def test_it_looks_into_the_sent_folder_while_it_idles(
    post: Post, source: Source, hurried: None, watching_all: None
) -> None:
    wait_until(lambda: stands(source).last_good_at is not None)
    post.deliver_number(1, folder="Sent")
    wait_until(lambda: Envelope.objects.filter(outgoing=True).count() == 1)


def test_it_polls_a_server_that_cannot_idle(
    post: Post, source: Source, monkeypatch: pytest.MonkeyPatch, watching_all: None
) -> None:
    monkeypatch.setattr(watching, "POLL_SECONDS", 0.2)
    monkeypatch.setattr(Mailbox, "can_idle", lambda _: False)
    post.loop.call(_drop(post))
    wait_until(lambda: stands(source).last_good_at is not None)
    post.deliver_number(1)
    wait_until(lambda: arrived() == 1)


def test_it_leaves_a_mailbox_to_the_watcher_that_has_it(post: Post, source: Source) -> None:
    with Guard(source.pk) as first:
        assert first.take()
        watching.watch(source.pk, threading.Event())
        with Guard(source.pk) as second:
            assert not second.take()
    with Guard(source.pk) as third:
        assert third.take()
    assert stands(source).last_good_at is None


def test_it_lets_go_when_the_database_cuts_its_lock(post: Post, source: Source, watching_all: None) -> None:
    wait_until(lambda: stands(source).last_good_at is not None)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND granted")
    post.deliver_number(1)
    wait_until(lambda: arrived() == 1)
    wait_until(lambda: _sessions(post) == 1)


def test_it_doubles_its_pauses() -> None:
    pauses = [watching.next_pause(Trouble.LOST, failures).total_seconds() for failures in range(1, 12)]
    assert pauses == [1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300]
    assert watching.next_pause(Trouble.PASSWORD, 1) == timedelta(minutes=5)
    assert watching.next_pause(Trouble.TIMEOUT, 10_000) == timedelta(minutes=5)


def test_it_marks_nothing_while_watching(post: Post, source: Source, watching_all: None) -> None:
    uid = post.deliver_number(1)
    wait_until(lambda: arrived() == 1)
    with IMAPClient("127.0.0.1", port=post.ports.imap, ssl=False, timeout=60) as client:
        client.login(ACCOUNT.user, ACCOUNT.password)
        client.select_folder("INBOX", readonly=True)
        assert b"\\Seen" not in client.get_flags([uid])[uid]
