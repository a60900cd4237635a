"""The shop's own answers, as they lie in Sent."""

from email.utils import format_datetime

from sportello.sandbox.shop.sites import SHOP_ADDRESS, SHOP_NAME, ZONES

from .mime import Body, compose, mailbox
from .occasion import Framed, Occasion


def answer(occasion: Occasion, to: str) -> Framed:
    """An answer of the shop to `to`, the address that the buyer's mail asked for."""
    dice, first = occasion.dice, occasion.earlier[0]
    message_id = f"<{dice.word(20)}@casalume.example>"
    subject = first.subject if first.subject.lower().startswith("re:") else f"Re: {first.subject}"
    headers = [
        ("From", mailbox(SHOP_NAME, SHOP_ADDRESS)),
        ("To", to),
        ("Subject", subject),
        ("Date", format_datetime(occasion.at.astimezone(ZONES["it"]))),
        ("Message-ID", message_id),
        ("In-Reply-To", occasion.earlier[-1].message_id),
        ("References", " ".join(mail.message_id for mail in occasion.earlier)),
    ]
    return Framed(compose(headers, Body(occasion.text + "\n"), dice), message_id, subject, to)
