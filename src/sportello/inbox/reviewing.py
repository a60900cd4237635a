"""What is open in a ticket: every question of its buyers, what answered it, and what agents decided on it.

Each sent answer is judged once and the outcome kept, so that a draft is only asked about what is still open.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.utils import timezone

from sportello.core.events import Plain
from sportello.replies.required_data import table
from sportello.replies.review.cases import Matter, Question, Review, Verdict
from sportello.replies.review.judging import review
from sportello.replies.review.required import Datum

from . import conversation
from .models import AnswerReview, DecidedAs, Direction, Holding, Message, MessageKind, OpenDecision, Ticket

MOST_QUESTIONS = 40
MOST_ANSWERS = 20
ASKING = (MessageKind.BUYER, MessageKind.SERVICE_NOTICE)
ANSWERING = (MessageKind.ANSWER, MessageKind.SELLER_COPY)

type Place = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known for an answer: values by datum (days in ISO 8601, amounts as "12.90 EUR"), who fulfils the order,
    and the language it is written in."""

    values: Mapping[str, str] = field(default_factory=dict)
    by_marketplace: bool = False
    language: str = ""


NOTHING_KNOWN = Facts()


@dataclass(frozen=True, slots=True)
class Asked:
    """A question of a buyer, with its place in the message it stands in."""

    message_id: int
    start: int
    end: int
    at: datetime
    question: Question

    @property
    def place(self) -> Place:
        """What tells it from every other question."""
        return self.message_id, self.start, self.end

    @property
    def key(self) -> str:
        """The same as one word, for forms."""
        return "-".join(str(part) for part in self.place)


@dataclass(frozen=True, slots=True)
class Item:
    """A question that no earlier answer settled: what the draft does about it, and what was decided before."""

    asked: Asked
    verdict: Verdict
    decision: OpenDecision | None = None

    @property
    def settled(self) -> bool:
        """Whether nobody need say anything more about it now."""
        return self.verdict.answered or self.decision is not None


@dataclass(frozen=True, slots=True)
class Checked:
    """The review of a draft beside its ticket."""

    items: tuple[Item, ...]
    missing: tuple[Datum, ...]
    version: str

    @property
    def open(self) -> tuple[Item, ...]:
        """The questions that are neither answered nor decided on."""
        return tuple(item for item in self.items if not item.settled)

    @property
    def complete(self) -> bool:
        """Whether an agent need say nothing before sending."""
        return not self.open and not self.missing


def check(*, ticket: Ticket, draft: str, facts: Facts = NOTHING_KNOWN, now: datetime) -> Checked:
    """Judge a draft (empty: what was sent so far) against all questions in all messages of all threads of a ticket
    that no sent answer has settled. Judges sent answers first that nobody judged yet, and keeps that."""
    said = _said(ticket)
    waiting = _unsettled(said, _judged(said, now))
    decided = _decisions(waiting)
    found = _judge([one.question for one in waiting], draft, facts, timezone.localtime(now).date())
    items = (Item(one, verdict, decided.get(one.place)) for one, verdict in zip(waiting, found.verdicts, strict=True))
    return Checked(tuple(items), found.missing if draft.strip() else (), found.version)


def keep(*, answer: Message, checked: Checked, now: datetime) -> AnswerReview:
    """Keep what the review said of an answer that was just sent."""
    row, _made = AnswerReview.objects.get_or_create(
        message=answer,
        defaults={
            "at": now,
            "version": checked.version,
            "questions": [_plain(item.asked, item.verdict) for item in checked.items],
            "missing": list(checked.missing),
            "open_questions": sum(not item.verdict.answered for item in checked.items),
        },
    )
    return row


def told(checked: Checked | None) -> dict[str, Plain]:
    """What the event of an answer says of its review, nothing when there was none: how many questions were open before
    it, how many it left open, and which known data it did not state."""
    if checked is None:
        return {}
    left = sum(not item.verdict.answered for item in checked.items)
    return {"asked": len(checked.items), "open": left, "missing": [str(datum) for datum in checked.missing]}


