"""From a story to its mails: who writes which mail when, in the frame of the place where it is written."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from .calendar import Moment
from .dice import Dice
from .frames import amazon, answers, clients, ebay, pictures, shopify, walmart
from .frames.mime import File
from .frames.occasion import Earlier, Framed, Occasion
from .orders import Orders
from .people import person
from .products import PRODUCTS
from .sites import site_of
from .stories import Story

BUYERS: dict[str, Callable[[Occasion], Framed]] = {
    "amazon": amazon.buyer,
    "ebay": ebay.buyer,
    "walmart": walmart.buyer,
    "shopify": shopify.buyer,
    "email": clients.buyer,
}
ANSWERED_IN_SELLER_CENTRAL = 35  # percent; the others are answered by mail and lie in Sent


@dataclass(frozen=True, slots=True)
class Mail:
    """One mail and where it lies. `sender` is "buyer", "agent" (in Sent), "copy" (Amazon's) or a kind of other mail."""

    key: str
    sender: str
    folder: str
    at: datetime
    message_id: str
    raw: bytes
    order: str = ""


def tell(story: Story, moments: Sequence[Moment], orders: Orders, seed: int) -> list[Mail]:
    """All mails of a story, in order."""
    mails: list[Mail] = []
    earlier: list[Earlier] = []
    reply_to = ""
    for number, moment in enumerate(moments):
        occasion = _occasion(story, moment, orders, Dice(seed, "mail", story.key, number))
        occasion = replace(occasion, earlier=tuple(earlier), files=_files(story, occasion) if number == 0 else ())
        sender, framed = _framed(occasion, moment.part.by_buyer, reply_to)
        reply_to = framed.reply_to
        folder = "Sent" if sender == "agent" else "INBOX"
        shown = _shown_order(story, occasion, framed, orders.of(story).number)
        mails.append(Mail(story.key, sender, folder, moment.at, framed.message_id, framed.raw, shown))
        earlier.append(Earlier(moment.part.by_buyer, moment.at, occasion.text, framed.subject, framed.message_id))
    return mails


def _framed(occasion: Occasion, by_buyer: bool, reply_to: str) -> tuple[str, Framed]:
    if by_buyer:
        answers_a_mail = occasion.site.kind == "shopify" and occasion.last_answer is not None
        return "buyer", (clients.buyer if answers_a_mail else BUYERS[occasion.site.kind])(occasion)
    if occasion.site.kind == "amazon" and occasion.dice.chance(ANSWERED_IN_SELLER_CENTRAL):
        return "copy", amazon.copy(occasion)
    return "agent", answers.answer(occasion, reply_to)


def _shown_order(story: Story, occasion: Occasion, framed: Framed, number: str) -> str:
    """The order number, if a reader of this mail can find it there."""
    framed_in = story.names_order and occasion.site.kind != "email"
    return number if framed_in or number in occasion.text + framed.subject else ""


def _occasion(story: Story, moment: Moment, orders: Orders, dice: Dice) -> Occasion:
    order = orders.of(story)
    return Occasion(
        key=story.key,
        site=site_of(story.channel, story.language),
        person=person(orders.seed, story.buyer, story.language),
        topic=story.topic,
        subject=_filled(story.subject, order.number, order.tracking),
        text=_filled(moment.part.text, order.number, order.tracking),
        at=moment.at,
        order=order if story.names_order else None,
        product=PRODUCTS.get(story.product),
        dice=dice,
    )


def _filled(text: str, number: str, tracking: str) -> str:
    return text.replace("{order}", number).replace("{tracking}", tracking)


def _files(story: Story, occasion: Occasion) -> tuple[File, ...]:
    if story.attachment == "photo":
        return (pictures.photo(occasion.dice, story.language),)
    if story.attachment == "invoice":
        return (pictures.invoice(occasion.order.number if occasion.order else "", occasion.dice),)
    return ()
