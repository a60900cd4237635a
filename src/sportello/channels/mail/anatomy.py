"""What a mail is made of: its parts, each knowing where it lies in the bytes and what its header says of it."""

import re
from dataclasses import dataclass, field
from functools import cached_property

from .charset import decode
from .headers import Block
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


def _structured(raw: bytes) -> str:
    text = raw.decode("ascii") if raw.isascii() else raw_text(raw)
    return text.replace("\r", "").replace("\n", "") if "\n" in text or "\r" in text else text
