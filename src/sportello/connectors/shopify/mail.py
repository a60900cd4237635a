"""Shopify's mail: the shop's contact form, and the notices that Shopify sends to shop owners."""

import re

from sportello.channels.inbound import ChannelKind, Inbound, MailKind, Party
from sportello.channels.mail.body import body_text
from sportello.channels.mail.clocks import DEFAULT_HOURS, hours_stated
from sportello.channels.mail.common import belongs_to, envelope_fields, joined, local_of
from sportello.channels.mail.forms import Form, read_form
from sportello.channels.mail.kinds.notices import Notice, notice_kind
from sportello.channels.mail.letter import Letter
from sportello.channels.mail.numbers import order_numbers

_DOMAINS = ("shopify.com", "shopifyemail.com", "myshopify.com")
_FORM = re.compile(
    r"contact form|modulo (?:di|dei) contatt|kontaktformular|formulaire de contact|formulario de contacto"
    r"|new customer message|nuovo messaggio"
    r" (?:del|di un|da un) cliente|neue kundennachricht|nouveau message (?:de|d'un) client"
    r"|nuevo mensaje de(?:l| un)? cliente",
    re.IGNORECASE,
)
_FOOT = re.compile(r"^\s*(?:©|\(c\)|copyright|-{2,}\s*$|_{5,})", re.IGNORECASE)
_KEPT = (MailKind.CLAIM, MailKind.RETURN_REQUEST, MailKind.REFUND_NOTICE, MailKind.MARKETPLACE_MAIL)
_TIMED = (MailKind.CLAIM, MailKind.RETURN_REQUEST)


def recognise(letter: Letter, raw: bytes) -> Inbound | None:  # noqa: ARG001 (every recogniser gets both)
    """A contact form of a Shopify shop, or a notice of Shopify's; None for any other mail.

    A form may be sent from an address of the shop's own domain, so there its words decide, with the fields and a
    Reply-To of the buyer; a notice must come from one of Shopify's domains.
    """
    site = belongs_to(letter.sender.email, _DOMAINS)
    text = body_text(letter)
    if site or _FORM.search(letter.subject) or _FORM.search(text[:600]):
        form = read_form(letter, text)
        if form:
            return _from_form(letter, text, form)
    return _from_shopify(letter, text) if site else None


def _from_form(letter: Letter, text: str, form: Form) -> Inbound:
    answer = next((address for address in letter.reply_to if address.email != letter.sender.email), None)
    email = answer.email if answer else form.email
    return Inbound(
        kind=MailKind.BUYER,
        channel_kind=ChannelKind.SHOPIFY,
        site="",
        sender=Party("email", email, form.name),
        reply_to=email,
        text=_without_foot(form.message),
        quoted="\n".join(f"{label}: {value}" for label, value in form.other if value),
        order_ids=order_numbers(joined(letter.subject, text)),
        why="entered in the shop's contact form",
        **envelope_fields(letter),
    )


def _without_foot(message: str) -> str:
    lines = message.split("\n")
    end = len(lines)
    while end and (not lines[end - 1].strip() or _FOOT.match(lines[end - 1])):
        end -= 1
    return "\n".join(lines[:end])


def _from_shopify(letter: Letter, text: str) -> Inbound:
    orders = order_numbers(joined(letter.subject, text))
    kind = notice_kind(Notice(letter.subject, text, local_of(letter.sender.email), orders))
    kind = kind if kind in _KEPT else MailKind.MARKETPLACE_MAIL
    timed = kind in _TIMED
    return Inbound(
        kind=kind,
        channel_kind=ChannelKind.SHOPIFY,
        site="",
        sender=Party("email", letter.sender.email, letter.sender.name),
        reply_to=letter.sender.email,
        text=text.strip(),
        order_ids=orders,
        clock_hours=(hours_stated(text) or DEFAULT_HOURS) if timed else None,
        why="sent by Shopify itself",
        **envelope_fields(letter),
    )
