"""Asking one reader after the other."""

import pytest

from sportello.channels.inbound import ChannelKind, Inbound, MailKind, Party
from sportello.channels.mail.letter import Letter, Unreadable
from sportello.channels.mail.reading import Unclaimed, read_mail

RAW = b"From: cleo@mail.example\nSubject: Lamp\n\nIt hums.\n"


def _nobodys(letter: Letter, raw: bytes) -> Inbound | None:
    return None


def _reader(why: str) -> Inbound:
    sender = Party("email", "cleo@mail.example")
    return Inbound(MailKind.BUYER, ChannelKind.EMAIL, "", sender, "cleo@mail.example", "Lamp", "It hums.", why=why)


def test_it_takes_the_first_reader_that_knows_the_mail() -> None:
    first, second = (lambda letter, raw: _reader("first")), (lambda letter, raw: _reader("second"))
    assert read_mail(RAW, [_nobodys, first, second]).why == "first"


def test_it_says_so_when_nobody_knows_the_mail() -> None:
    with pytest.raises(Unclaimed, match="plain mail"):
        read_mail(RAW, [_nobodys])


def test_it_passes_on_that_bytes_are_no_mail() -> None:
    with pytest.raises(Unreadable):
        read_mail(b"", [_nobodys])
