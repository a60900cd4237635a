"""Content-Transfer-Encoding (RFC 2045 6) undone, and uuencoded files found in plain text."""

import binascii
import re

_BASE64 = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/="
_ALIEN = bytes(set(range(256)) - set(_BASE64))
_ALIEN_BUT_BLANK = bytes(set(range(256)) - set(_BASE64) - set(b" \t\r\n"))
_PADDING = re.compile(rb"=+")
_UU_BEGIN = re.compile(rb"^begin [0-7]{3,4} ([^\r\n]{1,255})\r?$", re.MULTILINE)
_UU_LINE = re.compile(rb"^[ -`]{1,90}[ \t]*$")


def undo(data: bytes, encoding: str) -> tuple[bytes, bool]:
    """`data` without its transfer encoding, and whether it was sound. Never raises; saves what is not damaged.

    Unknown encodings leave the bytes as they are.
    """
    name = encoding.strip().strip("\"'").lower()
    if name.startswith("base64"):
        return from_base64(data)
    if name.startswith(("quoted-printable", "quoted_printable")):
        return binascii.a2b_qp(data), True
    if name in ("x-uuencode", "uuencode", "x-uue", "uue"):
        files = uuencoded(data)
        return (files[0][1], True) if files else (data, False)
    return data, name in ("", "7bit", "8bit", "binary")


def from_base64(data: bytes) -> tuple[bytes, bool]:
    """Base64 with line breaks; padding in the middle (pieces glued together) is read on, alien characters are skipped.

    Text that is plainly no base64 at all is returned unchanged, for then its label is what is wrong.
    """
    kept = data.translate(None, _ALIEN)
    strange = len(data) - len(kept) - (data.count(b"\n") + data.count(b"\r") + data.count(b" ") + data.count(b"\t"))
    if _is_text(data, kept, strange):
        return data, False
    if kept.find(b"=") in (-1, len(kept) - 1, len(kept) - 2) and len(kept) % 4 == 0:
        return binascii.a2b_base64(kept), strange == 0
    pieces = _PADDING.split(kept, maxsplit=1000)
    pieces[-1] = pieces[-1].replace(b"=", b"")
    return b"".join(map(_piece, pieces)), False


def _is_text(data: bytes, kept: bytes, strange: int) -> bool:
    if not kept:
        return bool(data.strip())
    head = data[:2000].strip()
    words = head.count(b" ")
    return strange * 16 > len(kept) or (words > 2 and words * 12 > len(head))


def _piece(piece: bytes) -> bytes:
    piece = piece[:-1] if len(piece) % 4 == 1 else piece
    return binascii.a2b_base64(piece + b"=" * (-len(piece) % 4))


def uuencoded(data: bytes, limit: int = 50) -> list[tuple[str, bytes, int, int]]:
    """Complete uuencoded files in `data`, at most `limit`: name, content, and where the block begins and ends."""
    found: list[tuple[str, bytes, int, int]] = []
    position = 0
    while len(found) < limit:
        begin = _UU_BEGIN.search(data, position)
        if begin is None:
            break
        content, end = _uu_body(data, begin.end())
        if end:
            found.append((begin.group(1).decode("utf-8", "replace").strip(), content, begin.start(), end))
        position = max(end, begin.end())
    return found


def _uu_body(data: bytes, position: int) -> tuple[bytes, int]:
    """Decoded lines up to `end`, and the offset behind it (0 when a line is no uuencode, so this is text)."""
    lines: list[bytes] = []
    position = data.find(b"\n", position) + 1
    while 0 < position < len(data):
        stop = data.find(b"\n", position)
        stop = len(data) if stop < 0 else stop
        line = data[position:stop].rstrip(b"\r\n")
        if line.strip() == b"end":
            return b"".join(lines), stop
        decoded = _uu_line(line)
        if decoded is None:
            return b"", 0
        lines.append(decoded)
        position = stop + 1
    return b"", 0


def _uu_line(line: bytes) -> bytes | None:
    if not line.strip():
        return b""
    if not _UU_LINE.match(line):
        return None
    try:
        return binascii.a2b_uu(line)
    except binascii.Error:
        size = (((line[0] - 32) & 63) * 4 + 5) // 3
        try:
            return binascii.a2b_uu(line[: size + 1])
        except binascii.Error:
            return None
