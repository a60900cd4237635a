"""Reading a mailbox on a real IMAP server: nothing lost, nothing doubled, nothing marked."""

from datetime import UTC, datetime, timedelta

import pytest
from imapclient import IMAPClient

from sportello.channels.models import Cursor, Envelope, Source
from sportello.connectors.email import pulling
from sportello.connectors.email.account import account_of
from sportello.connectors.email.imap import SENT, Mailbox
from sportello.connectors.email.tests.conftest import ACCOUNT, NOW, RAW, Post
from sportello.connectors.email.tokens import credentials_of
from sportello.connectors.email.trouble import MailboxTrouble, Trouble

pytestmark = pytest.mark.django_db(transaction=True)
DAY = timedelta(days=1)


def pull(source: Source, now: datetime = NOW) -> int:
    fresh = Source.objects.get(pk=source.pk)
    with Mailbox.open(account_of(fresh), credentials_of(fresh, now=now)) as mailbox:
        return pulling.pull(fresh, mailbox, clock=lambda: now)


def contents() -> list[bytes]:
    return [bytes(data) for data in Envelope.objects.order_by("id").values_list("content__data", flat=True)]


def set_cut_off(source: Source, at: datetime, **config: object) -> None:
    source.history_before, source.config = at, source.config | config
    source.save()


def test_it_reads_every_mail_once_byte_for_byte(post: Post, source: Source) -> None:
    for number in range(120):
        post.deliver_number(number)
    assert pull(source) == 120
    assert pull(source) == 0
    assert contents() == [RAW % (number, number) for number in range(120)]
    post.deliver_number(120)
    assert pull(source) == 1


def test_it_marks_nothing_as_seen(post: Post, source: Source) -> None:
    uid = post.deliver_number(1)
    pull(source)
    with IMAPClient("127.0.0.1", port=post.ports.imap, ssl=False, timeout=60) as client:
        client.login(ACCOUNT.user, ACCOUNT.password)
        client.select_folder("INBOX", readonly=True)
        assert b"\\Seen" not in client.get_flags([uid])[uid]


def test_it_loses_nothing_in_an_outage_of_days(post: Post, source: Source) -> None:
    set_cut_off(source, NOW - DAY)
    post.deliver_number(1)
    pull(source)
    post.servers.faults.imap_deny_login = True
    for hours in range(48):
        post.deliver_number(10 + hours, NOW + timedelta(hours=hours))
        if hours % 8 == 0:
            with pytest.raises(MailboxTrouble):
                pull(source, NOW + timedelta(hours=hours))
    post.servers.faults.clear()
    assert pull(source, NOW + 2 * DAY) == 48
    assert Envelope.objects.filter(history=False).count() == 49


def test_it_reads_a_renumbered_folder_again_without_doubling(post: Post, source: Source) -> None:
    set_cut_off(source, NOW - DAY)
    post.deliver_number(0, NOW - 30 * DAY)
    for number in range(1, 6):
        post.deliver_number(number)
    assert pull(source) == 5
    post.deliver_number(6)
    post.loop.call(post.servers.imap.renumber("INBOX", 8))
    assert pull(source) == 1
    assert contents() == [RAW % (number, number) for number in range(1, 7)]
    assert Cursor.objects.get(source=source, name="INBOX").state["uidvalidity"] == 8


def test_it_keeps_mail_without_message_id(post: Post, source: Source) -> None:
    raws = [b"From: cleo@example.org\r\nSubject: x\r\n\r\n%d\r\n" % number for number in range(3)] + [
        b"Subject: \xff\xfe\r\n\r\n\xff\r\n"
    ]
    for raw in raws:
        post.deliver(raw)
    pull(source)
    assert contents() == raws


@pytest.mark.parametrize("answers", [1, 2, 3, 5, 6, 7, 8, 9, 10, 11])
def test_it_goes_on_where_the_connection_dropped(post: Post, source: Source, answers: int) -> None:
    for number in range(70):
        post.deliver_number(number)
    post.servers.faults.imap_drop_in = answers
    with pytest.raises(MailboxTrouble) as dropped:
        pull(source)
    assert dropped.value.trouble in {Trouble.LOST, Trouble.OTHER}
    post.servers.faults.clear()
    pull(source)
    assert contents() == [RAW % (number, number) for number in range(70)]


def test_it_reads_the_sent_folder_as_outgoing(post: Post, source: Source) -> None:
    post.deliver_number(1)
    post.deliver_number(2, folder="Sent")
    pull(source)
    assert list(Envelope.objects.order_by("id").values_list("folder", "outgoing")) == [("INBOX", False), ("Sent", True)]


def test_it_leaves_older_mail_alone_when_only_new_mail_is_wanted(post: Post, source: Source) -> None:
    set_cut_off(source, NOW)
    post.deliver_number(1, NOW - 400 * DAY)
    post.deliver_number(2, NOW - timedelta(seconds=1))
    post.deliver_number(3, NOW)
    assert pull(source) == 1
    post.deliver_number(4, NOW + timedelta(minutes=1))
    assert pull(source) == 1
    assert list(Envelope.objects.values_list("history", flat=True)) == [False, False]


