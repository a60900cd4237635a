"""Ordinary and damaged mail, read as its reader's mail program would show it."""

from datetime import UTC, datetime

import pytest

from sportello.channels.mail.letter import Address, Unreadable
from sportello.channels.mail.parse import Limits, parse

HEAD = b"From: Cleo <cleo@example.com>\r\nTo: shop@example.org\r\nSubject: Lamp\r\n"


def mixed(*parts: bytes, kind: bytes = b"mixed") -> bytes:
    body = b"".join(b"--frontier\r\n" + part + b"\r\n" for part in parts)
    return HEAD + b"Content-Type: multipart/" + kind + b'; boundary="frontier"\r\n\r\n' + body + b"--frontier--\r\n"


def test_it_reads_the_ordinary_headers() -> None:
    letter = parse(
        HEAD
        + b"Date: Tue, 3 Nov 2026 10:00:00 +0100\r\nMessage-ID: <1@example.com>\r\nIn-Reply-To: <0@example.org>\r\n"
        + b"References: <a@example.org>\r\n <0@example.org>\r\n"
        + b"Reply-To: =?utf-8?q?Cl=C3=A9o?= <c2@Example.com>\r\n\r\nHi\r\n"
    )
    assert letter.sender == Address("cleo@example.com", "Cleo")
    assert letter.reply_to == (Address("c2@example.com", "Cléo"),)
    assert letter.sent_at == datetime(2026, 11, 3, 9, 0, tzinfo=UTC)
    assert (letter.message_id, letter.in_reply_to) == ("<1@example.com>", ("<0@example.org>",))
    assert letter.references == ("<a@example.org>", "<0@example.org>")
    assert (letter.subject, letter.plain) == ("Lamp", "Hi\n")


@pytest.mark.parametrize("raw", [b"", b" \r\n\r\n", b"\r\n\r\nno header at all\r\n", b"words without any field"])
def test_it_refuses_what_holds_no_mail(raw: bytes) -> None:
    with pytest.raises(Unreadable):
        parse(raw)


def test_it_refuses_more_bytes_than_allowed() -> None:
    with pytest.raises(Unreadable, match="more than the 100"):
        parse(HEAD + b"\r\n" + b"x" * 100, limits=Limits(size=100))


def test_it_takes_a_mail_without_message_id() -> None:
    assert parse(HEAD + b"\r\nStill a question.\r\n").message_id == ""


def test_it_takes_both_texts_of_an_alternative() -> None:
    letter = parse(
        mixed(b"Content-Type: text/plain\r\n\r\nplain", b"Content-Type: text/html\r\n\r\n<p>rich", kind=b"alternative")
    )
    assert (letter.plain, letter.html, letter.files) == ("plain", "<p>rich", ())


def test_it_keeps_words_that_stand_in_html_before_a_plain_footer() -> None:
    letter = parse(
        mixed(b"Content-Type: text/html\r\n\r\n<p>Where is it?</p>", b"Content-Type: text/plain\r\n\r\nfooter < list")
    )
    assert letter.plain == "Where is it?\nfooter < list"
    assert "footer &lt; list" in letter.html


def test_it_lists_pictures_in_the_text_as_inline_files() -> None:
    picture = b"Content-Type: image/png\r\nContent-ID: <p1>\r\nContent-Transfer-Encoding: base64\r\n\r\niVBORw0KGgo="
    (file,) = parse(mixed(b"Content-Type: text/html\r\n\r\n<img src=cid:p1>", picture, kind=b"related")).files
    assert (file.content_id, file.inline, file.media_type, file.size) == ("p1", True, "image/png", 8)


def test_it_shows_the_last_part_of_a_mail_cut_off_in_the_middle() -> None:
    raw = mixed(b"Content-Type: text/plain\r\n\r\none").removesuffix(b"\r\n--frontier--\r\n")
    assert parse(raw).plain == "one"


def test_it_finds_a_boundary_that_the_header_names_wrongly() -> None:
    raw = mixed(b"Content-Type: text/plain\r\n\r\none", b"Content-Type: text/plain\r\n\r\ntwo")
    letter = parse(raw.replace(b'"frontier"', b'"border"'))
    assert letter.plain == "one\ntwo"
    assert letter.defects


def test_it_ends_inner_parts_at_an_outer_delimiter() -> None:
    inner = b"Content-Type: multipart/alternative; boundary=in\r\n\r\n--in\r\n\r\ninside"
    assert parse(mixed(inner, b"\r\noutside")).plain == "inside\noutside"


def test_it_takes_a_closing_delimiter_that_hangs_on_the_last_line() -> None:
    raw = mixed(b"\r\nlast words").replace(b"\r\n--frontier--", b"--frontier--")
    assert parse(raw).plain == "last words"


def test_it_decodes_raw_and_encoded_header_text() -> None:
    utf8, latin = "Subject: Größe\r\n".encode(), "Subject: Größe\r\n".encode("cp1252")
    assert parse(b"From: a@b.example\r\n" + utf8 + b"\r\n").subject == "Größe"
    assert parse(b"From: a@b.example\r\n" + latin + b"\r\n").subject == "Größe"
    split = b"Subject: =?utf-8?B?R3LDtsM=?=\r\n =?utf-8?B?n2U=?= x\r\n"
    assert parse(b"From: a@b.example\r\n" + split + b"\r\n").subject == "Größe x"


