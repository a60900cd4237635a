"""Mails for the tests of the mailroom and of originals, let in by the real way."""

from collections.abc import Sequence
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime
from zlib import crc32

from sportello.channels.models import Envelope, Source
from sportello.channels.receiving import receive
from sportello.inbox.arrival import arrive
from sportello.inbox.models import Message

PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360000002000001e221bc330000000049454e44ae426082"
)
AWAY = [("Auto-Submitted", "auto-replied")]


def comes(raw: bytes, now: datetime) -> Envelope:
    """Let a mail arrive in a mailbox; its envelope."""
    source, _ = Source.objects.get_or_create(
        name="desk", defaults={"kind": "mailbox", "address": "desk@casalume.example", "created_at": now}
    )
    kept = receive(source=source, raw=raw, now=now)
    arrive(kept.envelope_id, now=now)
    return Envelope.objects.get(pk=kept.envelope_id)


def message(raw: bytes, now: datetime) -> Message:
    """Let a buyer's mail arrive; its message."""
    return Message.objects.get(envelope=comes(raw, now))


def mail(
    text: str,
    *,
    now: datetime,
    subject: str = "My lamp",
    html: str = "",
    headers: Sequence[tuple[str, str]] = (),
    files: Sequence[tuple[str, str, bytes]] = (),
    picture: str = "",
) -> bytes:
    """A mail of Cleo's; `picture` is the Content-ID of an inline picture of one pixel."""
    made = EmailMessage()
    made["From"], made["To"] = "Cleo <cleo@posta.example>", "desk@casalume.example"
    made["Subject"], made["Date"] = subject, format_datetime(now)
    made["Message-ID"] = f"<{crc32((text + subject).encode())}@posta.example>"
    for name, value in headers:
        made[name] = value
    made.set_content(text)
    if html:
        made.add_alternative(html, subtype="html")
    if picture:
        body = made.get_body(["html"])
        assert isinstance(body, EmailMessage)
        body.add_related(PIXEL, maintype="image", subtype="png", cid=f"<{picture}>")
    for name, kind, content in files:
        main, _, sub = kind.partition("/")
        made.add_attachment(content, maintype=main, subtype=sub, filename=name)
    return made.as_bytes()