def _judged(said: Sequence[Message], now: datetime) -> dict[int, AnswerReview]:
    """The reviews of these answers by message. Those never judged are judged now, oldest first: each on what was asked
    before it and is still open."""
    answers = [message for message in said if message.kind in ANSWERING]
    found = AnswerReview.objects.in_bulk([answer.pk for answer in answers])
    for answer in [answer for answer in answers if answer.pk not in found][-MOST_ANSWERS:]:
        before = [message for message in said if message.sent_at <= answer.sent_at]
        waiting = _unsettled(before, found)
        language = answer.language or answer.thread.channel.language
        told = _judge([one.question for one in waiting], answer.text, Facts(language=language), None)
        items = tuple(Item(one, verdict) for one, verdict in zip(waiting, told.verdicts, strict=True))
        found[answer.pk] = keep(answer=answer, checked=Checked(items, (), told.version), now=now)
    return found


def _judge(questions: Sequence[Question], draft: str, facts: Facts, today: date | None) -> Review:
    language = facts.language or (questions[-1].language if questions else "")
    matter = Matter(
        questions=tuple(questions),
        replies=(draft,) if draft.strip() else (),
        language=language,
        facts=facts.values,
        by_marketplace=facts.by_marketplace,
        today=today,
        table=table(),
    )
    return review(matter)


def _said(ticket: Ticket) -> list[Message]:
    """The messages of a ticket that ask or answer, oldest first, with their readings."""
    holdings = list(Holding.objects.filter(ticket=ticket))
    rows = Message.objects.filter(conversation.held_by(holdings), kind__in=(*ASKING, *ANSWERING))
    rows = rows.select_related("reading", "thread__channel").defer("reading__embedding", "search")
    newest = list(rows.order_by("-id")[: conversation.MOST_MESSAGES])
    return sorted(newest, key=lambda message: (message.sent_at, message.pk))


def _unsettled(said: Sequence[Message], reviews: Mapping[int, AnswerReview]) -> list[Asked]:
    """The questions of these messages that none of these answers settled, the newest forty, in order of asking."""
    settled = {
        (one["message"], one["start"], one["end"])
        for message in said
        if message.pk in reviews
        for one in reviews[message.pk].questions
        if one["answered"]
    }
    asked = [one for message in said if message.direction == Direction.IN for one in _questions(message)]
    return [one for one in asked if one.place not in settled][-MOST_QUESTIONS:]


def _questions(message: Message) -> list[Asked]:
    if message.kind not in ASKING or not hasattr(message, "reading"):
        return []
    language = message.reading.language
    return [
        Asked(
            message.pk,
            one["start"],
            one["end"],
            message.sent_at,
            Question(message.text[one["start"] : one["end"]], one["topic"], language),
        )
        for one in message.reading.questions
        if message.text[one["start"] : one["end"]].strip()
    ]


def _decisions(waiting: Sequence[Asked]) -> dict[Place, OpenDecision]:
    """The newest decision on each question; one whose promise is over no longer stands."""
    rows = OpenDecision.objects.filter(message__in={one.message_id for one in waiting}).select_related("promise", "by")
    found = {(row.message_id or 0, row.start, row.end): row for row in rows.order_by("at", "pk")}
    return {
        place: row
        for place, row in found.items()
        if row.taken_as != DecidedAs.LATER or (row.promise is not None and row.promise.ended_at is None)
    }


def _plain(asked: Asked, verdict: Verdict) -> dict[str, int | str | float | bool | list[int] | None]:
    words = verdict.words
    return {
        "message": asked.message_id,
        "start": asked.start,
        "end": asked.end,
        "topic": asked.question.topic,
        "answered": verdict.answered,
        "chance": verdict.chance,
        "words": [words.start, words.end] if words else None,
    }
