"""The MIME tree of a mail (RFC 2045, 2046): one linear pass over the bytes, bounded in parts and depth.

Every reader (`parse`, `files.extract`, `bounces`) uses this walk, so the number of a part means the same everywhere.
"""

from dataclasses import dataclass

from .anatomy import Anatomy, Limits, Part
from .headers import read_block

_MOST_DASHES = 100_000


def dissect(raw: bytes, limits: Limits) -> Anatomy:
    """The MIME tree of `raw`. Never raises; a missing or foreign boundary leaves what was found so far."""
    block = read_block(raw, 0, len(raw), max_bytes=limits.header_bytes, max_fields=limits.header_fields)
    root = Part(raw, block, len(raw), 0)
    anatomy = Anatomy(root, [root], [])
    boundary = root.parameter("boundary").encode("utf-8", "replace").rstrip(b" \t") if root.is_multipart else b""
    _split(anatomy, limits, boundary)
    if root.is_multipart and not root.children and (found := _first_boundary(root)) not in (b"", boundary):
        anatomy.defects.append("the multipart names a boundary that it does not use")
        _split(anatomy, limits, found)
    return anatomy


@dataclass(slots=True)
class _Open:
    part: Part
    boundary: bytes
    child: Part | None = None


def _split(anatomy: Anatomy, limits: Limits, boundary: bytes) -> None:
    """Cuts the body at every delimiter line of an open multipart; an outer delimiter closes what is open inside."""
    raw = anatomy.root.raw
    stack: list[_Open] = []
    _enter(anatomy.root, boundary, stack, limits, anatomy)
    if not stack:
        return
    position = anatomy.root.block.body - 1
    for _ in range(_MOST_DASHES):
        start = _next_dashes(raw, position)
        if start < 0 or not stack:
            break
        stop = raw.find(b"\n", start)
        stop = len(raw) if stop < 0 else stop
        line = raw[start + 2 : min(stop, start + 300)].rstrip(b" \t\r")
        level, closing = _level(line, stack)
        if level < 0:
            position = stop
            continue
        _close(stack, level, _body_end(raw, start))
        position = stop
        opened = stack[level]
        _forget_headless(anatomy, opened, start)
        if closing or not raw[stop : stop + 80].strip():
            opened.part.end = min(stop + 1, len(raw))
            stack.pop()
            continue
        if len(anatomy.parts) >= limits.parts:
            anatomy.defects.append(f"more than {limits.parts} parts, the rest is left out")
            break
        position = _open_child(anatomy, stack, opened, min(stop + 1, len(raw)), limits)
    else:
        anatomy.defects.append(f"more than {_MOST_DASHES} lines that could end a part, the rest is one part")
    _close(stack, -1, _without_glued_end(raw, stack))


def _forget_headless(anatomy: Anatomy, opened: _Open, start: int) -> None:
    """A part that ends within its own header has no body, so nothing of it can be shown."""
    last = anatomy.parts[-1]
    headless = not last.raw[max(0, start - 4) : start].endswith((b"\n\n", b"\n\r\n"))
    if headless and last.block.body == start and opened.part.children[-1:] == [last]:
        opened.part.children.pop()
        anatomy.parts.pop()


def _without_glued_end(raw: bytes, stack: list[_Open]) -> int:
    """Where the last part ends when its closing delimiter hangs on its last line instead of having one of its own."""
    tail = raw[-400:].rstrip()
    for opened in reversed(stack):
        mark = b"--" + opened.boundary + b"--"
        if tail.endswith(mark):
            return len(raw) - len(raw[-400:]) + len(tail) - len(mark)
    return len(raw)


def _open_child(anatomy: Anatomy, stack: list[_Open], opened: _Open, start: int, limits: Limits) -> int:
    raw = anatomy.root.raw
    end = start if raw.startswith(b"--", start) else len(raw)
    block = read_block(raw, start, end, max_bytes=limits.part_header_bytes, max_fields=200)
    default = "message/rfc822" if opened.part.media_type == "multipart/digest" else "text/plain"
    child = Part(raw, block, len(raw), opened.part.depth + 1, default, index=len(anatomy.parts))
    opened.part.children.append(child)
    opened.child = child
    anatomy.parts.append(child)
    named = child.parameter("boundary").encode("utf-8", "replace").rstrip(b" \t") if child.is_multipart else b""
    _enter(child, named, stack, limits, anatomy)
    return max(block.body - 1, start - 1)


def _enter(part: Part, boundary: bytes, stack: list[_Open], limits: Limits, anatomy: Anatomy) -> None:
    if not part.is_multipart:
        return
    boundary = boundary or _first_boundary(part)
    if not boundary:
        anatomy.defects.append("a multipart without boundary, read as text")
    elif part.depth >= limits.depth:
        anatomy.defects.append(f"parts nested deeper than {limits.depth}, the rest is left out")
    else:
        stack.append(_Open(part, boundary[:200]))


def _first_boundary(part: Part) -> bytes:
    """The boundary that a multipart forgot to name: its first line that begins with two dashes and more."""
    start = _next_dashes(part.raw, part.block.body - 1)
    if start < 0:
        return b""
    line = part.raw[start + 2 : start + 200].split(b"\n", 1)[0].strip()
    return line if len(line) > 3 and line.strip(b"-") and part.raw.count(b"--" + line) > 1 else b""


def _next_dashes(raw: bytes, position: int) -> int:
    if position <= 0 and raw.startswith(b"--"):
        return 0
    found = raw.find(b"\n--", max(position, 0))
    return found + 1 if found >= 0 else -1


def _level(line: bytes, stack: list[_Open]) -> tuple[int, bool]:
    """Which open multipart a delimiter line belongs to (innermost first, -1 for none), and whether it closes it."""
    closing = line[:-2] if line.endswith(b"--") else None
    ending = -1
    for level in range(len(stack) - 1, -1, -1):
        boundary = stack[level].boundary
        if boundary == line:
            return level, False
        if boundary == closing and ending < 0:
            ending = level
    return ending, ending >= 0


def _body_end(raw: bytes, start: int) -> int:
    """The line break before a delimiter belongs to the delimiter (RFC 2046 5.1.1)."""
    end = start - 1 if start and raw[start - 1] == 10 else start
    return end - 1 if end and raw[end - 1] == 13 else end


def _close(stack: list[_Open], level: int, end: int) -> None:
    """Ends every part that is open above `level`, and the open child of `level` itself."""
    while len(stack) - 1 > level:
        opened = stack.pop()
        for part in (opened.part, opened.child):
            if part is not None:
                part.end = max(end, part.block.body)
    if level >= 0:
        child = stack[level].child
        if child is not None:
            child.end = max(end, child.block.body)
        stack[level].child = None
