"""What a visitor entered in the contact form, as a mail of ours: written by the help centre, read like any other. Pure.

The words are the mail's text, the files its files; everything else stands in one part of JSON. Such a mail is believed
only from the source of a contact form (`channels.registry.recognisers`), never when it arrives in a mailbox.
"""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import Any

from .files import extract, safe_name
from .letter import AttachedFile, Letter, Unreadable

PART = "form@sportello.invalid"
"""The Content-ID of the part that holds what is not text."""
NOBODY = "visitor@sportello.invalid"
"""Stands where a mail needs a sender and the visitor gave no address."""
LONGEST = 200_000


@dataclass(frozen=True, slots=True)
class GivenFile:
    """A file that the visitor added, typed by its bytes."""

    name: str
    media_type: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Entered:
    """What a visitor entered, and what they had searched and seen before.

    `email` is "" where answers go by the marketplace; `site` is the marketplace's then ("amazon.it"). `topic` is one of
    the 18, `chosen` the words of the choices on the way to it. `searched`, `read` and `shown` are in their order.
    """

    reference: str
    subject: str
    text: str
    language: str
    name: str = ""
    email: str = ""
    order: str = ""
    product: str = ""
    site: str = ""
    audience: str = ""
    topic: str = ""
    chosen: tuple[str, ...] = ()
    searched: tuple[str, ...] = ()
    read: tuple[str, ...] = ()
    shown: tuple[str, ...] = ()
    files: tuple[GivenFile, ...] = field(default=(), repr=False)


def written(entered: Entered, *, at: datetime, message_id: str, references: Sequence[str] = ()) -> bytes:
    """The mail that holds what was entered. `message_id` and `references` are in angle brackets, `at` is aware."""
    mail = EmailMessage(policy=SMTP)
    mail["From"] = entered.email or NOBODY
    mail["Subject"] = _line(entered.subject)
    mail["Date"] = format_datetime(at)
    mail["Message-ID"] = message_id
    if references:
        mail["In-Reply-To"], mail["References"] = references[-1], " ".join(references)
    mail.set_content(entered.text.replace("\x00", "")[:LONGEST], cte="base64")
    mail.add_attachment(_fields(entered), maintype="application", subtype="json", filename="form.json", cid=f"<{PART}>")
    for file in entered.files:
        main, _, sub = file.media_type.partition("/")
        name = safe_name(file.name, file.media_type)
        mail.add_attachment(file.data, maintype=main, subtype=sub or "octet-stream", filename=name)
    return mail.as_bytes()


def entered_in(letter: Letter, raw: bytes) -> Entered | None:
    """What was entered, out of the mail that holds it; None for any other mail. The files stay in the mail."""
    part = next((file for file in letter.files if file.content_id.strip("<>") == PART), None)
    if part is None:
        return None
    try:
        told = json.loads(extract(raw, part.part))
        return Entered(text=letter.plain.rstrip("\n"), subject=letter.subject, **_known(told))
    except (ValueError, TypeError, Unreadable):
        return None


def files_of(letter: Letter) -> tuple[AttachedFile, ...]:
    """The visitor's own files in such a mail."""
    return tuple(file for file in letter.files if file.content_id.strip("<>") != PART)


_LISTS = ("chosen", "searched", "read", "shown")
_WORDS = ("reference", "language", "name", "email", "order", "product", "site", "audience", "topic")


def _fields(entered: Entered) -> bytes:
    told = {key: value for key, value in asdict(entered).items() if key in (*_LISTS, *_WORDS) and value}
    return json.dumps(told, ensure_ascii=False).encode("utf-8", "replace")


def _known(told: dict[str, Any]) -> dict[str, Any]:
    lists = {key: tuple(str(each) for each in told.get(key, ())) for key in _LISTS}
    return lists | {key: str(told.get(key, "")) for key in _WORDS}


def _line(text: str) -> str:
    return " ".join(text.replace("\x00", "").split())[:200]
