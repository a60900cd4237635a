"""The MIME tree of a mail (RFC 2045, 2046): one linear pass over the bytes, bounded in parts and depth.

Every reader (`parse`, `files.extract`, `bounces`) uses this walk, so that the number of a part means the same everywhere.
"""

import re
from dataclasses import dataclass, field
from functools import cached_property

from .charset import decode
from .headers import Block, read_block
from .transfer import undo
from .words import header_text, parameters, raw_text

_LINE_END = re.compile(r"\r+\n|\r")


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of the work that one mail may cause; beyond them the rest is left out and named in `Letter.defects`."""

    size: int = 60 * 1024 * 1024
    header_bytes: int = 512 * 1024
    header_fields: int = 1000
    part_header_bytes: int = 32 * 1024
    parts: int = 500
    depth: int = 25
    recipients: int = 2000
    text: int = 1_000_000


@dataclass(eq=False)
class Part:
    """One node of the tree: its header block and where its body lies in the mail's bytes."""

    raw: bytes
    block: Block
    end: int
    depth: int
    default_type: str = "text/plain"
    children: list["Part"] = field(default_factory=list)
    index: int = 0

    @cached_property
    def _typed(self) -> tuple[str, dict[str, str]]:
        token, found = parameters(_structured(self.block.get("content-type")))
        return (token if token.count("/") == 1 else ""), found

    @cached_property
    def _disposed(self) -> tuple[str, dict[str, str]]:
        return parameters(_structured(self.block.get("content-disposition")))

    @property
    def media_type(self) -> str:
        """Type and subtype in lower case, RFC 2045's default when missing or nonsense."""
        return self._typed[0] or self.default_type

    @property
    def charset(self) -> str:
        """The charset label as given, or ""."""
        return self._typed[1].get("charset", "").strip()

    def parameter(self, name: str) -> str:
        """A parameter of Content-Type, or ""."""
        return self._typed[1].get(name, "")

    @property
    def disposition(self) -> str:
        """ "inline", "attachment", another token, or "" when the part does not say."""
        return self._disposed[0]

    @cached_property
    def name(self) -> str:
        """The file name the sender gave (decoded, not yet safe), or ""."""
        name = self._disposed[1].get("filename") or self._typed[1].get("name") or ""
        return header_text(name.encode("utf-8", "replace")) if name else ""

    @property
    def content_id(self) -> str:
        """Content-ID without its angle brackets, or ""."""
        return header_text(self.block.get("content-id")).strip("<> \t")

    @property
    def body(self) -> bytes:
        """The part's bytes as they stand in the mail, transfer encoding and all."""
        return self.raw[self.block.body : self.end]

    @cached_property
    def decoded(self) -> tuple[bytes, bool]:
        """The part's bytes without transfer encoding, and whether that was sound."""
        encoding = self.block.get("content-transfer-encoding").decode("ascii", "replace")
        return undo(self.body, encoding)

    @cached_property
    def text(self) -> str:
        """The decoded text with lines that end in a single line feed."""
        text, _ = decode(self.decoded[0], self.charset, html=self.media_type == "text/html")
        return _LINE_END.sub("\n", text) if "\r" in text else text

    @property
    def is_multipart(self) -> bool:
        return self.media_type.startswith("multipart/")

    @property
    def is_rubbish(self) -> bool:
        """Whether a part said to be base64 holds neither that nor words: nothing that one could show as text."""
        data, sound = self.decoded
        encoded = self.block.get("content-transfer-encoding").strip().lower().startswith(b"base64")
        return encoded and not sound and data == self.body and len(data.split()) == 1


@dataclass(slots=True)
class Anatomy:
    """The tree of a mail and its parts in walk order (depth first, the root is number 0)."""

    root: Part
    parts: list[Part]
    defects: list[str]


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
    while stack:
        start = _next_dashes(raw, position)
        if start < 0:
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
    _close(stack, -1, _without_glued_end(raw, stack))


def _forget_headless(anatomy: Anatomy, opened: _Open, start: int) -> None:
    """A part that ends within its own header has no body, so nothing of it can be shown."""
    last = anatomy.parts[-1]
    if last.block.body == start and last is not anatomy.root and opened.part.children[-1:] == [last]:
        if not last.raw[max(0, start - 4) : start].endswith((b"\n\n", b"\n\r\n")):
            opened.part.children.pop()
            anatomy.parts.pop()


def _without_glued_end(raw: bytes, stack: list[_Open]) -> int:
    """Where the last part ends when its closing delimiter hangs on its last line instead of standing on one of its own."""
    tail = raw[-400:].rstrip()
    for opened in reversed(stack):
        mark = b"--" + opened.boundary + b"--"
        if tail.endswith(mark):
            return len(raw) - len(raw[-400:]) + len(tail) - len(mark)
    return len(raw)


def _open_child(anatomy: Anatomy, stack: list[_Open], opened: _Open, start: int, limits: Limits) -> int:
    raw = anatomy.root.raw
    if raw.startswith(b"--", start):
        end = start
    else:
        end = len(raw)
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
    for level in range(len(stack) - 1, -1, -1):
        if line == stack[level].boundary:
            return level, False
    for level in range(len(stack) - 1, -1, -1):
        if line == stack[level].boundary + b"--":
            return level, True
    return -1, False


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


def _structured(raw: bytes) -> str:
    text = raw.decode("ascii") if raw.isascii() else raw_text(raw)
    return text.replace("\r", "").replace("\n", "") if "\n" in text or "\r" in text else text
