"""Photos and invoices to attach, drawn here: small, real files, another one for every story."""

import struct
import zlib

from sportello.sandbox.shop.dice import Dice

from .mime import File

SIDE = 112
NAMES = {"it": "foto", "en": "photo", "de": "Foto", "fr": "photo", "es": "foto"}


def photo(dice: Dice, language: str) -> File:
    """A picture of something on a table with a crack in it."""
    name = dice.choose(
        (f"IMG_{dice.digits(4)}.PNG", f"{NAMES[language]}.png", f"{NAMES[language]}{dice.below(9) + 1}.png")
    )
    return File(name, "image/png", _png(_rows(dice)))


def _rows(dice: Dice) -> list[bytes]:
    wall, thing, table = _shades(dice, 150, 90), _shades(dice, 30, 140), _shades(dice, 70, 60)
    left, width, top = 15 + dice.below(30), 30 + dice.below(30), 15 + dice.below(25)
    crack = left + width // 2
    rows = []
    for y in range(SIDE):
        behind = table if y > 86 else wall
        row = [behind[(x * 7 + y * 13) % 9] for x in range(SIDE)]
        if top <= y <= 90:
            row[left : left + width] = [thing[(x * 7 + y * 13) % 9] for x in range(left, left + width)]
            crack += dice.below(5) - 2
            row[crack : crack + 3] = [b"\x14\x14\x14"] * 3
        rows.append(b"".join(row[:SIDE]))
    return rows


def _shades(dice: Dice, low: int, spread: int) -> list[bytes]:
    """One colour nine times, a little lighter or darker, so that a surface looks rough."""
    colour = [low + dice.below(spread) for _ in range(3)]
    return [bytes(max(0, min(255, part + shade)) for part in colour) for shade in range(-4, 5)]


def _png(rows: list[bytes]) -> bytes:
    """RFC 2083: true colour, 8 bits, no filter."""
    header = struct.pack(">IIBBBBB", SIDE, len(rows), 8, 2, 0, 0, 0)
    data = zlib.compress(b"".join(b"\0" + row for row in rows), 9)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", header) + _chunk(b"IDAT", data) + _chunk(b"IEND", b"")


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def invoice(number: str, dice: Dice) -> File:
    """A one-page PDF that shows a number."""
    content = f"BT /F1 18 Tf 60 760 Td (Casa Lume) Tj 0 -30 Td ({number}) Tj ET".encode("ascii", "replace")
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        (
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
            b" /Resources << /Font << /F1 5 0 R >> >> >>"
        ),
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    return File(f"{dice.choose(('fattura', 'invoice', 'doc'))}-{dice.digits(5)}.pdf", "application/pdf", _pdf(objects))


def _pdf(objects: list[bytes]) -> bytes:
    pdf, offsets = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        offsets.append(len(pdf))
        pdf += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    size = len(objects) + 1
    trailer = b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n"
    return pdf + trailer % (size, table, size, len(pdf))
