"""The SMTP server, spoken to by the standard library's client."""

import smtplib
from email.message import EmailMessage
from pathlib import Path

import pytest

from .conftest import ACCOUNT, Post, start_post


def letter(to: str = "cleo@example.org", text: str = "Il pacco parte domani.") -> EmailMessage:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = ACCOUNT.user, to, "Re: Lampada"
    mail.set_content(text)
    return mail


def connected(post: Post, *, signed_in: bool = True) -> smtplib.SMTP:
    client = smtplib.SMTP("127.0.0.1", post.ports.smtp, timeout=60)
    if signed_in:
        client.login(ACCOUNT.user, ACCOUNT.password)
    return client


def test_it_keeps_what_it_took_with_its_envelope(post: Post) -> None:
    with connected(post) as client:
        client.send_message(letter(), ACCOUNT.user, ["cleo@example.org", "zed@example.org"])
    (mail,) = post.servers.outgoing.all()
    assert (mail.number, mail.sender, mail.recipients) == (1, ACCOUNT.user, ("cleo@example.org", "zed@example.org"))
    assert b"Il pacco parte domani." in mail.raw


def test_it_takes_nothing_from_strangers(post: Post) -> None:
    with connected(post, signed_in=False) as client, pytest.raises(smtplib.SMTPSenderRefused) as refused:
        client.send_message(letter())
    assert refused.value.smtp_code == 530


@pytest.mark.parametrize("deny", [True, False])
def test_it_refuses_to_sign_in(post: Post, deny: bool) -> None:
    post.servers.faults.smtp_deny_login = deny
    with connected(post, signed_in=False) as client, pytest.raises(smtplib.SMTPAuthenticationError):
        client.login(ACCOUNT.user, ACCOUNT.password if deny else "wrong")


def test_it_takes_a_bearer_token(post: Post) -> None:
    with connected(post, signed_in=False) as client:
        client.ehlo()
        client.auth("XOAUTH2", lambda challenge=None: f"user={ACCOUNT.user}\x01auth=Bearer {ACCOUNT.token}\x01\x01")
        client.send_message(letter())
    assert len(post.servers.outgoing) == 1


def test_it_answers_single_recipients_as_told(post: Post) -> None:
    post.servers.faults.smtp_replies = {
        "gone@example.org": "550 5.1.1 No such user",
        "full@example.org": "452 4.2.2 Full",
    }
    with connected(post) as client:
        refused = client.sendmail(
            ACCOUNT.user, ["Gone@example.org", "full@example.org", "cleo@example.org"], "x: y\r\n\r\nz"
        )
    assert {who: code for who, (code, _) in refused.items()} == {"Gone@example.org": 550, "full@example.org": 452}
    assert post.servers.outgoing.all()[0].recipients == ("cleo@example.org",)


@pytest.mark.parametrize(
    ("field", "reply", "error"),
    [
        ("smtp_mail_reply", "451 4.3.0 Try later", smtplib.SMTPSenderRefused),
        ("smtp_data_reply", "554 5.7.1 Spam", smtplib.SMTPDataError),
    ],
)
def test_it_refuses_a_mail_as_told(post: Post, field: str, reply: str, error: type[smtplib.SMTPException]) -> None:
    setattr(post.servers.faults, field, reply)
    with connected(post) as client, pytest.raises(error):
        client.send_message(letter())
    assert len(post.servers.outgoing) == 0


@pytest.mark.parametrize(("field", "kept"), [("smtp_drop_stored", 1), ("smtp_drop_lost", 0)])
def test_it_drops_the_connection_before_its_last_word(post: Post, field: str, kept: int) -> None:
    setattr(post.servers.faults, field, 1)
    with pytest.raises((smtplib.SMTPServerDisconnected, OSError)):
        connected(post).send_message(letter())
    assert len(post.servers.outgoing) == kept
    with connected(post) as client:
        client.send_message(letter())
    assert len(post.servers.outgoing) == kept + 1


def test_it_copies_into_sent_when_asked(post: Post) -> None:
    post.servers.copies_sent = True
    with connected(post) as client:
        client.send_message(letter())
    with post.client() as client:
        assert client.select_folder("Sent")[b"EXISTS"] == 1
        assert b"\\Seen" in client.get_flags([1])[1]


def test_it_keeps_its_mail_over_a_restart(tmp_path: Path) -> None:
    first = start_post(tmp_path)
    with connected(first) as client:
        client.send_message(letter(text="uno"))
    first.stop()
    second = start_post(tmp_path)
    with connected(second) as client:
        client.send_message(letter(text="due"))
    assert [mail.number for mail in second.servers.outgoing.all()] == [1, 2]
    assert b"uno" in second.servers.outgoing.all()[0].raw
    second.stop()
