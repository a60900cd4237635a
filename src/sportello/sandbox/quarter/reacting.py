"""What a buyer does after an answer: nothing, send what was asked for, or write again, and why."""

from dataclasses import dataclass
from random import Random
from typing import Final

from .catalogue import TOPIC_TABLE
from .clock import DAY, HOUR
from .entities import Message
from .planted import CONFUSING, MISLEADING

WINDOW: Final = 14 * DAY
LEFT_OPEN, DATUM_GONE, CONFUSED, MISLED = 0.42, 0.38, 0.3, 0.26
TRACKING_GONE: Final = 0.2
REPLIES, COMES_LATER, OTHERWISE_THERE = 0.82, 0.012, 0.24
_USUAL_REASONS: Final = {"not_understood": 42, "situation_changed": 34, "other": 24}


@dataclass(frozen=True, slots=True)
class Reaction:
    """That the buyer writes: at what time, why (a reason, "reply" or "later"), about what detail, and whether they
    begin a new conversation."""

    at: int
    reason: str
    detail: str = ""
    anew: bool = False


def reaction(dice: Random, answer: Message, topics: tuple[str, ...]) -> Reaction | None:
    """What the buyer makes of an answer to these topics; None when it is over."""
    if answer.asks:
        wait = round(dice.expovariate(1 / (20 * HOUR))) + HOUR // 2
        return Reaction(answer.at + min(wait, 9 * DAY), "reply") if dice.random() < REPLIES else None
    odds, reason, detail = odds_of(answer, topics)
    if dice.random() < odds:
        wait = min(round(dice.expovariate(1 / (1.9 * DAY))) + HOUR, WINDOW - HOUR)
        why = reason or dice.choices(list(_USUAL_REASONS), list(_USUAL_REASONS.values()))[0]
        return Reaction(answer.at + wait, why, detail, anew=why != "other" and dice.random() < OTHERWISE_THERE)
    if dice.random() < COMES_LATER:
        return Reaction(answer.at + WINDOW + dice.randrange(DAY, 12 * DAY), "later")
    return None


def odds_of(answer: Message, topics: tuple[str, ...]) -> tuple[float, str, str]:
    """How likely the buyer writes again, and the reason and detail if they do (none in particular: "")."""
    topic, usual = topics[0], TOPIC_TABLE[topics[0]][3] / 1000
    if "refund_date" in answer.missing:
        return DATUM_GONE, "datum_missing", "refund_date"
    if answer.open:
        return LEFT_OPEN, "question_open", topics[-1]
    if answer.missing:
        return TRACKING_GONE, "datum_missing", answer.missing[0]
    if answer.macro is not None and (topic, answer.macro.language) == CONFUSING:
        return CONFUSED, "not_understood", ""
    if answer.article is not None and (topic, answer.article.language) == MISLEADING:
        return MISLED, "not_understood", ""
    return usual, "", ""
