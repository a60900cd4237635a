"""What we write, read back by the standard library's parser."""

import email
from datetime import UTC, datetime
from email import policy
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.utils import parseaddr

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sportello.connectors.email.compose import OutgoingFile, OutgoingMail, Unsendable, compose

NOW = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
RELAY = "sz2y5ywh1qg1vhx+133a066e-0b2f-4c7e-9a54-1f2f3a4b5c6d@marketplace.amazon.it"
LONG_ID = "<" + "0102018c" * 30 + "@eu-west-1.amazonses.com>"

words = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Zl", "Zp"]), max_size=300)
texts = st.text(st.characters(codec="utf-8", exclude_characters="\r"), max_size=3000)


def a_mail(**changes: object) -> OutgoingMail:
    values: dict[str, object] = {
        "sender": "ciao@casalume.example",
        "sender_name": "Casa Lume",
        "recipient": RELAY,
        "subject": "Re: Lampada",
        "text": "Buongiorno,\n\nil pacco parte domani.\n",
        "message_id": "<7@casalume.example>",
        "date": NOW,
    }
    return OutgoingMail(**(values | changes))  # type: ignore[arg-type]


def reread(raw: bytes) -> EmailMessage:
    return email.message_from_bytes(raw, policy=policy.default)


def shown_name(raw: bytes) -> str:
    """The sender's name; `policy.default` of Python 3.13.0 puts a blank between encoded words of a name."""
    name, _ = parseaddr(email.message_from_bytes(raw)["From"].replace("\r\n", ""))
    return str(make_header(decode_header(name)))


def file_name(part: EmailMessage) -> str:
    """The attachment's name; `get_filename` would take a pair of `<>` around it for quotes."""
    return str(part["Content-Disposition"].params["filename"])


def content(mail: EmailMessage) -> str:
    body = mail.get_body(("plain",))
    assert body is not None
    return str(body.get_content()).replace("\r\n", "\n")


def test_it_writes_a_plain_answer_that_people_can_read_raw() -> None:
    raw = compose(a_mail(in_reply_to="<1@amazon>", references=("<0@amazon>", "<1@amazon>")))
    assert raw == (
        b"Date: Fri, 20 Nov 2026 09:30:00 +0000\r\n"
        b"From: Casa Lume\r\n <ciao@casalume.example>\r\n"
        b"To: " + RELAY.encode() + b"\r\n"
        b"Subject: Re: Lampada\r\n"
        b"Message-ID: <7@casalume.example>\r\n"
        b"In-Reply-To: <1@amazon>\r\n"
        b"References: <0@amazon>\r\n <1@amazon>\r\n"
        b"MIME-Version: 1.0\r\n"
        b"Content-Type: text/plain; charset=utf-8\r\n"
        b"Content-Transfer-Encoding: 7bit\r\n"
        b"\r\n"
        b"Buongiorno,\r\n\r\nil pacco parte domani.\r\n"
    )


def test_it_keeps_long_message_ids_in_one_piece() -> None:
    mail = reread(compose(a_mail(in_reply_to=LONG_ID, references=("<a@b>", LONG_ID, "<broken id>", "<c@d>"))))
    assert mail["In-Reply-To"] == LONG_ID
    assert str(mail["References"]).split() == ["<a@b>", LONG_ID, "<c@d>"]


@pytest.mark.parametrize(
    "name", ["Casa Lume S.r.l.", 'Büro "am Eck"', "Ada, Ben & Söhne GmbH", "=?utf-8?q?x?=", "  x "]
)
def test_it_writes_names_that_need_quoting(name: str) -> None:
    (sender,) = reread(compose(a_mail(sender_name=name)))["From"].addresses
    assert (sender.display_name.strip(), sender.addr_spec) == (name.strip(), "ciao@casalume.example")


def test_it_writes_international_domains_in_ascii() -> None:
    assert reread(compose(a_mail(recipient="zed@bücher.example")))["To"] == "zed@xn--bcher-kva.example"


@pytest.mark.parametrize(
    "changes",
    [
        {"subject": "Re: x\r\nBcc: zed@example.org"},
        {"subject": "Re: x\nBcc: zed@example.org"},
        {"sender_name": "Casa\r\nBcc: zed@example.org"},
        {"recipient": "cleo@example.org>\r\nBcc: <zed@example.org"},
        {"recipient": "cleo@example.org, zed@example.org"},
        {"recipient": "cleo@example.org\nRCPT TO:<zed@example.org>"},
        {"recipient": "nobody"},
        {"sender": ""},
        {"message_id": "<x>\r\nBcc: zed@example.org"},
        {"files": (OutgoingFile("a\r\nContent-Type: text/html", "image/png", b"x"),)},
    ],
)
def test_it_refuses_what_would_leave_its_header(changes: dict[str, object]) -> None:
    with pytest.raises(Unsendable):
        compose(a_mail(**changes))


@given(st.text(max_size=80), st.text(max_size=80), st.text(max_size=80))
def test_it_lets_no_value_become_a_header(subject: str, name: str, chain: str) -> None:
    try:
        raw = compose(a_mail(subject=subject, sender_name=name, in_reply_to=chain, references=(chain,)))
    except Unsendable:
        return
    allowed = {"Date", "From", "To", "Subject", "Message-ID", "In-Reply-To", "References", "MIME-Version"}
    assert set(reread(raw).keys()) <= allowed | {"Content-Type", "Content-Transfer-Encoding"}


@given(words, words, texts)
def test_it_gives_back_what_went_in(subject: str, name: str, text: str) -> None:
    raw = compose(a_mail(subject=subject, sender_name=name, text=text))
    mail = reread(raw)
    assert mail["Subject"].strip() == subject.strip()
    assert shown_name(raw).split() == name.split()
    assert content(mail) == text.removesuffix("\n") + "\n"
    assert raw.isascii()
    assert max(len(line) for line in raw.split(b"\r\n")) <= 998
    assert b"\r" not in raw.replace(b"\r\n", b"")
    assert b"\n" not in raw.replace(b"\r\n", b"")


@given(st.lists(st.tuples(words.filter(bool), st.binary(max_size=500)), min_size=1, max_size=4), texts)
def test_it_gives_files_back(files: list[tuple[str, bytes]], text: str) -> None:
    attached = tuple(OutgoingFile(name, "application/pdf", data) for name, data in files)
    mail = reread(compose(a_mail(files=attached, text=text)))
    found = [(file_name(part), part.get_content()) for part in mail.iter_attachments()]
    assert found == files
    assert content(mail) == text.removesuffix("\n") + "\n"


def test_it_attaches_under_a_safe_type() -> None:
    mail = reread(compose(a_mail(files=(OutgoingFile("a.eml", "message/rfc822", b"x"),))))
    (part,) = mail.iter_attachments()
    assert part.get_content_type() == "application/octet-stream"


def test_it_writes_the_same_mail_twice_alike() -> None:
    mail = a_mail(files=(OutgoingFile("Größe.pdf", "application/pdf", b"%PDF"),))
    assert compose(mail) == compose(mail)
