"""Walmart's relay: plain mail from an address that is only good for this buyer."""

from email.utils import format_datetime

from sportello.sandbox.shop.sites import SHOP_ADDRESS

from .mime import Body, compose, mailbox, passed, received
from .occasion import Framed, Occasion


def buyer(occasion: Occasion) -> Framed:
    """A buyer's mail through the relay."""
    dice, person = occasion.dice, occasion.person
    address = person.walmart_address()
    subject = _subject(occasion)
    message_id = f"<{dice.digits(10)}.{dice.digits(4)}.{dice.digits(13)}@relay.walmart.com>"
    shown = f"{person.first_name} {person.name.split()[-1][0]}." if dice.chance(50) else person.first_name
    headers = [
        ("Return-Path", f"<{address}>"),
        ("Received", received(f"relay-out-{dice.below(9):02d}.walmart.com", occasion.local, dice)),
        ("Authentication-Results", passed("relay.walmart.com", "relay.walmart.com")),
        ("From", mailbox(shown, address)),
        ("To", SHOP_ADDRESS),
        ("Subject", subject),
        ("Date", format_datetime(occasion.local)),
        ("Message-ID", message_id),
    ]
    answer = occasion.last_answer
    if answer is not None:
        headers.append(("In-Reply-To", answer.message_id))
    raw = compose(headers, Body(occasion.text + "\n", files=occasion.files), dice)
    return Framed(raw, message_id, subject, address)


def _subject(occasion: Occasion) -> str:
    if occasion.earlier:
        return f"Re: {occasion.earlier[0].subject}"
    if occasion.order is None:
        return occasion.subject or "Question about your item"
    return f"Question about my Walmart.com order {occasion.order.number}"
