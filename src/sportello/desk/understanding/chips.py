"""What a message's reading looks like on the ticket: chips, marks, and what can be corrected."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from sportello.inbox.models import Message, MessageReading

from . import words
from .marks import Mark, Piece, pieces

QUESTION, RISK = "question", "risk"


@dataclass(frozen=True, slots=True)
class Chip:
    """One topic or risk that counts: `value` is how a form names it, `percent` None where an agent said it."""

    value: str
    name: str
    percent: int | None
    sureness: str


@dataclass(frozen=True, slots=True)
class Understanding:
    """What is shown of one message's reading."""

    topics: Sequence[Chip]
    risks: Sequence[Chip]
    questions: int
    guess: Chip | None
    text: Sequence[Piece]


def understanding_of(message: Message) -> Understanding | None:
    """What reading and agents say of a message; None for one that was not read (ours, automatic, or not yet)."""
    row = getattr(message, "reading", None)
    if not isinstance(row, MessageReading) or not (row.version or row.topic_slugs or row.risk_slugs):
        return None
    found = {topic["slug"]: topic["confidence"] for topic in row.topics}
    risks = {risk["slug"]: risk["confidence"] for risk in row.risks}
    unsure = row.topics[0] if row.topics and not row.topic_slugs and not row.sure else None
    return Understanding(
        topics=[_chip("topic", slug, words.topic(slug), found.get(slug)) for slug in row.topic_slugs],
        risks=[_chip("risk", slug, words.risk(slug), risks.get(slug)) for slug in row.risk_slugs],
        questions=len(row.questions),
        guess=_chip("topic", unsure["slug"], words.topic(unsure["slug"]), unsure["confidence"]) if unsure else None,
        text=pieces(message.text, _marks(row)),
    )


def _chip(kind: str, slug: str, name: str, confidence: float | None) -> Chip:
    if confidence is None:
        return Chip(f"{kind}:{slug}", name, None, _("said by an agent"))
    return Chip(f"{kind}:{slug}", name, round(100 * confidence), words.sureness(confidence))


def _marks(row: MessageReading) -> list[Mark]:
    asked = [
        Mark(one["start"], one["end"], QUESTION, _("Question: %(topic)s") % {"topic": words.topic(one["topic"])})
        for one in row.questions
    ]
    risky = [
        Mark(one["start"], one["end"], RISK, _("Risk: %(risk)s") % {"risk": words.risk(one["slug"])}, weight=1)
        for one in row.risks
        if one["slug"] in row.risk_slugs
    ]
    return [*asked, *risky]
