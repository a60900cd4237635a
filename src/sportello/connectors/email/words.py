"""Words in headers: RFC 2047 encoded words and RFC 2231 parameters. Pure."""

import base64
import re
from collections.abc import Iterator
from urllib.parse import quote

# 39 octets become 64 characters, so that the longest header name of ours and one word stay within 76 (RFC 2047 2).
WORD_OCTETS = 39
PARAMETER_WIDTH = 60
_PLAIN = re.compile(r"[\x21-\x7e]{1,60}(?: [\x21-\x7e]{1,60})*")
_ATOMS = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]{1,60}(?: [A-Za-z0-9!#$%&'*+/=?^_`{|}~-]{1,60})*")
_TOKEN = re.compile(r"[A-Za-z0-9 !#$&+.,;=@^_(){}\[\]-]{1,60}")


def encoded_words(text: str, *, phrase: bool = False) -> str:
    """The text as it may stand in a Subject or, with `phrase`, as a display name; folded with CRLF where it is long.

    Plain words stay readable. Everything else becomes encoded words that never cut a character in two.
    """
    if _PLAIN.fullmatch(text) and "=?" not in text:
        if not phrase or _ATOMS.fullmatch(text):
            return _folded(text)
        if len(text) <= WORD_OCTETS:
            return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
    return "\r\n ".join(f"=?utf-8?b?{base64.b64encode(piece).decode()}?=" for piece in _pieces(text)) if text else ""


def parameter(name: str, value: str) -> str:
    """A MIME parameter with its leading semicolon, on lines of its own; long or foreign values by RFC 2231."""
    if _TOKEN.fullmatch(value) and value == value.strip():
        return f';\r\n {name}="{value}"'
    octets = quote(value.encode("utf-8", "replace"), safe="!#$&+-.^_`{}~")
    if len(octets) <= PARAMETER_WIDTH:
        return f";\r\n {name}*=utf-8''{octets}"
    parts = [part or "" for part in re.findall(rf"(?:%..|[^%]){{1,{PARAMETER_WIDTH // 3}}}", octets)]
    rest = "".join(f";\r\n {name}*{number}*={part}" for number, part in enumerate(parts[1:], 1))
    return f";\r\n {name}*0*=utf-8''{parts[0]}{rest}"


def _folded(text: str) -> str:
    lines, line = [], ""
    for word in text.split(" "):
        if line and len(line) + len(word) > WORD_OCTETS + 20:
            lines.append(line)
            line = word
        else:
            line = f"{line} {word}" if line else word
    return "\r\n ".join([*lines, line])


def _pieces(text: str) -> Iterator[bytes]:
    piece = b""
    for character in text:
        octets = character.encode("utf-8", "replace")
        if len(piece) + len(octets) > WORD_OCTETS:
            yield piece
            piece = b""
        piece += octets
    yield piece
