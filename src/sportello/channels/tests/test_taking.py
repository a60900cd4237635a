"""Files that would be stripped or sent back are refused before they leave."""

import pytest

from sportello.channels.mail.files import sniff
from sportello.channels.taking import FileToSend, refusal

MOST = 10 * 1024 * 1024
OTHERS = ["ebay", "walmart", "shopify", "email", "form"]


def file(media_type: str = "application/pdf", size: int = 1000, name: str = "scan") -> FileToSend:
    return FileToSend(name, media_type, size)


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"Grazie", "nota.txt"),
        (b"%PDF-1.7 x", "fattura.pdf"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1x", "lettera.doc"),
        (b"PK\x03\x04" + b"x" * 60 + b"[Content_Types].xml word/document.xml", "lettera.docx"),
        (b"\xff\xd8\xff\xe0", "foto.jpg"),
        (b"GIF89a", "foto.gif"),
        (b"\x89PNG\r\n\x1a\n", "foto.png"),
    ],
)
def test_it_lets_through_to_amazon_what_amazon_takes(data: bytes, name: str) -> None:
    assert refusal("amazon", [file(sniff(data, "", name))], most_bytes=MOST) == ""


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"PK\x03\x04" + b"x" * 60, "foto.zip"),
        (b"PK\x03\x04" + b"x" * 60 + b"[Content_Types].xml xl/workbook.xml", "conti.xlsx"),
        (b"<html><script>", "foto.jpg"),
        (b"\0\0\0\x18ftypheic", "foto.heic"),
        (b"\0\0\0\x18ftypmp42", "film.mp4"),
        (b"\0\1\2\3", "foto.png"),
    ],
)
def test_it_keeps_from_amazon_what_amazon_strips_and_names_it(data: bytes, name: str) -> None:
    stripped = file(sniff(data, "", name), name=name)
    words = refusal("amazon", [file(), stripped], most_bytes=MOST)
    assert name in words
    assert "scan" not in words
    assert [refusal(kind, [stripped], most_bytes=MOST) for kind in OTHERS] == [""] * len(OTHERS)


@pytest.mark.parametrize("kind", ["amazon", *OTHERS])
def test_it_refuses_too_much_together_on_every_channel(kind: str) -> None:
    half = file(size=MOST // 2)
    assert "at most 10.5 MB" in refusal(kind, [half, half, file(size=1)], most_bytes=MOST)
    assert refusal(kind, [file(size=9_999_999)], most_bytes=MOST) == ""


@pytest.mark.parametrize(("kind", "refused"), [("amazon", True), ("email", False)])
def test_it_sends_amazon_less_than_ten_million_bytes(kind: str, refused: bool) -> None:
    assert ("less than 10 MB" in refusal(kind, [file(size=10_000_000)], most_bytes=MOST)) is refused