@pytest.mark.parametrize(
    ("charset", "data", "text"),
    [
        (b"utf-8", "Größe".encode(), "Größe"),
        (b"utf-8", "Größe".encode("cp1252"), "Größe"),
        (b"iso-8859-1", "Größe".encode(), "Größe"),
        (b"us-ascii", "Größe".encode("cp1252"), "Größe"),
        (b"no-such-thing", "Größe".encode(), "Größe"),
        (b"windows1252", "10 €".encode("cp1252"), "10 €"),
        (b"shift_jis", "注文".encode("cp932"), "注文"),
        (b"utf-7", b"a+2AA-b", "a\ufffdb"),
        (b"idna", b"xn--abc", "xn--abc"),
    ],
)
def test_it_reads_text_whatever_its_label_says(charset: bytes, data: bytes, text: str) -> None:
    assert parse(HEAD + b"Content-Type: text/plain; charset=" + charset + b"\r\n\r\n" + data).plain == text


def test_it_reads_plain_words_that_are_labelled_base64() -> None:
    raw = HEAD + b"Content-Transfer-Encoding: base64\r\n\r\nHello, where is my order? Thank you, Cleo."
    assert parse(raw).plain == "Hello, where is my order? Thank you, Cleo."


def test_it_joins_flowed_lines_and_keeps_quotes_apart() -> None:
    raw = (
        HEAD
        + b"Content-Type: text/plain; format=flowed; delsp=yes\r\n\r\n"
        + b"> You \r\n> wrote\r\nIch ver \r\nstehe.\r\n-- \r\nCleo\r\n"
    )
    assert parse(raw).plain == "> Youwrote\nIch verstehe.\n-- \nCleo\n"


def test_it_takes_uuencoded_files_out_of_the_text() -> None:
    raw = HEAD + b"\r\nSee:\r\nbegin 644 note.txt\r\n%:&5L;&\\\r\n`\r\nend\r\nBye\r\n"
    letter = parse(raw)
    assert "begin 644" not in letter.plain
    assert letter.plain.startswith("See:")
    assert "Bye" in letter.plain
    assert [(file.name, file.size) for file in letter.files] == [("note.txt", 5)]


def test_it_reads_enriched_text_without_its_commands() -> None:
    raw = HEAD + b"Content-Type: text/enriched\r\n\r\n<bold>Now</bold> a << b<color><param>red</param>!</color>"
    assert parse(raw).plain == "Now a < b!"


def test_it_mends_broken_folding() -> None:
    head = b"From: a@b.example\r\nSubject: A subject that is long enough to have been folded by somebody\r\n"
    raw = head + b"and lost\r\nX-A: 1\r\n\r\nbody"
    letter = parse(raw)
    assert letter.subject.endswith("somebody and lost")
    assert (letter.header("x-a"), letter.plain) == ("1", "body")


def test_it_skips_an_mbox_line_and_a_byte_order_mark() -> None:
    assert parse(b"\xef\xbb\xbfFrom cleo Mon Jan  1 00:00:00 2026\n" + HEAD + b"\r\nx").subject == "Lamp"


def test_it_reads_lone_carriage_returns_as_line_ends() -> None:
    letter = parse(b"From: a@b.example\rSubject: old\r\rone\rtwo")
    assert (letter.subject, letter.plain) == ("old", "one\ntwo")


def test_it_invents_no_field_from_a_folded_or_encoded_value() -> None:
    raw = b"From: a@b.example\r\nSubject: x =?utf-8?q?=0D=0ABcc:_evil@example.net?=\r\n\tTo: y@example.net\r\n\r\nbody"
    letter = parse(raw)
    assert letter.to == ()
    assert letter.header("bcc") == ""
    assert "\n" not in letter.subject
    assert "\r" not in letter.subject


@pytest.mark.parametrize(
    ("value", "wanted"),
    [
        (b'"Doe, Jane" <j@example.com>, b@example.com', [("j@example.com", "Doe, Jane"), ("b@example.com", "")]),
        (b"b@example.com (Ben \\) Q)", [("b@example.com", "Ben \\) Q")]),
        (b"Team: a@example.com, b@example.com;", [("a@example.com", ""), ("b@example.com", "")]),
        (b"undisclosed-recipients:;", []),
        (b"Only A Name", [("", "Only A Name")]),
        (b'"evil@example.net" <real@example.com>', [("real@example.com", "evil@example.net")]),
        (b"<mailto:A@Example.com>", [("a@example.com", "")]),
        (b"<@relay.example:a@example.com>", [("a@example.com", "")]),
        (b"=?utf-8?q?Cl=C3=A9o=2C?= <c@example.com>", [("c@example.com", "Cléo,")]),
    ],
)
def test_it_reads_addresses_as_people_write_them(value: bytes, wanted: list[tuple[str, str]]) -> None:
    letter = parse(b"From: a@b.example\r\nTo: " + value + b"\r\n\r\n")
    assert [(each.email, each.name) for each in letter.to] == wanted


@pytest.mark.parametrize("date", [b"", b"yesterday", b"Tue, 99 Foo 2026 10:00:00", b"1 Jan 99999 00:00:00 +9999"])
def test_it_has_no_moment_when_the_date_is_nonsense(date: bytes) -> None:
    assert parse(b"From: a@b.example\r\nDate: " + date + b"\r\n\r\n").sent_at is None
