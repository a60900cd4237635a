"""The header block of a mail or of a MIME part: where it ends, and its fields in order, however damaged."""

import re
from dataclasses import dataclass

_FIELD = re.compile(rb"^([!-,./0-9;-~][!-9;-~]{0,119})[ \t]*:(.*)$", re.DOTALL)
_MBOX = re.compile(rb"^>?From (?!:)")
_FOLDED_AT = 50


@dataclass(frozen=True, slots=True)
class Block:
    """Fields of a header block (lower-case name, value with its folding) and where the body begins in the bytes."""

    fields: tuple[tuple[str, bytes], ...]
    body: int
    cut: bool = False
    mended: bool = False

    def get(self, name: str) -> bytes:
        """The first field of that lower-case name, or b""."""
        return next((value for key, value in self.fields if key == name), b"")


def read_block(raw: bytes, start: int, end: int, *, max_bytes: int, max_fields: int) -> Block:
    """The header block that begins at `start`: it ends at an empty line, or where text begins without one.

    A line that is no field continues the field above when that one was long enough to be folded and more follows
    (mail programs that lose the blank of a folded line exist); otherwise the body begins there.
    """
    position, last = start, min(end, start + max_bytes)
    names: list[str] = []
    values: list[list[bytes]] = []
    mended = False
    length = 0
    while position < last:
        stop = raw.find(b"\n", position, last)
        following = last if stop < 0 else stop + 1
        line = raw[position : last if stop < 0 else stop].rstrip(b"\r")
        if not line:
            return Block(_fields(names, values, max_fields), following, len(names) > max_fields, mended)
        found = _FIELD.match(line)
        if line[0] in b" \t" and values:
            if not line.strip() and _text_follows(raw, following, last):
                return Block(_fields(names, values, max_fields), following, len(names) > max_fields, True)
            values[-1].append(line)
        elif found:
            names.append(found.group(1).decode("ascii").lower())
            values.append([found.group(2)])
        elif not (_MBOX.match(line) and not values) and line[0] not in b" \t":
            if not values or length < _FOLDED_AT or line.startswith(b"--") or not _more(raw, following, last):
                return Block(_fields(names, values, max_fields), position, len(names) > max_fields, bool(values))
            values[-1].append(b" " + line)
            mended = True
        position, length = following, len(line)
    return Block(_fields(names, values, max_fields), position, len(names) > max_fields or last < end, mended)


def _fields(names: list[str], values: list[list[bytes]], limit: int) -> tuple[tuple[str, bytes], ...]:
    return tuple(
        (name, pieces[0].strip() if len(pieces) == 1 else b"\n".join(pieces).strip())
        for name, pieces in zip(names[:limit], values[:limit], strict=True)
    )


def _next_line(raw: bytes, position: int, last: int) -> bytes:
    stop = raw.find(b"\n", position, min(last, position + 1000))
    return raw[position : stop if stop >= 0 else min(last, position + 1000)].rstrip(b"\r")


def _text_follows(raw: bytes, position: int, last: int) -> bool:
    """After a line of blanks only: does something follow that can be neither a field nor folded text?"""
    line = _next_line(raw, position, last)
    return bool(line) and line[0] not in b" \t" and not _FIELD.match(line)


def _more(raw: bytes, position: int, last: int) -> bool:
    line = _next_line(raw, position, last)
    return not line or line[0] in b" \t" or bool(_FIELD.match(line))
