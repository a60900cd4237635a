"""What a parsed e-mail is, before anybody asks whose it is."""

from dataclasses import dataclass, field
from datetime import datetime


class Unreadable(ValueError):
    """The bytes are not a mail that can be read; the message says why in one plain sentence."""


@dataclass(frozen=True, slots=True)
class Address:
    """One mailbox of a header: `email` is lower case without blanks ("" when none could be read), `name` is decoded."""

    email: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class AttachedFile:
    """A file in a mail: where it stands (`part`, its index in `walk()` order) and what it is by its bytes."""

    part: int
    name: str
    media_type: str
    size: int
    content_id: str = ""
    inline: bool = False


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail as read from its bytes: headers decoded, body as text and as HTML, files listed but not kept.

    `sent_at` is aware (UTC) or None when the Date header is missing or nonsense.
    `headers` keeps every header in order, names in lower case, values decoded and unfolded.
    `plain` is the decoded text/plain body (parts joined), `html` the decoded text/html body; either may be "".
    `defects` names what was damaged and mended, for people to read.
    """

    subject: str
    sender: Address
    reply_to: tuple[Address, ...]
    to: tuple[Address, ...]
    cc: tuple[Address, ...]
    sent_at: datetime | None
    message_id: str
    in_reply_to: tuple[str, ...]
    references: tuple[str, ...]
    plain: str
    html: str
    files: tuple[AttachedFile, ...] = ()
    headers: tuple[tuple[str, str], ...] = ()
    defects: tuple[str, ...] = field(default=())

    def header(self, name: str) -> str:
        """The first header of that name (any case), or ""."""
        wanted = name.lower()
        return next((value for key, value in self.headers if key == wanted), "")

    def all_headers(self, name: str) -> tuple[str, ...]:
        """Every header of that name (any case), in order."""
        wanted = name.lower()
        return tuple(value for key, value in self.headers if key == wanted)