def test_it_takes_mail_as_new_that_a_slow_clock_dated_before_the_cut_off(post: Post, source: Source) -> None:
    set_cut_off(source, NOW)
    post.deliver_number(1, NOW - DAY)
    with Mailbox.open(account_of(source), credentials_of(source, now=NOW)) as mailbox:
        pulling.start_from_here(source, mailbox)
    post.deliver_number(2, NOW - timedelta(minutes=3))
    post.deliver_number(3, NOW - 40 * DAY)
    assert pull(source) == 2
    assert list(Envelope.objects.order_by("id").values_list("history", flat=True)) == [False, True]


def test_it_starts_from_an_empty_folder(post: Post, source: Source) -> None:
    set_cut_off(source, NOW)
    assert pull(source) == 0
    post.deliver_number(1, NOW - timedelta(minutes=3))
    assert pull(source) == 1


def test_it_imports_since_a_day_as_history(post: Post, source: Source) -> None:
    since = NOW - 30 * DAY
    set_cut_off(source, NOW, import_since=since.date().isoformat())
    post.deliver_number(1, NOW - 40 * DAY)
    post.deliver_number(2, since.replace(hour=0, minute=0))
    post.deliver_number(3, NOW - DAY)
    post.deliver_number(4, NOW + timedelta(minutes=1))
    assert pull(source) == 3
    assert list(Envelope.objects.order_by("id").values_list("history", flat=True)) == [True, True, False]


def test_it_parks_what_is_too_large_and_fetches_the_rest(post: Post, source: Source, settings: object) -> None:
    settings.MAX_MAIL_BYTES = 2_000  # type: ignore[attr-defined]
    post.deliver_number(1)
    post.deliver(RAW % (2, 2) + b"x" * 5_000 + b"\r\n")
    post.deliver_number(3)
    assert pull(source) == 3
    assert pull(source) == 0
    parked = Envelope.objects.get(state="parked")
    assert (bytes(parked.content.data), parked.size) == (
        (RAW % (2, 2)).partition(b"Buon")[0],
        len(RAW % (2, 2)) + 5_002,
    )
    assert parked.reason


def test_it_skips_what_was_deleted_meanwhile(post: Post, source: Source, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(3):
        post.deliver_number(number)
    uids = iter([[1, 2, 3], []])
    really_listed, really_mails = Mailbox.listed, Mailbox.mails
    monkeypatch.setattr(Mailbox, "listed", lambda mailbox, _: really_listed(mailbox, next(uids)))
    monkeypatch.setattr(Mailbox, "mails", lambda mailbox, uids: really_mails(mailbox, [u for u in uids if u != 2]))
    assert pull(source) == 2


def test_it_parks_a_mail_that_the_server_cannot_give(
    post: Post, source: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(3):
        post.deliver_number(number)
    really = Mailbox.mails

    def refusing(mailbox: Mailbox, uids: list[int]) -> dict[int, bytes]:
        if 2 in uids:
            raise MailboxTrouble(Trouble.OTHER, "FETCH failed: message is damaged")
        return really(mailbox, uids)

    monkeypatch.setattr(Mailbox, "mails", refusing)
    pull(source)
    assert set(Envelope.objects.values_list("state", flat=True)) == {"waiting", "parked"}
    assert Envelope.objects.count() == 3
    assert pull(source) == 0


@pytest.mark.parametrize(
    ("folders", "found"),
    [
        ([((b"\\HasNoChildren",), b"/", "INBOX"), ((b"\\Sent",), b"/", "Versendet")], "Versendet"),
        ([((), b".", "INBOX"), ((), b".", "INBOX.Posta inviata"), ((), b".", "INBOX.Altro")], "INBOX.Posta inviata"),
        ([((), b"/", "Gesendete Elemente")], "Gesendete Elemente"),
        ([((), b"/", "Éléments envoyés")], "Éléments envoyés"),
        ([((), None, "Enviados")], "Enviados"),
        ([((), b"/", "Archive/Sent items"), ((b"\\Sent",), b"/", "[Gmail]/Sent Mail")], "[Gmail]/Sent Mail"),
        ([((), b"/", "INBOX"), ((), b"/", "Sentiments")], ""),
    ],
)
def test_it_finds_the_sent_folder(folders: list[tuple[tuple[bytes, ...], bytes | None, str]], found: str) -> None:
    class Listing:
        normalise_times = False

        def list_folders(self) -> object:
            return folders

    assert SENT == b"\\Sent"
    assert Mailbox(Listing()).sent_folder() == found  # type: ignore[arg-type]


def test_it_reads_with_a_bearer_token(post: Post, source: Source) -> None:
    source.config |= {"method": "google", "client_id": "x"}
    ends = datetime(2030, 1, 1, tzinfo=UTC).isoformat()
    source.keep_secrets({"access_token": ACCOUNT.token, "expires_at": ends, "refresh_token": "r"})
    source.save()
    post.deliver_number(1)
    assert pull(source) == 1
