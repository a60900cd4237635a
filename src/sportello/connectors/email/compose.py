"""Writing mails: plain text and files, as octets that every relay between here and the buyer passes on unchanged.

The lines are written here and not by `email.message`, whose folding breaks long Message-IDs and file names apart.
Everything is 7-bit, no line is longer than 998 octets (RFC 5322 2.1.1), and header values cannot leave their header.
"""

import base64
import binascii
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime

from .addresses import BadAddress, wire_address
from .words import encoded_words, parameter

_ID = re.compile(r"<[\x21-\x3b\x3d\x3f-\x7e]{1,900}>")
_CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f\x85\u2028\u2029]")
_MEDIA_TYPE = re.compile(r"[a-z0-9][a-z0-9!#$&^_.+-]{0,60}/[a-z0-9][a-z0-9!#$&^_.+-]{0,100}")
WIDTH = 76


class Unsendable(ValueError):
    """A mail that must not be written, such as one with a line break in its subject; the message says why."""


@dataclass(frozen=True, slots=True)
class OutgoingFile:
    """A file to attach: the name the recipient sees, its media type by its bytes, its bytes."""

    name: str
    media_type: str
    data: bytes


@dataclass(frozen=True, slots=True)
class OutgoingMail:
    """A mail to write. Addresses are complete; `date` is aware; `message_id` and the chains carry their `<>`.

    `automatic` marks what no person wrote (RFC 3834), so that no machine answers it.
    """

    sender: str
    sender_name: str
    recipient: str
    subject: str
    text: str
    message_id: str
    date: datetime
    in_reply_to: str = ""
    references: tuple[str, ...] = ()
    files: tuple[OutgoingFile, ...] = ()
    automatic: bool = False


def compose(mail: OutgoingMail) -> bytes:
    """The mail's octets, with CRLF line ends, without Bcc; the same mail gives the same octets.

    Message-IDs that cannot stand in a header (RFC 5322 3.6.4) are left out of the chain. Raises `Unsendable`.
    """
    for value in (mail.subject, mail.sender_name):
        if _CONTROL.search(value):
            raise Unsendable("A header may not contain line breaks or control characters.")
    if not _ID.fullmatch(mail.message_id):
        raise Unsendable("The mail has no proper Message-ID.")
    head = list(_head(mail))
    body = _text_part(mail.text) if not mail.files else _mixed(mail)
    return "\r\n".join([*head, *body]).encode("ascii")


def _head(mail: OutgoingMail) -> Iterator[str]:
    try:
        sender, recipient = wire_address(mail.sender), wire_address(mail.recipient)
    except BadAddress as bad:
        raise Unsendable(str(bad)) from bad
    yield f"Date: {format_datetime(mail.date.astimezone(UTC))}"
    yield (
        f"From: {encoded_words(mail.sender_name, phrase=True)}\r\n <{sender}>"
        if mail.sender_name
        else f"From: {sender}"
    )
    yield f"To: {recipient}"
    yield f"Subject: {encoded_words(mail.subject)}"
    yield f"Message-ID: {mail.message_id}"
    if _ID.fullmatch(mail.in_reply_to):
        yield f"In-Reply-To: {mail.in_reply_to}"
    if chain := [each for each in mail.references if _ID.fullmatch(each)]:
        yield "References: " + "\r\n ".join(chain)
    if mail.automatic:
        yield "Auto-Submitted: auto-generated"
    yield "MIME-Version: 1.0"


def _text_part(text: str) -> Iterator[str]:
    octets = "".join(line + "\r\n" for line in _lines(text)).encode("utf-8", "replace")
    yield "Content-Type: text/plain; charset=utf-8"
    if octets.isascii() and b"\0" not in octets and all(len(line) <= WIDTH for line in octets.split(b"\r\n")):
        yield from ("Content-Transfer-Encoding: 7bit", "", octets.decode("ascii"))
    elif sum(octet > 127 for octet in octets) * 4 < len(octets):
        yield from ("Content-Transfer-Encoding: quoted-printable", "", _quoted_printable(octets))
    else:
        yield from ("Content-Transfer-Encoding: base64", "", _base64(octets))


def _mixed(mail: OutgoingMail) -> Iterator[str]:
    # "=_" stands neither in base64 nor in quoted-printable, so the boundary cannot stand in a part (RFC 2045 6.7).
    boundary = "=_" + hashlib.sha256(mail.message_id.encode()).hexdigest()[:40]
    yield f'Content-Type: multipart/mixed;\r\n boundary="{boundary}"'
    yield ""
    yield f"--{boundary}"
    yield from _text_part(mail.text)
    for file in mail.files:
        yield f"--{boundary}"
        yield from _file_part(file)
    yield f"--{boundary}--\r\n"


def _file_part(file: OutgoingFile) -> Iterator[str]:
    if _CONTROL.search(file.name):
        raise Unsendable("A file name may not contain line breaks or control characters.")
    media_type = file.media_type.lower()
    if not _MEDIA_TYPE.fullmatch(media_type) or media_type.startswith(("multipart/", "message/")):
        media_type = "application/octet-stream"
    yield f"Content-Type: {media_type}"
    yield "Content-Disposition: attachment" + parameter("filename", file.name)
    yield from ("Content-Transfer-Encoding: base64", "", _base64(file.data))


def _lines(text: str) -> list[str]:
    return text.replace("\r\n", "\n").replace("\r", "\n").removesuffix("\n").split("\n")


def _quoted_printable(octets: bytes) -> str:
    return binascii.b2a_qp(octets, istext=True).decode("ascii")


def _base64(octets: bytes) -> str:
    return base64.encodebytes(octets).decode("ascii").replace("\n", "\r\n")
