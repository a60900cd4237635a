"""What one message of the Message API says. Pure."""

import json
import re
from typing import Any

from sportello.channels.inbound import ChannelKind, Inbound, MailKind, Party
from sportello.channels.mail.letter import Unreadable
from sportello.channels.mail.markup import to_text

from .copies import copy_key
from .sellers import Seller
from .values import Document, part, rows, text, time_of

# Where an answer goes: no address, but the conversation; the Message-ID names it too, for threads that mail joined.
REPLY_TO = "conversation:"
_MESSAGE_ID = "<{message}.{conversation}@message.ebay.invalid>"
_OF_MESSAGE_ID = re.compile(r"<[^<>@\s]+\.([^<>@.\s]+)@message\.ebay\.invalid>")
_MARKUP = re.compile(r"<(?:br|p|div|span|a|b|table|html)\b[^<>]*>", re.IGNORECASE)


def reads(data: bytes) -> Inbound:
    """`ReadsMessage`: one envelope that `messages.pull_messages` made. Raises `Unreadable`."""
    try:
        whole: Any = json.loads(data)
    except ValueError as broken:
        raise Unreadable("this is no message of eBay's interface") from broken
    talk, message = part(whole, "conversation"), part(whole, "message")
    if not text(talk, "conversationId") or not text(message, "messageId"):
        raise Unreadable("the message names no conversation")
    names = whole.get("seller")
    seller = Seller(tuple(str(name) for name in names) if isinstance(names, list) else ())
    return _inbound(talk, message, seller, text(whole, "site"))


def conversation_of(recipient: str, references: str) -> str:
    """The conversation that an answer belongs to: by its recipient, else by the newest message it answers; "" for none.

    A mail copy puts its own relay address where the conversation stood; the chain of message ids still names it.
    """
    if recipient.startswith(REPLY_TO):
        return recipient.removeprefix(REPLY_TO)
    known: list[str] = _OF_MESSAGE_ID.findall(references)
    return known[-1] if known else ""


def _inbound(talk: Document, message: Document, seller: Seller, site: str) -> Inbound:
    conversation = text(talk, "conversationId")
    sender, recipient = text(message, "senderUsername"), text(message, "recipientUsername")
    outgoing = seller.is_named(sender)
    buyer = recipient if outgoing else sender
    item = text(talk, "referenceId") if text(talk, "referenceType") == "LISTING" else ""
    words = _plain(text(message, "messageBody"))
    return Inbound(
        kind=MailKind.SELLER_COPY if outgoing else MailKind.BUYER,
        channel_kind=ChannelKind.EBAY,
        site=site,
        sender=Party("buyer_id", buyer, "" if outgoing else buyer),
        reply_to=f"{REPLY_TO}{conversation}",
        subject=text(message, "subject") or text(talk, "conversationTitle"),
        text="\n\n".join(filter(None, (words, _media(message)))),
        thread_key=conversation,
        also_keys=tuple(dict.fromkeys((f"{buyer}:{item}", f"{buyer}:"))),
        item_ids=(item,) if item else (),
        sent_at=time_of(message.get("createdDate")),
        message_id=_MESSAGE_ID.format(message=text(message, "messageId"), conversation=conversation),
        recipients=(recipient,) if recipient else (),
        outgoing=outgoing,
        copy_key=copy_key(buyer, words, outgoing=outgoing),
        why="eBay's Message API",
    )


def _plain(body: str) -> str:
    return to_text(body).strip() if _MARKUP.search(body) else body.strip()


def _media(message: Document) -> str:
    """Pictures and files stay at eBay; their names and https addresses stand below the words."""
    media = [(text(file, "mediaName"), text(file, "mediaUrl")) for file in rows(message, "messageMedia")]
    return "\n".join(f"{name}: {url}".removeprefix(": ") for name, url in media if url.startswith("https://"))
