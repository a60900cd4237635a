"""Amazon's mail: buyers' messages through the relay, copies of the seller's own, and what Amazon itself "
"tells sellers."""

import re
from dataclasses import dataclass, replace

from sportello.channels.inbound import Bounced, ChannelKind, Inbound, MailKind, Party
from sportello.channels.mail.authenticity import Origin, origin
from sportello.channels.mail.body import body_text
from sportello.channels.mail.clocks import DEFAULT_HOURS, hours_stated
from sportello.channels.mail.common import domain_of, envelope_fields, joined, local_of
from sportello.channels.mail.fields import comment, comment_in_table, fields
from sportello.channels.mail.kinds.notices import Notice, notice_kind, opted_out, speaks_for_customer
from sportello.channels.mail.letter import Letter
from sportello.channels.mail.numbers import asins, order_numbers
from sportello.channels.mail.visible import visible

from .relay import Relay, case_in_links, no_response_link, read_relay
from .sites import MARKETPLACES, amazon_domain
from .words import between_markers, own_words

BUYER_HOURS = 24
_TO_MERCHANT = "BBC_MESSAGE_SENT_TO_MERCHANT"
_COPY = "BBC_MESSAGE_CONFIRMATION_TO_MERCHANT"
_NAME_END = re.compile(r"\s+-\s+Amazon(?: Marketplace)?\s*$|\s*\(?via Amazon.*$", re.IGNORECASE)
_COPY_TEXT = re.compile(
    r"(?:this is a copy|copy of (?:the|your)|(?:una |è la )?copia (?:del|dell'|de la|de)|kopie (?:der|ihrer)"
    r"|copie (?:du|de (?:l'|votre)))"
    r".{0,40}(?:message|e-?mail|messaggio|nachricht|mensaje|correo)",
    re.IGNORECASE,
)
_COPY_NAME = re.compile(
    r"^(?:your e-?mail to|your message to|la tua e-?mail (?:a|per)|il tuo messaggio (?:a|per)|ihre e-?mail an"
    r"|ihre nachricht an"
    r"|votre e-?mail (?:à|pour)|votre message (?:à|pour)|tu (?:correo(?: electrónico)?|mensaje) (?:a|para)"
    r"|seu e-?mail para"
    r"|twój e-mail do|je e-mail (?:aan|naar)|ditt e-postmeddelande till)\s+(?P<name>.{1,80}?)(?:\s*\(.*)?$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class _Mail:
    """A letter with what is read from it once."""

    letter: Letter
    text: str
    space: str
    relay: Relay | None
    site: str
    order_ids: tuple[str, ...]


def recognise(letter: Letter, raw: bytes) -> Inbound | None:  # noqa: ARG001 (every recogniser gets both)
    """What a mail of Amazon's says, or None when the sender's address is not in one of Amazon's domains.

    A display name alone never makes a mail Amazon's. `trusted` tells whether the receiving server could verify a
    relayed message; a notice that fails the sender's own policy is none of Amazon's and is left to plain mail.
    """
    sender = letter.sender.email
    if not amazon_domain(sender):
        return None
    mail = _opened(letter)
    from_relay = domain_of(sender).startswith("marketplace.amazon.")
    if from_relay and mail.relay:
        if mail.space == _COPY:
            return _seller_copy(mail)
        return _from_service(mail) if _relays_contact(mail) else _from_buyer(mail)
    if origin(letter) is Origin.FORGED:
        return None
    if mail.space == _TO_MERCHANT and mail.relay:
        return _from_buyer(mail)
    return _seller_copy(mail) if _is_copy(mail) else _from_amazon(mail)


def _opened(letter: Letter) -> _Mail:
    text = body_text(letter)
    addresses = (letter.sender, *letter.reply_to)
    relay = next((found for address in addresses if (found := read_relay(address.email))), None)
    site = relay.site if relay else _site(letter, text)
    orders = order_numbers(joined(letter.subject, text))
    space = letter.header("x-space-notification-type").strip().upper()
    return _Mail(letter, text, space, relay, site, orders)


def _site(letter: Letter, text: str) -> str:
    end = MARKETPLACES.get(letter.header("x-marketplace-id").strip(), "")
    if end:
        return f"amazon.{end}"
    named = re.search(
        r"(?:sellercentral(?:-europe)?\.|www\.|\b)amazon\.((?:co|com)\.[a-z]{2}|[a-z]{2,3})\b",
        f"{letter.sender.name}\n{text}",
        re.I,
    )
    if named and f"amazon.{named.group(1).lower()}" != "amazon.com":
        return f"amazon.{named.group(1).lower()}"
    return amazon_domain(letter.sender.email)


def _from_buyer(mail: _Mail) -> Inbound:
    relay = mail.relay
    assert relay is not None
    parts = visible(own_words(mail.letter, mail.text))
    case = relay.case or case_in_links(mail.text, mail.letter.html)
    keys = _keys(mail, case)
    return Inbound(
        kind=MailKind.BUYER,
        channel_kind=ChannelKind.AMAZON,
        site=relay.site,
        sender=_buyer(relay, _NAME_END.sub("", mail.letter.sender.name)),
        reply_to=relay.address,
        text=joined(parts.reply, parts.signature) or parts.forwarded or parts.quoted,
        quoted=joined(parts.quoted, parts.forwarded),
        thread_key=keys[0],
        also_keys=keys[1:],
        case_id=case,
        order_ids=mail.order_ids,
        item_ids=asins(joined(mail.letter.subject, mail.text)),
        clock_hours=BUYER_HOURS,
        no_response_url=no_response_link(mail.text, mail.letter.html),
        trusted=origin(mail.letter) in (Origin.PROVEN, Origin.UNSAID),
        why="sent through Amazon's relay",
        **envelope_fields(mail.letter),
    )


def _relays_contact(mail: _Mail) -> bool:
    """Whether Amazon's customer service wrote through the buyer's relay address: its words, then labelled fields."""
    words = own_words(mail.letter, mail.text)
    return speaks_for_customer(words[:400]) and len(fields(words)) >= 2


def _from_service(mail: _Mail) -> Inbound:
    words = own_words(mail.letter, mail.text)
    relayed = comment(words)
    return replace(
        _from_buyer(mail),
        kind=MailKind.SERVICE_NOTICE,
        text=relayed or words,
        quoted=words if relayed else "",
        clock_hours=hours_stated(words) or DEFAULT_HOURS,
        why="Amazon's customer service passes on a buyer's contact",
    )


def _buyer(relay: Relay | None, name: str = "") -> Party:
    """The buyer by their relay address, without the case, which changes; nobody in a mail that names none."""
    return Party("relay", f"{relay.buyer}@{domain_of(relay.address)}" if relay else "", name)


def _nobody_reads(address: str) -> bool:
    return local_of(address).replace("-", "").replace("_", "") in {"noreply", "donotreply"}


def _keys(mail: _Mail, case: str) -> tuple[str, ...]:
    """The keys of the conversation, strongest first: case, then site, buyer and order; never the subject."""
    keys: list[str] = [f"case:{case}"] if case else []
    order = mail.order_ids[0] if mail.order_ids else ""
    if mail.relay:
        keys.append(f"{mail.relay.site}:{mail.relay.buyer}:{order}")
    if order:
        keys.append(f"{mail.site}:order:{order}")
    return tuple(keys) or ("",)


def _is_copy(mail: _Mail) -> bool:
    named = bool(_COPY_NAME.match(mail.letter.subject))
    return mail.space == _COPY or (
        between_markers(mail.text) is not None and (named or bool(_COPY_TEXT.search(mail.text[:400])))
    )


def _seller_copy(mail: _Mail) -> Inbound:
    keys = _keys(mail, mail.relay.case if mail.relay else "")
    name = _COPY_NAME.match(mail.letter.subject.strip())
    address = mail.relay.address if mail.relay else ""
    return Inbound(
        kind=MailKind.SELLER_COPY,
        channel_kind=ChannelKind.AMAZON,
        site=mail.site,
        sender=_buyer(mail.relay, name["name"] if name else ""),
        reply_to=address,
        text=own_words(mail.letter, mail.text),
        trusted=origin(mail.letter) in (Origin.PROVEN, Origin.UNSAID),
        thread_key=keys[0],
        also_keys=keys[1:],
        order_ids=mail.order_ids,
        outgoing=True,
        why="Amazon's copy of an answer given in Seller Central",
        **envelope_fields(mail.letter),
    )


def _from_amazon(mail: _Mail) -> Inbound:
    letter = mail.letter
    notice = Notice(letter.subject, mail.text, local_of(letter.sender.email), mail.order_ids)
    kind = MailKind.RETURN_REQUEST if mail.space == "RETURN_REQUEST" else notice_kind(notice)
    words = comment(mail.text) or comment_in_table(letter.html)
    timed = kind in (MailKind.SERVICE_NOTICE, MailKind.RETURN_REQUEST, MailKind.CLAIM)
    keys = _keys(mail, "") if kind is not MailKind.MARKETPLACE_MAIL else ("",)
    answer = letter.reply_to[0].email if letter.reply_to else letter.sender.email
    return Inbound(
        kind=kind,
        channel_kind=ChannelKind.AMAZON,
        site=mail.site,
        sender=_buyer(mail.relay),
        reply_to="" if _nobody_reads(answer) else answer,
        text=words if timed and words else mail.text.strip(),
        quoted=mail.text.strip() if timed and words else "",
        thread_key=keys[0],
        also_keys=keys[1:],
        order_ids=mail.order_ids,
        item_ids=asins(joined(letter.subject, mail.text)),
        clock_hours=(hours_stated(mail.text) or DEFAULT_HOURS) if timed else None,
        no_response_url=no_response_link(mail.text, letter.html),
        bounce=Bounced(reason=letter.subject, opted_out=opted_out(mail.text)) if kind is MailKind.BOUNCE else None,
        trusted=origin(letter) in (Origin.PROVEN, Origin.UNSAID),
        why="sent by Amazon itself",
        **envelope_fields(letter),
    )
