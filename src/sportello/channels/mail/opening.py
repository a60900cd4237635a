"""The door of the mail reader: what is worth reading, and its MIME tree."""

from .anatomy import Anatomy, Limits
from .dissecting import dissect
from .letter import Unreadable


def opened(raw: bytes, limits: Limits) -> Anatomy:
    """The tree of a mail that is worth reading; raises Unreadable as `parse` promises."""
    if len(raw) > limits.size:
        raise Unreadable(f"The mail has {len(raw)} bytes, more than the {limits.size} that are allowed.")
    raw = tidied(raw)
    if not raw.strip():
        raise Unreadable("The mail is empty.")
    mail = dissect(raw, limits)
    if not mail.root.block.fields:
        raise Unreadable("The mail has no header, so nobody can tell who wrote it.")
    if mail.root.block.cut:
        mail.defects.append("the header is too long, the rest of it is left out")
    if mail.root.block.mended:
        mail.defects.append("the header had broken lines")
    return mail


def tidied(raw: bytes) -> bytes:
    """`raw` with a byte order mark and empty lines before the header removed, and lone CR line ends made line feeds."""
    if raw[:1] in (b"\xef", b"\r", b"\n", b" ", b"\t"):
        raw = raw.removeprefix(b"\xef\xbb\xbf").lstrip(b"\r\n \t")
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        raw = raw.decode("utf-16", "replace").encode("utf-8", "replace")
    return raw if b"\n" in raw else raw.replace(b"\r", b"\n")
