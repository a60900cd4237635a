"""What a file is by its bytes, a name that is safe, the bytes of one file."""

import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sportello.channels.mail.files import extract, safe_name, sniff
from sportello.channels.mail.letter import Unreadable
from sportello.channels.mail.parse import parse


def archive(*names: str) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as made:
        for name in names:
            made.writestr(name, "x")
    return target.getvalue()


@pytest.mark.parametrize(
    ("data", "claimed", "name", "found"),
    [
        (b"\x89PNG\r\n\x1a\n....", "text/html", "a.html", "image/png"),
        (b"\xff\xd8\xff\xe0", "application/octet-stream", "photo", "image/jpeg"),
        (b"RIFF\0\0\0\0WEBPVP8 ", "", "a", "image/webp"),
        (b"\0\0\0\x18ftypheic", "image/jpeg", "IMG.jpg", "image/heic"),
        (b"%PDF-1.7", "image/png", "a.png", "application/pdf"),
        (b"MZ\x90\0\x03\0", "image/png", "a.png", "application/x-msdownload"),
        (b"MZ is how my letter begins, and it is text", "text/plain", "a.txt", "text/plain"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'>", "image/png", "a.png", "image/svg+xml"),
        (b"<?xml version='1.0'?><!-- x --><svg:svg>", "text/plain", "a.txt", "image/svg+xml"),
        (b"\n\n<!DOCTYPE html><html>", "text/plain", "a.txt", "text/html"),
        (b"just words\n", "image/png", "a.png", "text/plain"),
        (b"a;b\n1;2\n", "application/vnd.ms-excel", "a.csv", "text/csv"),
        (b"\0\x01\x02", "image/png", "a.png", "application/octet-stream"),
        (b"\0\x01\x02", "application/x-thing", "a", "application/x-thing"),
        (archive("[Content_Types].xml", "word/document.xml"), "application/zip", "a.zip",
         "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        (archive("a.txt"), "application/vnd.ms-excel", "a.xlsx", "application/zip"),
        (b"\x78\x9f\x3e\x22\x01", "application/octet-stream", "winmail.dat", "application/ms-tnef"),
        (b"", "image/png", "a.png", "application/octet-stream"),
    ],
)  # fmt: skip
def test_it_believes_the_bytes(data: bytes, claimed: str, name: str, found: str) -> None:
    assert sniff(data, claimed, name) == found


@pytest.mark.parametrize(
    ("given_name", "shown"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\a\\bill.pdf", "bill.pdf"),
        ("bill.pdf.exe", "bill.pdf.exe"),
        ("bill\u202efdp.exe", "billfdp.exe"),
        ("a\r\nb\0.txt", "a__b_.txt"),
        ("...", "file-3.png"),
        ("", "file-3.png"),
        ("Größe 10.,5;2.pdf", "Größe 10.,5;2.pdf"),
    ],
)
def test_it_makes_names_safe(given_name: str, shown: str) -> None:
    assert safe_name(given_name, "image/png", 3) == shown


@given(st.text(max_size=400))
def test_it_gives_any_name_a_form_that_is_safe(name: str) -> None:
    shown = safe_name(name, "text/plain", 1)
    assert 0 < len(shown) <= 180
    assert not set(shown) & set('/\\\0\r\n<>:"|?*\u202e')


@pytest.mark.parametrize(
    "field",
    [
        b'filename="2021_M=C3=A4ngel.pdf"'.replace(b"=C3=A4", "ä".encode()),
        b"filename*=utf-8''2021_M%C3%A4ngel.pdf",
        b"filename*0*=utf-8''2021_M; filename*1*=%C3%A4ngel; filename*2=.pdf",
        b'filename="=?utf-8?Q?2021=5FM=C3=A4ngel.pdf?="',
        b'filename="=?iso-8859-1?Q?2021=5FM=E4?=\r\n =?iso-8859-1?Q?ngel.pdf?="',
    ],
)
def test_it_reads_file_names_in_every_way_they_are_written(field: bytes) -> None:
    raw = (
        b"From: a@b.example\r\nContent-Type: application/pdf\r\nContent-Disposition: attachment; "
        + field
        + b"\r\n\r\n%PDF-"
    )
    assert [file.name for file in parse(raw).files] == ["2021_Mängel.pdf"]


def test_it_names_an_attached_mail_by_its_subject() -> None:
    raw = b"From: a@b.example\nContent-Type: message/rfc822\nContent-Disposition: attachment\n\nSubject: Old\n\nx"
    assert [(file.name, file.media_type) for file in parse(raw).files] == [("Old.eml", "message/rfc822")]


def test_it_extracts_the_file_that_the_letter_lists() -> None:
    raw = (
        b"From: a@b.example\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nhi\n"
        b"begin 644 n.txt\n%:&5L;&\\\n`\nend\n"
        b"--b\nContent-Type: image/gif; name=a.gif\nContent-Transfer-Encoding: base64\n\nR0lGODlhAQ==\n--b--\n"
    )
    assert {file.name: extract(raw, file.part) for file in parse(raw).files} == {
        "a.gif": b"GIF89a\x01",
        "n.txt": b"hello",
    }


def test_it_says_when_there_is_no_such_file() -> None:
    with pytest.raises(Unreadable, match="no part 7"):
        extract(b"From: a@b.example\n\nhi", 7)
