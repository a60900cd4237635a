"""The mail in between that is no buyer's: marketplaces, bounces, out-of-office notes, newsletters."""

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from email import message_from_bytes
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from pathlib import Path
from typing import Any

from .dice import Dice
from .frames.mime import Body, compose, mailbox, passed, received
from .frames.report import delivery_report
from .orders import Order, Orders
from .people import Person, person
from .products import PRODUCTS
from .sites import SHOP_ADDRESS, SHOP_NAME, ZONES, site_of
from .stories import Story
from .telling import Mail

FOLDER = Path(__file__).with_name("others")
SITE_LANGUAGE = {"amazon.it": "it", "amazon.de": "de", "amazon.fr": "fr", "amazon.es": "es", "amazon.co.uk": "en"}


@dataclass(frozen=True, slots=True)
class Other:
    """One kind of such mail. What comes back to an answer of the shop (`report`, auto-replies) has no site."""

    kind: str
    site: str
    language: str
    topic: str
    days_ago: float
    times: int
    sender: str
    subject: str
    text: str
    headers: Mapping[str, str]
    report: str

    @property
    def answers_the_shop(self) -> bool:
        """Whether it comes back to something that the shop sent by mail."""
        return self.kind == "auto_reply" or bool(self.report)


def load(folder: Path = FOLDER) -> list[Other]:
    """All of them, in the order of the files. Raises KeyError or tomllib.TOMLDecodeError for a broken file."""
    paths = sorted(folder.glob("*.toml"))
    return [_other(table) for path in paths for table in tomllib.loads(path.read_text(encoding="utf-8"))["mail"]]


def _other(table: Mapping[str, Any]) -> Other:
    site = table.get("site", "")
    return Other(
        kind=table["kind"],
        site=site,
        language=table.get("language") or SITE_LANGUAGE[site],
        topic=table.get("topic", ""),
        days_ago=float(table.get("days_ago", 0)),
        times=int(table.get("times", 1)),
        sender=table.get("from", ""),
        subject=table["subject"],
        text=table["text"],
        headers=table.get("headers", {}),
        report=table.get("report", ""),
    )


def interrupt(stories: Sequence[Story], told: Sequence[Mail], orders: Orders, now: datetime) -> list[Mail]:
    """All such mails, about orders and answers of the stories told so far."""
    by_key = {story.key: story for story in stories}
    answered = _last_answers(told, by_key)
    mails: list[Mail] = []
    for number, other in enumerate(load()):
        for time in range(other.times):
            dice = Dice(orders.seed, "other", number, time)
            name = f"other-{number + 1:02d}-{time + 1}"
            if other.answers_the_shop:
                answer = _take(answered, other.language, dice)
                mails.append(_coming_back(name, other, answer, by_key[answer.key], orders, dice))
            else:
                at = now - timedelta(days=other.days_ago + time * (3 + other.days_ago / 2), minutes=dice.below(600))
                mails.append(_on_its_own(name, other, at, stories, orders, dice))
    return mails


def _last_answers(told: Iterable[Mail], by_key: Mapping[str, Story]) -> dict[str, list[Mail]]:
    """By language, the mails with which the shop had the last word to a plain mail address."""
    last = {mail.key: mail for mail in told}
    found: dict[str, list[Mail]] = {}
    for key, mail in sorted(last.items()):
        story = by_key[key]
        if mail.sender == "agent" and story.channel in {"email", "shopify"}:
            found.setdefault(story.language, []).append(mail)
    return found


def _take(answered: dict[str, list[Mail]], language: str, dice: Dice) -> Mail:
    choice = answered[language]
    return choice.pop(dice.below(len(choice)))


def _on_its_own(name: str, other: Other, at: datetime, stories: Sequence[Story], orders: Orders, dice: Dice) -> Mail:
    story = dice.choose(_about(other, stories))
    order = orders.of(story) if other.site else None
    who = person(orders.seed, story.buyer, story.language)
    text, subject = (_filled(part, story, order, who) for part in (other.text, other.subject))
    domain = parseaddr(other.sender)[1].partition("@")[2]
    local = at.astimezone(ZONES[other.language])
    message_id = f"<{dice.hex(12)}.{dice.hex(16)}@{domain}>"
    headers = [
        ("Return-Path", f"<{dice.word(16)}@bounces.{domain}>"),
        ("Received", received(f"out{dice.below(90)}.{domain}", local, dice)),
        ("Authentication-Results", passed(domain, domain)),
        ("Date", format_datetime(local)),
        ("From", mailbox(*parseaddr(other.sender))),
        ("To", SHOP_ADDRESS),
        ("Message-ID", message_id),
        ("Subject", subject),
        *_site_headers(other),
        *other.headers.items(),
    ]
    number = order.number if order and "{order}" in other.text + other.subject else ""
    return Mail(name, other.kind, "INBOX", at, message_id, compose(headers, Body(text), dice), number)


def _about(other: Other, stories: Sequence[Story]) -> list[Story]:
    """The stories that such a mail may be about: of its site and topic, else of its site, else any."""
    site = [
        s
        for s in stories
        if s.channel == other.site and s.product and (other.site != "ebay" or s.language == other.language)
    ]
    topic = [story for story in site if story.topic == other.topic]
    return topic or site or list(stories)


def _site_headers(other: Other) -> list[tuple[str, str]]:
    if not other.site.startswith("amazon"):
        return []
    return [("X-Marketplace-ID", site_of(other.site, other.language).marketplace_id)]


def _filled(text: str, story: Story, order: Order | None, who: Person) -> str:
    product = PRODUCTS.get(story.product, PRODUCTS["luce"])
    values = {
        "order": order.number if order else "",
        "product": product.title(story.language),
        "asin": product.asin,
        "sku": product.sku,
        "price": f"{product.price}",
        "buyer": who.name,
        "shop": SHOP_NAME,
    }
    return text.format_map(values)


def _coming_back(name: str, other: Other, answer: Mail, story: Story, orders: Orders, dice: Dice) -> Mail:
    """A machine's answer to an answer of the shop, some seconds or minutes after it."""
    who = person(orders.seed, story.buyer, story.language)
    at = answer.at + timedelta(seconds=5 + dice.below(150))
    original = message_from_bytes(answer.raw, policy=SMTP)
    provider = who.address.partition("@")[2]
    values = {"subject": str(original["Subject"]), "to": who.address, "provider": provider}
    message_id = f"<{dice.hex(20)}@{provider}>"
    sender = mailbox(*parseaddr(other.sender.format_map(values))) if other.sender else mailbox(who.name, who.address)
    headers = [
        ("Return-Path", "<>" if other.report else f"<{who.address}>"),
        ("Received", received(f"mx.{provider}", at, dice)),
        ("Date", format_datetime(at.astimezone(ZONES[other.language]))),
        ("From", sender),
        ("To", SHOP_ADDRESS),
        ("Message-ID", message_id),
        ("Subject", other.subject.format_map(values)),
        ("In-Reply-To", answer.message_id),
        ("References", answer.message_id),
        *other.headers.items(),
    ]
    text = other.text.format_map(values)
    if other.report:
        raw = delivery_report(headers, text, who.address, other.report, answer.raw, dice)
    else:
        raw = compose(headers, Body(text), dice)
    return Mail(name, other.kind, "INBOX", at, message_id, raw)
