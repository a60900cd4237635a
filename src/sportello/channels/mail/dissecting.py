"""The MIME tree of a mail (RFC 2045, 2046): one linear pass over the bytes, bounded in parts and depth.

Every reader (`parse`, `files.extract`, `bounces`) uses this walk, so the number of a part means the same everywhere.
"""

from dataclasses import dataclass, field

from .anatomy import Anatomy, Limits, Part
from .headers import read_block

_MOST_DASHES = 100_000


def dissect(raw: bytes, limits: Limits) -> Anatomy:
    """The MIME tree of `raw`. Never raises; a missing or foreign boundary leaves what was found so far."""
    block = read_block(raw, 0, len(raw), max_bytes=limits.header_bytes, max_fields=limits.header_fields)
    root = Part(raw, block, len(raw), 0)
    anatomy = Anatomy(root, [root], [])
    boundary = _named_boundary(root)
    _split(anatomy, limits, boundary)
    if root.is_multipart and not root.children and (found := _first_boundary(root)) not in (b"", boundary):
        anatomy.defects.append("the multipart names a boundary that it does not use")
        _split(anatomy, limits, found)
    return anatomy


@dataclass(slots=True)
class _Open:
    """A multipart whose end has not been seen, and its part that is being read."""

    part: Part
    boundary: bytes
    child: Part | None = None


@dataclass(slots=True)
class _Cutting:
    """The walk over the delimiter lines: `stack` holds what is open, `names` every delimiter line seen so far."""

    anatomy: Anatomy
    limits: Limits
    stack: list[_Open] = field(default_factory=list)
    names: set[bytes] = field(default_factory=set)

    def enter(self, part: Part, boundary: bytes) -> None:
        """Opens a multipart, unless it has no boundary or lies too deep."""
        if not part.is_multipart:
            return
        boundary = (boundary or _first_boundary(part))[:200]
        if not boundary:
            self.anatomy.defects.append("a multipart without boundary, read as text")
        elif part.depth >= self.limits.depth:
            self.anatomy.defects.append(f"parts nested deeper than {self.limits.depth}, the rest is left out")
        else:
            self.stack.append(_Open(part, boundary))
            self.names.update((boundary, boundary + b"--"))

    def delimiter(self, level: int, closing: bool, start: int, stop: int) -> int:
        """Acts on a delimiter line of the multipart at `level`; returns where to look for the next one."""
        raw, opened = self.anatomy.root.raw, self.stack[level]
        self.close(level, _body_end(raw, start))
        self.forget_headless(opened, start)
        if closing or (len(raw) - stop < 80 and not raw[stop:].strip()):
            opened.part.end = min(stop + 1, len(raw))
            self.stack.pop()
            return stop
        return self.open_child(opened, min(stop + 1, len(raw)))

    def open_child(self, opened: _Open, start: int) -> int:
        """Reads the header of the part that begins at `start`; returns where to look for the next delimiter."""
        raw = self.anatomy.root.raw
        end = start if raw.startswith(b"--", start) else len(raw)
        block = read_block(raw, start, end, max_bytes=self.limits.part_header_bytes, max_fields=200)
        default = "message/rfc822" if opened.part.media_type == "multipart/digest" else "text/plain"
        child = Part(raw, block, len(raw), opened.part.depth + 1, default, index=len(self.anatomy.parts))
        opened.part.children.append(child)
        opened.child = child
        self.anatomy.parts.append(child)
        self.enter(child, _named_boundary(child))
        return max(block.body - 1, start - 1)

    def close(self, level: int, end: int) -> None:
        """Ends every part that is open above `level`, and the open child of `level` itself."""
        while len(self.stack) - 1 > level:
            opened = self.stack.pop()
            for part in (opened.part, opened.child):
                if part is not None:
                    part.end = max(end, part.block.body)
        if level >= 0:
            child = self.stack[level].child
            if child is not None:
                child.end = max(end, child.block.body)
            self.stack[level].child = None

    def forget_headless(self, opened: _Open, start: int) -> None:
        """A part that ends within its own header has no body, so nothing of it can be shown."""
        last = self.anatomy.parts[-1]
        headless = not last.raw[max(0, start - 4) : start].endswith((b"\n\n", b"\n\r\n"))
        if headless and last.block.body == start and opened.part.children[-1:] == [last]:
            opened.part.children.pop()
            self.anatomy.parts.pop()


def _split(anatomy: Anatomy, limits: Limits, boundary: bytes) -> None:
    """Cuts the body at every delimiter line of an open multipart; an outer delimiter closes what is open inside."""
    raw, position = anatomy.root.raw, anatomy.root.block.body - 1
    cutting = _Cutting(anatomy, limits)
    cutting.enter(anatomy.root, boundary)
    for _ in range(_MOST_DASHES):
        start = _next_dashes(raw, position) if cutting.stack else -1
        if start < 0:
            break
        stop = raw.find(b"\n", start)
        stop = len(raw) if stop < 0 else stop
        line = raw[start + 2 : min(stop, start + 300)].rstrip(b" \t\r")
        level, closing = _level(line, cutting.stack) if line in cutting.names else (-1, False)
        if level >= 0 and not closing and len(anatomy.parts) >= limits.parts:
            anatomy.defects.append(f"more than {limits.parts} parts, the rest is left out")
            cutting.close(-1, _body_end(raw, start))
            break
        position = stop if level < 0 else cutting.delimiter(level, closing, start, stop)
    else:
        anatomy.defects.append(f"more than {_MOST_DASHES} lines that could end a part, the rest is one part")
    cutting.close(-1, _without_glued_end(raw, cutting.stack))


def _named_boundary(part: Part) -> bytes:
    return part.parameter("boundary").encode("utf-8", "replace").rstrip(b" \t") if part.is_multipart else b""


def _without_glued_end(raw: bytes, stack: list[_Open]) -> int:
    """Where the last part ends when its closing delimiter hangs on its last line instead of having one of its own."""
    tail = raw[-400:].rstrip()
    for opened in reversed(stack):
        mark = b"--" + opened.boundary + b"--"
        if tail.endswith(mark):
            return len(raw) - len(raw[-400:]) + len(tail) - len(mark)
    return len(raw)


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
