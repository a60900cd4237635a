"""What buyers and the shop write: sentences of small grammars, in the buyer's language."""

import re
import tomllib
from collections.abc import Sequence
from datetime import datetime
from functools import cache
from pathlib import Path
from random import Random
from typing import Any, Final

from .catalogue import CATEGORIES, FIRST_NAMES, LAST_NAMES, name_of
from .clock import DAY, ZONE
from .entities import Order, Scene

GREETED, CLOSED, NUMBERED = 0.7, 0.6, 0.55
OWN_WORDS: Final = ("other", "customs_text")
"""Sentences that fit no topic."""
_PLACE: Final = re.compile(r"\{\w+\}")
_KIND_OF: Final = {topic: category for category, topics in CATEGORIES.items() for topic in topics}


@cache
def grammar(language: str) -> dict[str, Any]:
    """The sentences of a language."""
    path = Path(__file__).with_name("words") / f"{language}.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))


def order_code(order: Order) -> str:
    """An order's number as its marketplace writes it."""
    number = order.number
    match order.market.kind:
        case "amazon":
            return f"40{number % 8}-{number:07d}-{number * 7919 % 10_000_000:07d}"
        case "ebay":
            return f"{10 + number % 17}-{number:06d}-{number * 613 % 100_000:05d}"
        case "walmart":
            return f"2000{number:011d}"
    return f"CL{100_000 + number}"


def tracking_code(order: Order) -> str:
    """The number of an order's parcel."""
    return f"{order.carrier.code[:2].upper()}{order.number * 48_271 % 10_000_000_000:010d}"


def buyer_name(buyer: int) -> str:
    """What a buyer is called."""
    return f"{FIRST_NAMES[buyer % len(FIRST_NAMES)]} {LAST_NAMES[buyer // 7 % len(LAST_NAMES)]}"


def asking(dice: Random, scene: Scene, topics: Sequence[str], *, words: str = "", risk: str = "") -> str:
    """A buyer's first message on these topics; `words` names sentences that fit no topic."""
    said = grammar(scene.language)
    asks = [_ask(dice, said, topic, scene.product.key, words) for topic in topics]
    return _letter(dice, scene, asks + ([dice.choice(said["again"]["threat"])] if risk else []))


def places(text: str, language: str, topics: Sequence[str]) -> list[tuple[int, int, str]]:
    """Where a buyer's message asks on these topics: begin, end and topic of each question, in their order."""
    found = (
        (match.start(), match.end(), topic)
        for topic in topics
        for pattern in _asks(language, topic)
        if (match := pattern.search(text)) is not None
    )
    return sorted(found)


@cache
def _asks(language: str, topic: str) -> tuple[re.Pattern[str], ...]:
    """The sentences that ask on a topic, with anything in their places."""
    said = grammar(language)
    special = [key for key in said["special"] if key.partition("@")[0] == topic or (topic, key) == OWN_WORDS]
    sentences = [*said["asks"][topic], *(words for key in special for words in said["special"][key])]
    return tuple(re.compile(".{1,60}?".join(map(re.escape, _PLACE.split(words)))) for words in sentences)


def again(dice: Random, scene: Scene, reason: str, topics: Sequence[str]) -> str:
    """A buyer's further message, for a reason of `RepeatReason` or as a "reply"."""
    said = grammar(scene.language)
    parts = [dice.choice(said["again"][reason])]
    if topics and reason in {"no_answer", "datum_missing", "question_open"} and dice.random() < 0.5:
        parts.append(_ask(dice, said, topics[-1], scene.product.key, ""))
    return _letter(dice, scene, parts)


def answering(dice: Random, scene: Scene, topic: str, *, missing: bool, asks: bool) -> str:
    """An answer of the shop."""
    answers = grammar(scene.language)["answers"]
    kind = _answer_kind(topic, missing=missing, asks=asks)
    return _filled(dice.choice(answers[kind]), dice, scene)


def noticing(scene: Scene) -> str:
    """The courtesy notice."""
    notice: str = grammar(scene.language)["answers"]["notice"][0]
    return notice


def search_words(dice: Random, language: str, *, gap: bool) -> str:
    """What somebody types into the help centre's search field."""
    terms: list[str] = grammar(language)["searches"]["gaps" if gap else "terms"]
    return dice.choice(terms)


def _ask(dice: Random, said: dict[str, Any], topic: str, product: str, words: str) -> str:
    special = said["special"].get(words or f"{topic}@{product}")
    if special and (words or dice.random() < 0.8):
        return str(dice.choice(special))
    return str(dice.choice(said["asks"][topic]))


def _answer_kind(topic: str, *, missing: bool, asks: bool) -> str:
    if asks:
        return "question"
    if topic in {"refund_status", "partial_refund"}:
        return "refund_bare" if missing else "refund_full"
    if topic in {"where_is_my_order", "tracking_stuck"}:
        return "tracking_bare" if missing else "tracking_full"
    return _KIND_OF[topic]


def _letter(dice: Random, scene: Scene, parts: Sequence[str]) -> str:
    said = grammar(scene.language)
    lines = [" ".join(parts)]
    if dice.random() < GREETED:
        lines.insert(0, dice.choice(said["greetings"]))
    if scene.order is not None and dice.random() < NUMBERED:
        lines.append(dice.choice(said["numbers"]))
    if dice.random() < CLOSED:
        lines.append(dice.choice(said["closings"]))
    return _filled("\n".join(lines), dice, scene)


def _filled(text: str, dice: Random, scene: Scene) -> str:
    if "{" not in text:
        return text
    order = scene.order
    day = datetime.fromtimestamp(scene.at - dice.randrange(2, 9) * DAY, ZONE)
    price = f"{scene.product.price:.2f}"
    return text.format(
        product=name_of(scene.product, scene.language),
        order=order_code(order) if order else "",
        tracking=tracking_code(order) if order else f"CL{dice.randrange(10**9):09d}",
        carrier=scene.carrier.name,
        name=buyer_name(scene.buyer),
        day=f"{day.day}/{day.month}",
        days=dice.randrange(3, 12),
        amount=f"{price} €" if scene.language == "en" else f"{price.replace('.', ',')} €",
    )
