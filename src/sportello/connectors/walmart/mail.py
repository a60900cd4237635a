"""Walmart's mail: buyers through the relay (the only way they reach a seller), and what Walmart itself "
"tells sellers."""

import re

from sportello.channels.inbound import ChannelKind, Inbound, MailKind, Party
from sportello.channels.mail.authenticity import Origin, origin
from sportello.channels.mail.body import body_text, visible_parts
from sportello.channels.mail.clocks import DEFAULT_HOURS, hours_stated
from sportello.channels.mail.common import belongs_to, domain_of, envelope_fields, joined, local_of
from sportello.channels.mail.fields import comment
from sportello.channels.mail.kinds.notices import Notice, notice_kind
from sportello.channels.mail.letter import Letter
from sportello.channels.mail.numbers import order_numbers

BUYER_HOURS = 48
_RELAY = re.compile(r"^(?:pc-)?[0-9a-f]{16,64}@relay\.walmart\.(?:com|ca|com\.mx)$", re.IGNORECASE)
_DOMAINS = ("walmart.com", "walmart.ca", "walmart.com.mx")
_TIMED = (MailKind.SERVICE_NOTICE, MailKind.RETURN_REQUEST, MailKind.CLAIM)


def recognise(letter: Letter, raw: bytes) -> Inbound | None:  # noqa: ARG001 (every recogniser gets both)
    """What a mail of Walmart's says, or None when the sender is not in one of its domains."""
    domain = belongs_to(letter.sender.email, _DOMAINS)
    if not domain:
        return None
    if domain_of(letter.sender.email).startswith("relay."):
        return _from_buyer(letter, domain)
    return None if origin(letter) is Origin.FORGED else _from_walmart(letter, domain)


def _from_buyer(letter: Letter, site: str) -> Inbound:
    parts = visible_parts(letter)
    orders = order_numbers(joined(letter.subject, body_text(letter)))
    address = letter.sender.email
    keys = [f"{address}:{number}" for number in orders] + [address]
    return Inbound(
        kind=MailKind.BUYER,
        channel_kind=ChannelKind.WALMART,
        site=site,
        sender=Party("relay", address, letter.sender.name),
        reply_to=letter.reply_to[0].email if letter.reply_to and _RELAY.match(letter.reply_to[0].email) else address,
        text=parts.reply or parts.forwarded or parts.quoted,
        quoted=joined(parts.quoted, parts.signature, parts.forwarded if parts.reply else ""),
        thread_key=keys[0],
        also_keys=tuple(keys[1:]),
        order_ids=orders,
        clock_hours=BUYER_HOURS,
        trusted=origin(letter) in (Origin.PROVEN, Origin.UNSAID),
        why="sent through Walmart's relay",
        **envelope_fields(letter),
    )


def _from_walmart(letter: Letter, site: str) -> Inbound:
    text = body_text(letter)
    orders = order_numbers(joined(letter.subject, text))
    kind = notice_kind(Notice(letter.subject, text, local_of(letter.sender.email), orders))
    words = comment(text) if kind in _TIMED else ""
    return Inbound(
        kind=kind,
        channel_kind=ChannelKind.WALMART,
        site=site,
        sender=Party("email", letter.sender.email, letter.sender.name),
        reply_to=letter.sender.email,
        text=words or text.strip(),
        quoted=text.strip() if words else "",
        also_keys=tuple(f"order:{number}" for number in orders),
        order_ids=orders,
        clock_hours=(hours_stated(text) or DEFAULT_HOURS) if kind in _TIMED else None,
        why="sent by Walmart itself",
        **envelope_fields(letter),
    )
