"""Bytes to Letter: any mail at all, in bounded work, as its reader's mail program would show it."""

import re
from datetime import UTC, datetime
from email.utils import parsedate_tz
from html import escape

from .addresses import read_addresses
from .anatomy import Anatomy, Limits, Part
from .bodies import choose
from .files import list_files
from .flowed import from_enriched, unflow
from .headers import Block
from .letter import Address, Letter
from .markup import to_text
from .opening import opened
from .transfer import uuencoded
from .words import header_text, raw_text

__all__ = ["Limits", "parse"]

_MESSAGE_ID = re.compile(r"<[^<>]{1,900}>")
_MOST_REFERENCES = 100
_BODIES = ("text/plain", "text/html")


def parse(raw: bytes, *, limits: Limits = Limits()) -> Letter:  # noqa: B008 (frozen)
    """The letter in `raw`, which may be any bytes.

    Raises Unreadable, and nothing else, when there is nothing to read: no bytes, more than `limits.size` of them,
    or no header field at all. Everything else that is damaged is mended and named in `Letter.defects`.
    Texts hold neither NUL nor lone surrogates, their lines end in a line feed.
    """
    mail = opened(raw, limits)
    block = mail.root.block
    plain, html = _texts(mail, limits)
    charset = _hint(mail.parts)
    to, cc = (_addresses(block, name, charset, mail.defects, limits) for name in ("to", "cc"))
    senders = _addresses(block, "from", charset, mail.defects, limits)
    return Letter(
        subject=header_text(block.get("subject"), charset),
        sender=senders[0] if senders else _fallback_sender(block, charset, mail.defects, limits),
        reply_to=_addresses(block, "reply-to", charset, mail.defects, limits),
        to=to,
        cc=cc,
        sent_at=next(filter(None, (_moment(value) for name, value in block.fields if name == "date")), None),
        message_id=next(iter(_ids(block, "message-id")), ""),
        in_reply_to=_ids(block, "in-reply-to"),
        references=_ids(block, "references"),
        plain=plain,
        html=html,
        files=list_files(mail, choose(mail.root)),
        headers=tuple((name, header_text(value, charset)) for name, value in block.fields),
        defects=tuple(dict.fromkeys(mail.defects)),
    )


def _hint(parts: list[Part]) -> str:
    return next((part.charset for part in parts if part.charset), "")


def _addresses(block: Block, name: str, charset: str, defects: list[str], limits: Limits) -> tuple[Address, ...]:
    raw = b",".join(value for key, value in block.fields if key == name)
    if not raw:
        return ()
    text = raw.decode("ascii") if raw.isascii() else raw_text(raw, charset)
    text = text.replace("\r", " ").replace("\n", " ").replace("\0", "")
    found, more = read_addresses(text, limits.recipients)
    if more:
        defects.append(f"more than {limits.recipients} addresses in {name.title()}, the rest is left out")
    return found


def _fallback_sender(block: Block, charset: str, defects: list[str], limits: Limits) -> Address:
    for name in ("sender", "return-path"):
        found = _addresses(block, name, charset, defects, limits)
        if found and found[0].email:
            return found[0]
    return Address("")


def _ids(block: Block, name: str) -> tuple[str, ...]:
    """Message ids with their angle brackets, in order; what has none but holds an @ is given them."""
    text = header_text(b" ".join(value for key, value in block.fields if key == name)[:200_000])
    found = ["".join(each.split()) for each in _MESSAGE_ID.findall(text)]
    if not found:
        found = [f"<{word.strip('<>')}>" for word in text.split() if "@" in word]
    if len(found) > _MOST_REFERENCES:
        found = found[:1] + found[1 - _MOST_REFERENCES :]
    return tuple(found)


def _moment(raw: bytes) -> datetime | None:
    text = header_text(raw[:200]).replace("\n", " ")
    try:
        read = parsedate_tz(text)
        if read is None:
            return None
        local = datetime(*read[:6], tzinfo=UTC)
        moment = datetime.fromtimestamp(local.timestamp() - (read[9] or 0), UTC)
    except (ValueError, OverflowError, OSError, TypeError, IndexError):
        return None
    return moment if 1970 <= moment.year < 2200 else None


def _texts(mail: Anatomy, limits: Limits) -> tuple[str, str]:
    """Plain text and HTML to show; where HTML and plain parts stand one after the other, each text holds both."""
    bodies = choose(mail.root)
    plain = html = ""
    if any(part.media_type == "text/plain" for part in bodies.text):
        plain = "\n".join(_as_plain(part) for part in bodies.text if part.media_type in _BODIES)
    if any(part.media_type == "text/html" for part in bodies.html):
        html = "\n".join(_as_html(part) for part in bodies.html if part.media_type in _BODIES)
    if not plain and not html:
        plain = _last_resort(mail.root)
    return _bounded(plain, limits, mail), _bounded(html, limits, mail)


def _as_plain(part: Part) -> str:
    return shown_text(part) if part.media_type == "text/plain" else to_text(part.text)


def _as_html(part: Part) -> str:
    if part.media_type == "text/html":
        return part.text
    return "<div>" + escape(shown_text(part), quote=False).replace("\n", "<br>\n") + "</div>"


def shown_text(part: Part) -> str:
    """A text/plain part as its reader sees it: uuencoded files cut out, format=flowed joined."""
    text = part.text
    if "\nbegin " in text or text.startswith("begin "):
        text = _without_uuencoded(part)
    if part.parameter("format").lower() == "flowed":
        text = unflow(text, delsp=part.parameter("delsp").lower() == "yes")
    return text


def _without_uuencoded(part: Part) -> str:
    data = text = part.text.encode("utf-8", "replace")
    kept, position = b"", 0
    for _, _, begin, end in uuencoded(data):
        kept += text[position:begin]
        position = end
    return (kept + text[position:]).decode("utf-8", "replace")


def _last_resort(root: Part) -> str:
    """No text part at all: a mail that is one text of another kind, or a multipart whose pieces cannot be found."""
    media = root.media_type
    if media in ("text/enriched", "text/richtext"):
        return from_enriched(root.text)
    if root.is_multipart and not root.children:
        return root.text
    return ""


def _bounded(text: str, limits: Limits, mail: Anatomy) -> str:
    if len(text) <= limits.text:
        return text
    mail.defects.append(f"the text is longer than {limits.text} characters, the rest is left out")
    return text[: limits.text]
