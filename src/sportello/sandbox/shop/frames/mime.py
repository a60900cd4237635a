"""Putting a mail together: the same bytes every time, boundaries included."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from sportello.sandbox.shop.dice import Dice
from sportello.sandbox.shop.sites import SHOP_ADDRESS, SHOP_HOST

# The standard library folds long ids onto a line of their own; mail servers do not.
FOLDED_ID = re.compile(rb"^(Message-ID|In-Reply-To|References):\r\n[ ]", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class File:
    """An attachment."""

    name: str
    content_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Body:
    """What a mail says: plain text, perhaps HTML, perhaps files; `charset` gives way to UTF-8 where it must."""

    text: str
    html: str = ""
    files: Sequence[File] = ()
    charset: str = "utf-8"
    encoding: str = "quoted-printable"


def mailbox(name: str, address: str) -> str:
    """`"Name" <address>` for a header; the name may hold anything."""
    local, _, host = address.rpartition("@")
    return str(Address(name, local, host))


def compose(headers: Sequence[tuple[str, str]], body: Body, dice: Dice) -> bytes:
    """The mail as bytes with CRLF. Headers keep their order."""
    message = EmailMessage(policy=SMTP)
    for name, value in headers:
        message[name] = value
    _fill(message, body)
    _set_boundaries(message, dice)
    return FOLDED_ID.sub(rb"\1: ", message.as_bytes())


def received(sender_host: str, at: datetime, dice: Dice) -> str:
    """The trace that the shop's own mail server puts on top."""
    address = f"198.51.100.{dice.below(250) + 2}"
    stamp = format_datetime(at)
    return (
        f"from {sender_host} ({sender_host} [{address}]) by {SHOP_HOST} with ESMTPS id {dice.code(11)} "
        f"for <{SHOP_ADDRESS}>; {stamp}"
    )


def passed(domain: str, header_from: str) -> str:
    """What the shop's mail server found about a mail that is what it says it is (RFC 8601)."""
    return f"{SHOP_HOST}; dkim=pass header.d={domain}; spf=pass; dmarc=pass header.from={header_from}"


def _fill(message: EmailMessage, body: Body) -> None:
    charset = body.charset if _fits(body.text + body.html, body.charset) else "utf-8"
    message.set_content(body.text, charset=charset, cte=body.encoding)
    if body.html:
        message.add_alternative(body.html, subtype="html", charset=charset, cte=body.encoding)
    for file in body.files:
        kind, _, subkind = file.content_type.partition("/")
        message.add_attachment(file.content, maintype=kind, subtype=subkind, filename=file.name)


def _fits(text: str, charset: str) -> bool:
    try:
        text.encode(charset)
    except UnicodeEncodeError:
        return False
    return True


def _set_boundaries(message: EmailMessage, dice: Dice) -> None:
    for part in message.walk():
        if part.is_multipart():
            part.set_boundary(f"----=_Part_{dice.digits(7)}_{dice.digits(9)}.{dice.digits(13)}")
        if part is not message and "MIME-Version" in part:
            del part["MIME-Version"]
