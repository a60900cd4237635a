"""Any bytes at all: the reader raises nothing but Unreadable, and what it returns fits the database."""

import base64
import sys
from types import FrameType
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from sportello.channels.mail.bounces import read_bounce
from sportello.channels.mail.files import extract
from sportello.channels.mail.letter import Letter, Unreadable
from sportello.channels.mail.parse import Limits, parse

TOKENS = st.sampled_from(
    [
        *(
            b"From: a@b.example",
            b"To: x@y.example, ",
            b"Subject: =?utf-8?q?=FF?=",
            b"Content-Type: multipart/mixed; boundary=b",
        ),
        *(
            b"Content-Type: multipart/mixed",
            b"Content-Type: message/rfc822",
            b"Content-Type: text/html; charset=utf-16",
        ),
        *(
            b"Content-Type: text/plain; charset=utf-7; format=flowed",
            b"Content-Transfer-Encoding: base64",
            b"--b",
            b"--b--",
        ),
        *(
            b"Content-Transfer-Encoding: quoted-printable",
            b"Content-Transfer-Encoding: x-uuencode",
            b"begin 644 x",
            b"end",
        ),
        *(
            b"Content-Disposition: attachment; filename*0*=utf-8''%FF; filename*1=\"",
            b"\0",
            b"\r",
            b" \t",
            b"=\xff",
            b"> ",
        ),
        *(
            b"Return-Path: <>",
            b"Content-Type: message/delivery-status",
            b"Final-Recipient: rfc822; a@b",
            b"Status: 5.1.1",
        ),
    ]
)
BROKEN = st.lists(st.one_of(TOKENS, st.binary(max_size=30)), max_size=40).flatmap(
    lambda lines: st.sampled_from([b"\n", b"\r\n", b"\n\n", b"\r"]).map(lambda end: end.join(lines))
)
SMALL = Limits(parts=20, depth=5, header_fields=30, recipients=10, text=2000)


def read(raw: bytes, limits: Limits) -> Letter | None:
    try:
        return parse(raw, limits=limits)
    except Unreadable:
        return None


def texts(letter: Letter) -> list[str]:
    people = (letter.sender, *letter.reply_to, *letter.to, *letter.cc)
    pairs = [text for each in people for text in (each.email, each.name)]
    pairs += [text for pair in letter.headers for text in pair]
    files = [text for each in letter.files for text in (each.name, each.media_type, each.content_id)]
    return [letter.subject, letter.plain, letter.html, letter.message_id, *letter.references, *pairs, *files]


@settings(max_examples=300, deadline=None)
@given(st.one_of(st.binary(max_size=2000), BROKEN, BROKEN.map(lambda raw: b"From: a@b.example\n" + raw)))
def test_it_takes_any_bytes_and_returns_only_what_a_database_takes(raw: bytes) -> None:
    letter = read(raw, SMALL)
    if letter is None:
        return
    for text in texts(letter):
        assert "\0" not in text
        text.encode("utf-8")
    assert "\r" not in letter.plain
    assert len(letter.plain) <= 2000
    assert len(letter.to) <= 10
    assert len(letter.headers) <= 30
    for file in letter.files:
        assert len(extract(raw, file.part, limits=SMALL)) == file.size
    read_bounce(raw, letter)


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=200), st.text(max_size=60))
def test_it_never_makes_a_header_of_what_a_value_holds(value: str, name: str) -> None:
    word = base64.b64encode(f"{value}\r\nBcc: victim@example.net".encode("utf-8", "replace"))
    quoted = name.replace("\r", "").replace("\n", "").encode("utf-8", "replace")
    raw = b"From: a@b.example\r\nSubject: =?utf-8?b?" + word + b"?=\r\nX-Name: " + quoted + b"\r\n\r\nbody"
    letter = parse(raw)
    assert [key for key, _ in letter.headers] == ["from", "subject", "x-name"]
    assert "\n" not in letter.subject


def steps(raw: bytes) -> int:
    """How many lines of Python reading `raw` executes: a measure of work that no busy machine disturbs."""
    count = 0

    def tracer(frame: FrameType, event: str, argument: Any) -> Any:
        nonlocal count
        count += event == "line"
        return tracer

    before = sys.gettrace()
    sys.settrace(tracer)
    try:
        read(raw, Limits())
    finally:
        sys.settrace(before)
    return count


def test_it_reads_ten_thousand_recipients_in_bounded_work() -> None:
    def mail(number: int) -> bytes:
        people = b",\r\n ".join(b'"User %d, x" <u%d@example.com>' % (each, each) for each in range(number))
        return b"From: a@b.example\r\nTo: " + people + b"\r\n\r\nhi"

    letter = parse(mail(10_000))
    assert (len(letter.to), letter.to[1999].name) == (2000, "User 1999, x")
    assert any("2000 addresses" in defect for defect in letter.defects)
    assert steps(mail(2000)) < 3 * steps(mail(1000))


def test_it_stops_at_the_deepest_allowed_part() -> None:
    def nested(depth: int) -> bytes:
        levels = b"".join(
            b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (each, each) for each in range(depth)
        )
        return b"From: a@b.example\n" + levels + b"\nhi"

    letter = parse(nested(5000))
    assert any("nested deeper" in defect for defect in letter.defects)
    assert steps(nested(5000)) < 15 * 5000


def test_it_stops_at_the_last_allowed_part() -> None:
    head = b"From: a@b.example\nContent-Type: multipart/mixed; boundary=b\n\n"
    letter = parse(head + b"--b\n\nx\n" * 5000)
    assert letter.plain.count("x") == 499
    assert steps(head + b"--b\n\nx\n" * 5000) < 1.2 * steps(head + b"--b\n\nx\n" * 1000)


def test_it_reads_a_fifty_megabyte_attachment_without_looking_at_each_line() -> None:
    encoded = base64.encodebytes(b"%PDF-1.7\n" * 20) * 200_000
    head = b"From: a@b.example\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nhi\n--b\n"
    raw = head + b"Content-Type: application/pdf; name=a.pdf\nContent-Transfer-Encoding: base64\n\n"
    raw += encoded + b"\n--b--\n"
    assert len(raw) > 48_000_000
    (file,) = parse(raw).files
    assert (file.size, file.media_type) == (36_000_000, "application/pdf")
    assert steps(raw) < 5000


def test_it_bounds_the_work_on_headers_made_to_be_slow() -> None:
    slow = [
        b"(" * 50_000,
        b'"' * 50_000,
        b"<" * 50_000,
        b"," * 50_000,
        b"=?a?q?b" * 8000,
        b"; " * 20_000,
        b"x" * 50_000,
    ]
    for value in slow:
        for field in (b"To: ", b"Subject: ", b"Content-Type: text/plain; ", b"References: "):
            assert steps(b"From: a@b.example\n" + field + value + b"\n\nhi") < 20 * len(value) + 2000
