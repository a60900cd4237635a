"""Address headers (RFC 5322 3.4) to addresses: one linear pass, because headers with thousands of recipients exist."""

import re

from .letter import Address
from .words import decode_words, one_line

_TOKEN = re.compile(r"""("(?:[^"\\]|\\.)*"?)|(<[^<>]*>?)|(\()|([,;])|([^"<(,;]+)""", re.DOTALL)
_EMAIL = re.compile(r"^[^\s@<>]+@[^\s@<>]+$")
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_GROUP = re.compile(r"^[^@:<>]{0,200}:(?!//)")


def read_addresses(value: str, limit: int = 2000) -> tuple[tuple[Address, ...], bool]:
    """At most `limit` addresses of an unfolded, not yet word-decoded header, and whether there were more.

    A group's name is dropped and its members kept. What holds no address at all becomes a name with an empty e-mail.
    """
    found: list[Address] = []
    words: list[str] = []
    angles: list[str] = []
    position, size = 0, len(value)
    while position < size:
        match = _TOKEN.match(value, position)
        if match is None:
            break
        quoted, angle, comment, separator, atom = match.groups()
        position = match.end()
        if comment:
            inner, position = _comment(value, position)
            words.append(f"\0{inner}")
        elif separator:
            _finish(words, angles, found)
            if len(found) >= limit:
                return tuple(found), position < size
        elif angle:
            angles.append(angle.strip("<> \t"))
        else:
            words.append(_ESCAPED.sub(r"\1", quoted[1:].removesuffix('"')) if quoted else atom)
    _finish(words, angles, found)
    return tuple(found), False


def _comment(value: str, start: int) -> tuple[str, int]:
    depth, position = 1, start
    while position < len(value) and depth:
        depth += {"(": 1, ")": -1}.get(value[position], 0)
        position += 2 if value[position] == "\\" else 1
    return value[start : position - 1 if depth == 0 else position], position


def _finish(words: list[str], angles: list[str], found: list[Address]) -> None:
    if not (words or angles):
        return
    comments = " ".join(word[1:] for word in words if word.startswith("\0"))
    text = " ".join("".join(word for word in words if not word.startswith("\0")).split())
    text = _GROUP.sub("", text).strip()
    inner = next((angle for angle in reversed(angles) if "@" in angle), angles[-1] if angles else "")
    words.clear()
    angles.clear()
    if not (text or inner or comments):
        return
    email, name = (inner, text) if inner else ("", text)
    if not inner:
        email, name = _bare(text)
    found.append(Address(_plain(email), _shown(name or comments)))


def _bare(text: str) -> tuple[str, str]:
    """An address without angle brackets: the one word with an @, the other words are the name."""
    if "@" not in text:
        return "", text
    pieces = text.split(" ")
    at = next((index for index, piece in enumerate(pieces) if _EMAIL.match(piece)), None)
    if at is None:
        return "".join(pieces), ""
    return pieces[at], " ".join(pieces[:at] + pieces[at + 1 :])


def _plain(email: str) -> str:
    email = "".join(one_line(email).split()).removeprefix("mailto:").strip("'\"<>").lower()
    route = email.rpartition(":") if email.startswith("@") else ("", "", email)
    plain = "".join(one_line(decode_words(route[2])).split()).lower() if "=?" in route[2] else route[2]
    return plain if "@" in plain else ""


def _shown(name: str) -> str:
    name = decode_words(name) if "=?" in name else name
    name = " ".join(one_line(name).split())
    return name[1:-1].strip() if len(name) > 1 and name[0] == name[-1] and name[0] in "'\"" else name
