"""The mark on our own notices: known again as they are, worth nothing when copied onto another mail or made up."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sportello.channels.ours import HEADER, is_own_notice, mark_of

ID = "<1.2@desk.example>"


def notice(message_id: str = ID, mark: str = "", break_: str = "\r\n") -> bytes:
    lines = ["Subject: 1 answer is due soon", f"Message-ID: {message_id}", f"{HEADER}: {mark or mark_of(ID)}", "", "Hi"]
    return break_.join(lines).encode()


@pytest.mark.parametrize("break_", ["\r\n", "\n"])
def test_it_knows_its_own_notices_again(break_: str) -> None:
    assert is_own_notice(notice(break_=break_))


def test_it_knows_them_when_a_server_folded_the_headers() -> None:
    assert is_own_notice(notice().replace(b"Message-ID: ", b"message-id:\r\n ").replace(b"Notice: ", b"Notice:\r\n\t"))


def test_it_takes_no_mark_from_another_mail_nor_a_made_up_one() -> None:
    assert not is_own_notice(notice(message_id="<3.4@mallory.example>"))
    assert not is_own_notice(notice(mark="0" * 64))
    assert not is_own_notice(b"Subject: Hi\r\n\r\n" + notice())


@given(st.binary(max_size=400))
def test_it_takes_any_bytes_for_a_mail_of_somebody_else(raw: bytes) -> None:
    assert not is_own_notice(raw)
    assert not is_own_notice(HEADER.encode() + b": " + raw)
