"""eBay's mail: copies of members' messages, and what eBay itself tells sellers."""

import re

from sportello.channels.inbound import ChannelKind, Inbound, MailKind, Party
from sportello.channels.mail.authenticity import Origin, origin
from sportello.channels.mail.body import body_text
from sportello.channels.mail.clocks import DEFAULT_HOURS, hours_stated
from sportello.channels.mail.common import belongs_to, domain_of, envelope_fields, joined, local_of
from sportello.channels.mail.fields import comment
from sportello.channels.mail.kinds.notices import Notice, notice_kind
from sportello.channels.mail.letter import Letter
from sportello.channels.mail.numbers import order_numbers
from sportello.channels.mail.visible import visible

from .copies import copy_key
from .words import buyer_name, item_numbers, own_words

_ENDS = ("com", "co.uk", "it", "de", "fr", "es", "at", "ch", "nl", "be", "ie", "pl", "ca", "com.au", "com.hk", "com.sg")
_DOMAINS = tuple(f"ebay.{end}" for end in _ENDS)
_TIMED = (MailKind.SERVICE_NOTICE, MailKind.RETURN_REQUEST, MailKind.CLAIM)
_COPY = re.compile(
    r"copy of (?:the |your )?message|your message (?:to|was sent)|copia del (?:tuo )?messaggio"
    r"|kopie ihrer nachricht|copie de votre message"
    r"|copia de tu mensaje|you sent a message|hai inviato un messaggio"
    r"|sie haben eine nachricht .{0,30}gesendet|vous avez envoyé un message"
    r"|has enviado un mensaje",
    re.IGNORECASE,
)


def recognise(letter: Letter, raw: bytes) -> Inbound | None:  # noqa: ARG001 (every recogniser gets both)
    """What a mail of eBay's says, or None when the sender is not in one of its domains."""
    site = belongs_to(letter.sender.email, _DOMAINS)
    if not site:
        return None
    if domain_of(letter.sender.email).startswith("members."):
        return _from_member(letter, site)
    return None if origin(letter) is Origin.FORGED else _from_ebay(letter, site)


def _from_member(letter: Letter, site: str) -> Inbound:
    text = body_text(letter)
    parts = visible(own_words(letter, text))
    name = buyer_name(letter, text)
    items = item_numbers(joined(letter.subject, text))
    orders = order_numbers(joined(letter.subject, text))
    copy = bool(_COPY.search(letter.subject))
    keys = [f"{name}:{item}" for item in items] or [f"{name}:" if name else letter.sender.email]
    words = joined(parts.reply, parts.signature) or parts.forwarded or parts.quoted
    return Inbound(
        kind=MailKind.SELLER_COPY if copy else MailKind.BUYER,
        channel_kind=ChannelKind.EBAY,
        site=site,
        sender=Party("buyer_id", name, name) if name else Party("relay", letter.sender.email, letter.sender.name),
        reply_to=letter.reply_to[0].email if letter.reply_to else letter.sender.email,
        text=words,
        quoted=joined(parts.quoted, parts.forwarded),
        thread_key=keys[0],
        also_keys=(*keys[1:], *(f"order:{number}" for number in orders)),
        order_ids=orders,
        item_ids=items,
        outgoing=copy,
        copy_key=copy_key(name, words, outgoing=copy) if name else "",
        trusted=origin(letter) in (Origin.PROVEN, Origin.UNSAID),
        why="eBay's copy of a member's message",
        **envelope_fields(letter),
    )


def _from_ebay(letter: Letter, site: str) -> Inbound:
    text = body_text(letter)
    orders = order_numbers(joined(letter.subject, text))
    kind = notice_kind(Notice(letter.subject, text, local_of(letter.sender.email), orders))
    words = comment(text) if kind in _TIMED else ""
    return Inbound(
        kind=kind,
        channel_kind=ChannelKind.EBAY,
        site=site,
        sender=Party("email", letter.sender.email, letter.sender.name),
        reply_to=letter.sender.email,
        text=words or text.strip(),
        quoted=text.strip() if words else "",
        also_keys=tuple(f"order:{number}" for number in orders),
        order_ids=orders,
        item_ids=item_numbers(joined(letter.subject, text)),
        clock_hours=(hours_stated(text) or DEFAULT_HOURS) if kind in _TIMED else None,
        why="sent by eBay itself",
        **envelope_fields(letter),
    )
