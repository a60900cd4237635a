"""The IMAP server, spoken to by the client library that the desk uses."""

import gc
import threading
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
from imapclient.exceptions import IMAPClientAbortError, IMAPClientError, LoginError

from .conftest import ACCOUNT, Post, start_post

NOW = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
RAW = b"From: cleo@example.org\r\nSubject: Lampada\r\nMessage-ID: <%d@example.org>\r\n\r\nBuongiorno %d\r\n"


def deliver(post: Post, number: int, folder: str = "INBOX") -> int:
    return post.loop.call(post.servers.imap.deliver(folder, RAW % (number, number), NOW))


def test_it_gives_back_the_bytes_and_the_date_it_was_given(post: Post) -> None:
    uid = deliver(post, 1)
    with post.client() as client:
        chosen = client.select_folder("INBOX", readonly=True)
        got = client.fetch([uid], ["BODY.PEEK[]", "INTERNALDATE", "FLAGS", "RFC822.SIZE"])[uid]
    assert chosen[b"UIDVALIDITY"] == 7
    assert got[b"BODY[]"] == RAW % (1, 1)
    assert got[b"RFC822.SIZE"] == len(RAW % (1, 1))
    assert got[b"INTERNALDATE"].astimezone(UTC) == NOW
    assert b"\\Seen" not in got[b"FLAGS"]


def test_it_wakes_an_idling_client_when_mail_arrives(post: Post) -> None:
    with post.client() as client:
        client.select_folder("INBOX")
        client.idle()
        later = threading.Timer(0.2, deliver, (post, 1))
        later.start()
        began = time.monotonic()
        answers: list[object] = []
        while not answers and time.monotonic() - began < 60:
            answers = client.idle_check(timeout=1)
        client.idle_done()
        later.join()
        assert (1, b"EXISTS") in answers
        assert len(client.search("ALL")) == 1


def test_it_survives_garbage_collection_while_clients_idle(post: Post) -> None:
    gc.freeze()  # only what comes into being from here on is gone through
    clients = [post.client() for _ in range(5)]
    for client in clients:
        client.select_folder("INBOX")
        client.idle()
    for number in range(20):
        deliver(post, number)
        gc.collect()
    for client in clients:
        client.idle_done()
        assert len(client.search("ALL")) == 20
        client.logout()


def test_it_finds_mail_from_a_uid_on(post: Post) -> None:
    uids = [deliver(post, number) for number in range(5)]
    assert uids == [1, 2, 3, 4, 5]
    with post.client() as client:
        client.select_folder("INBOX")
        assert client.search(["UID", "4:*"]) == [4, 5]


def test_it_appends_to_sent_and_says_the_uid(post: Post) -> None:
    with post.client() as client:
        answer = client.append("Sent", RAW % (9, 9), flags=[b"\\Seen"], msg_time=NOW)
        client.select_folder("Sent", readonly=True)
        assert b"APPENDUID 7 1" in answer
        assert client.get_flags([1])[1] == (b"\\Seen",)
        assert b"Buongiorno 9" in client.fetch([1], ["BODY.PEEK[TEXT]"])[1][b"BODY[TEXT]"]


def test_it_takes_a_bearer_token(post: Post) -> None:
    client = post.client(signed_in=False)
    client.oauth2_login(ACCOUNT.user, ACCOUNT.token)
    assert client.select_folder("INBOX")[b"EXISTS"] == 0
    client.logout()


@pytest.mark.parametrize("password", ["", "wrong", "sandbox "])
def test_it_refuses_a_wrong_password(post: Post, password: str) -> None:
    client = post.client(signed_in=False)
    with pytest.raises(LoginError):
        client.login(ACCOUNT.user, password)


def test_it_refuses_everybody_when_told_to(post: Post) -> None:
    post.servers.faults.imap_deny_login = True
    with pytest.raises(LoginError):
        post.client()


def test_it_drops_the_connection_in_the_middle_when_told_to(post: Post) -> None:
    deliver(post, 1)
    client = post.client()
    client.select_folder("INBOX")
    post.servers.faults.imap_drop_in = 1
    with pytest.raises((IMAPClientAbortError, OSError)):
        client.fetch([1], ["BODY.PEEK[]"])
    with post.client() as again:
        assert again.select_folder("INBOX")[b"EXISTS"] == 1


def test_it_is_slow_when_told_to(post: Post) -> None:
    with post.client() as client:
        post.servers.faults.imap_delay = 0.2
        began = time.monotonic()
        client.noop()
        took = time.monotonic() - began
        post.servers.faults.imap_delay = 0.0
    assert took >= 0.2


def test_it_renumbers_under_a_new_uidvalidity(post: Post) -> None:
    for number in range(3):
        deliver(post, number)
    with post.client() as client:
        client.select_folder("INBOX")
        client.delete_messages([1])
        client.expunge()
    watching = post.client()
    post.loop.call(post.servers.imap.renumber("INBOX", 8))
    with pytest.raises((IMAPClientError, OSError)):
        watching.noop()
    with post.client() as client:
        chosen = client.select_folder("INBOX")
        assert (chosen[b"UIDVALIDITY"], client.search("ALL")) == (8, [1, 2])


def test_it_keeps_uids_flags_and_validity_over_a_restart(tmp_path: Path) -> None:
    first = start_post(tmp_path, uid_validity=41)
    for number in range(4):
        deliver(first, number)
    with first.client() as client:
        client.select_folder("INBOX")
        client.add_flags([2], [b"\\Seen"])
        client.delete_messages([4])
        client.expunge()
    first.stop()
    second = start_post(tmp_path, uid_validity=99)
    assert deliver(second, 5) == 5
    with second.client() as client:
        assert client.select_folder("INBOX")[b"UIDVALIDITY"] == 41
        assert client.search("ALL") == [1, 2, 3, 5]
        assert client.get_flags([2])[2] == (b"\\Seen",)
        assert client.fetch([3], ["BODY.PEEK[]"])[3][b"BODY[]"] == RAW % (2, 2)
    second.stop()
