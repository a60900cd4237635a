"""The desk's own mails, through a configured server or a connected mailbox."""

import pytest
from django.core.mail import EmailMessage

from sportello.channels.models import Source
from sportello.channels.ours import is_own_notice
from sportello.connectors.email.account import Security
from sportello.connectors.email.notices import NoMailbox, NoticeBackend, NotSent, server_of
from sportello.connectors.email.tests.conftest import ACCOUNT, Post

pytestmark = pytest.mark.django_db(transaction=True)


def notice(to: str = "ben@casalume.example") -> EmailMessage:
    return EmailMessage("Einladung für Ben", "Grüße\n.\nFrom Ada\n", to=[to])


def test_it_sends_through_the_connected_mailbox(post: Post, source: Source) -> None:
    assert NoticeBackend(alias="default").send_messages([notice(), notice("lea@casalume.example")]) == 2
    raw, _ = post.sent()
    assert b"From: desk@casalume.example\r\n" in raw
    assert b"Auto-Submitted: auto-generated\r\n" in raw
    assert is_own_notice(raw)
    assert raw.isascii()
    assert [mail.recipients for mail in post.servers.outgoing.all()] == [
        ("ben@casalume.example",),
        ("lea@casalume.example",),
    ]


def test_it_prefers_the_configured_server(post: Post, source: Source, settings: object) -> None:
    source.delete()
    url = f"smtp://{ACCOUNT.user.replace('@', '%40')}:{ACCOUNT.password}@127.0.0.1:{post.ports.smtp}?tls=plain"
    settings.SPORTELLO_MAIL_URL = url  # type: ignore[attr-defined]
    settings.DEFAULT_FROM_EMAIL = "desk@other.example"  # type: ignore[attr-defined]
    NoticeBackend(alias="default").send_messages([notice()])
    assert b"From: desk@other.example\r\n" in post.sent()[0]


def test_it_says_when_nothing_can_send(transactional_db: None) -> None:
    with pytest.raises(NoMailbox):
        NoticeBackend(alias="default").send_messages([notice()])
    assert NoticeBackend(alias="default").send_messages([]) == 0


def test_it_passes_the_servers_words_on(post: Post, source: Source) -> None:
    post.servers.faults.smtp_replies = {"*": "550 5.1.1 No such user"}
    with pytest.raises(NotSent, match="No such user"):
        NoticeBackend(alias="default").send_messages([notice()])


@pytest.mark.parametrize(
    ("url", "port", "security"),
    [
        ("smtp://mail.example", 587, Security.STARTTLS),
        ("smtps://u:p%40ss@mail.example", 465, Security.TLS),
        ("smtp://mail.example:2525?tls=tls", 2525, Security.TLS),
        ("smtp://127.0.0.1?tls=plain", 25, Security.PLAIN),
    ],
)
def test_it_reads_the_servers_address(url: str, port: int, security: Security) -> None:
    server, credentials = server_of(url)
    assert (server.port, server.security) == (port, security)
    assert (credentials.user, credentials.secret) == ("u", "p@ss") if credentials else "u:p" not in url


@pytest.mark.parametrize("url", ["http://mail.example", "smtp:", "mail.example", "smtp://mail.example?tls=maybe"])
def test_it_refuses_other_addresses(url: str) -> None:
    with pytest.raises(ValueError, match=r"SPORTELLO_MAIL_URL|maybe"):
        server_of(url)
