"""What a contact form's envelope becomes, and that nobody else's mail is taken for one."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sportello.channels.inbound import ChannelKind, MailKind
from sportello.channels.mail.entered import Entered, GivenFile, entered_in, files_of, written
from sportello.channels.mail.letter import Unreadable
from sportello.channels.mail.parse import parse
from sportello.channels.mail.reading import read_mail
from sportello.channels.registry import recognisers
from sportello.connectors.form.mail import recognise

FIXTURES = Path(__file__).parent.parent / "fixtures"
AT = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)


def sample(name: str) -> bytes:
    return (FIXTURES / name).read_bytes()


def test_it_reads_a_shop_visitors_form() -> None:
    found = read_mail(sample("shop-it.eml"), recognisers("form"))
    assert (found.kind, found.channel_kind) == (MailKind.BUYER, ChannelKind.FORM)
    assert (found.sender.value, found.reply_to) == ("cleo@posta.example", "cleo@posta.example")
    assert found.text == "Il pacco è fermo da martedì. Potete controllare?"
    assert found.order_ids == ("#1042",)
    assert [file.name for file in found.files] == ["foto.heic"]
    assert found.files[0].media_type == "image/heic"


def test_it_knows_an_amazon_visitor_by_the_order_and_has_nowhere_to_answer() -> None:
    found = read_mail(sample("amazon-de.eml"), recognisers("form"))
    assert (found.sender.kind, found.sender.value) == ("order", "amazon.de:302-7654321-1234567")
    assert found.reply_to == ""


def test_it_is_not_believed_in_a_mailbox() -> None:
    found = read_mail(sample("shop-it.eml"), recognisers("mailbox"))
    assert found.channel_kind is ChannelKind.EMAIL


def test_it_refuses_any_other_mail_in_its_source() -> None:
    raw = b"From: zed@elsewhere.example\r\nSubject: hello\r\n\r\nno form\r\n"
    with pytest.raises(Unreadable):
        recognise(parse(raw), raw)


_words = st.text(max_size=200).map(lambda text: text.encode("utf-8", "ignore").decode())


@given(text=_words, name=_words, searched=st.lists(_words, max_size=3), subject=_words)
def test_it_says_again_what_was_entered(text: str, name: str, searched: list[str], subject: str) -> None:
    entered = Entered("AB12", subject, text, "it", name=name, email="c@posta.example", searched=tuple(searched))
    raw = written(entered, at=AT, message_id="<1@form.invalid>")
    again = entered_in(parse(raw), raw)
    assert again is not None
    assert (again.name, again.searched, again.email) == (name, tuple(searched), "c@posta.example")
    kept = text.replace("\x00", "").replace("\r\n", "\n").replace("\r", "\n").rstrip("\n")
    assert again.text.split() == kept.split()


def test_it_lets_no_file_pose_as_the_form() -> None:
    file = GivenFile("form.json", "application/json", b'{"email": "zed@elsewhere.example"}')
    entered = Entered("AB12", "Hello", "Hi", "en", email="cleo@posta.example", files=(file,))
    raw = written(entered, at=AT, message_id="<1@form.invalid>")
    letter = parse(raw)
    again = entered_in(letter, raw)
    assert again is not None
    assert again.email == "cleo@posta.example"
    assert [one.name for one in files_of(letter)] == ["form.json"]
