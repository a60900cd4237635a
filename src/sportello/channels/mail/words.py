"""Encoded words (RFC 2047) and header parameters (RFC 2045 5.1, RFC 2231), read as tolerantly as mail programs do."""

import binascii
import re
from urllib.parse import unquote_to_bytes

from .charset import clean, codec_for, decode

_WORD = re.compile(r"=\?([^?\s]{1,60})\?([bBqQ])\?([^?\r\n]*(?:\?(?!=)[^?\r\n]*){0,20})(?:\?=|$)")
_BETWEEN = re.compile(r"(\?=)[ \t\r\n]+(?==\?)")
_CONTROL = re.compile("[\x00-\x1f\x7f\x85\u2028\u2029]+")
_QUOTED_HEX = re.compile(rb"=([0-9A-Fa-f]{2})")
_PARAMETER = re.compile(
    r"""(?:^|[;\s])([^\s=;"]{1,60}+)\s{0,20}+=\s{0,20}+(?:"((?:[^"\\]|\\.)*+)("|$)|([^;]*+))""",
    re.DOTALL,
)
_SECTION = re.compile(r"^(.+?)\*(?:(\d{1,3})(\*)?)?$")
_ESCAPED = re.compile(r"\\([\"\\])")


def header_text(raw: bytes, charset: str = "") -> str:
    """A header's value as people read it: raw 8-bit bytes decoded, folding undone, encoded words decoded.

    `charset` is a hint for raw bytes that are not UTF-8 (the body's own label).
    """
    text = raw.decode("ascii") if raw.isascii() else raw_text(raw, charset)
    if "\n" in text or "\r" in text:
        text = " ".join(piece.strip(" \t") for piece in text.splitlines()).strip()
    text = decode_words(text) if "=?" in text else text
    return one_line(text)


def one_line(text: str) -> str:
    """`text` as one line: what was encoded as a line break must never become one again (header injection)."""
    return text.strip() if text.isprintable() else clean(_CONTROL.sub(" ", text)).strip()


def raw_text(raw: bytes, charset: str = "") -> str:
    """Raw 8-bit header bytes: UTF-8 when they are, else the hint, else Windows-1252."""
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        hint = charset if charset.lower() not in ("utf-8", "us-ascii", "utf8") else ""
        return decode(raw, hint or "cp1252")[0]


def decode_words(text: str) -> str:
    """RFC 2047 words in `text` decoded; neighbours of one charset are joined first (characters are split)."""
    text = _BETWEEN.sub(r"\1", text)
    pieces: list[str] = []
    pending, pending_charset, end = b"", "", 0
    for found in _WORD.finditer(text):
        charset = found.group(1)
        data = _word_bytes(found.group(2), found.group(3), codec_for(charset) or "utf-8")
        between = text[end : found.start()]
        if pending and (between or charset.lower() != pending_charset.lower()):
            pieces.append(decode(pending, pending_charset)[0])
            pending = b""
        pieces.append(between)
        pending, pending_charset, end = pending + data, charset, found.end()
    pieces.append(decode(pending, pending_charset)[0])
    pieces.append(text[end:])
    return "".join(pieces)


def _word_bytes(encoding: str, payload: str, codec: str) -> bytes:
    # Letters that were never encoded are text already, so they go in as the word's own charset writes them.
    raw = payload.encode("ascii" if payload.isascii() else codec, "replace")
    if encoding in "qQ":
        return _QUOTED_HEX.sub(lambda found: bytes((int(found.group(1), 16),)), raw.replace(b"_", b" "))
    kept = re.sub(rb"[^A-Za-z0-9+/]", b"", raw)
    kept = kept[:-1] if len(kept) % 4 == 1 else kept
    return binascii.a2b_base64(kept + b"=" * (-len(kept) % 4))


def parameters(value: str) -> tuple[str, dict[str, str]]:
    """A structured header such as Content-Type: its leading token and its parameters, names in lower case.

    RFC 2231 pieces are joined and decoded, RFC 2047 words inside values (wrong, but common) too.
    Of a parameter given twice the first counts.
    """
    head, _, rest = value.partition(";")
    token = "".join(head.split()).lower()
    found: dict[str, str] = {}
    pieces: dict[str, dict[int, tuple[str, bool]]] = {}
    if rest:
        for match in _PARAMETER.finditer(rest[:20_000]):
            _take(match, found, pieces)
    for name, sections in pieces.items():
        found[name] = _joined(sections)
    return token, found


def _take(match: re.Match[str], found: dict[str, str], pieces: dict[str, dict[int, tuple[str, bool]]]) -> None:
    name = match.group(1).lower()
    bare = match.group(4)
    value = bare.strip() if bare is not None else _ESCAPED.sub(r"\1", match.group(2))
    section = _SECTION.match(name) if "*" in name else None
    if section is None:
        found.setdefault(name, decode_words(value) if "=?" in value else value)
        return
    extended = section.group(3) is not None or section.group(2) is None
    pieces.setdefault(section.group(1), {}).setdefault(int(section.group(2) or 0), (value, extended))


def _joined(sections: dict[int, tuple[str, bool]]) -> str:
    charset, raw = "", b""
    for number in sorted(sections):
        value, extended = sections[number]
        if extended and value.count("'") >= 2 and not raw:
            charset, _, value = value.split("'", 2)
        raw += unquote_to_bytes(value) if extended else value.encode("utf-8", "replace")
    text = decode(raw, charset)[0]
    return decode_words(text) if "=?" in text else text
