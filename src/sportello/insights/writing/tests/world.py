"""A small shop whose buyers ask planted questions, written straight into the tables."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import count

import numpy as np

from sportello.accounts.models import Agent
from sportello.channels.models import Channel, Source
from sportello.customers.models import Customer
from sportello.inbox.models import Attention, Direction, Holding, Message, MessageKind, MessageReading, Thread, Ticket
from sportello.insights.writing.clustering import Rows
from sportello.insights.writing.covering import Answer
from sportello.insights.writing.trying import Question
from sportello.knowledge.models import Edition
from sportello.portal.models import HelpCentre, Outcome, StepKind, Visit, VisitStep
from sportello.reading.encoder import SENTENCE_WIDTH

NOW = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)
DAY = timedelta(days=1)
_numbers = count(1)


def channel(kind: str = "amazon", site: str = "amazon.it", language: str = "it") -> Channel:
    """A channel of a kind, made on the first call."""
    source, _ = Source.objects.get_or_create(
        name=site, defaults={"kind": "mailbox", "address": f"{kind}@casalume.example", "created_at": NOW - 200 * DAY}
    )
    made, _ = Channel.objects.get_or_create(
        kind=kind, site=site, source=source,
        defaults={"name": site, "answer_hours": 24, "round_the_clock": True, "language": language,
                  "created_at": NOW - 200 * DAY},
    )  # fmt: skip
    return made


def asked(
    text: str,
    *,
    on: Channel,
    topic: str = "assembly",
    language: str = "it",
    at: datetime = NOW - 20 * DAY,
    name: str = "Cleo Rossi",
    order: str = "",
) -> Message:
    """A buyer's first message, read as one question of this topic."""
    number = next(_numbers)
    customer = Customer.objects.create(name=name, created_at=at)
    ticket = Ticket.objects.create(customer=customer, channel=on, created_at=at, last_message_at=at, language=language)
    thread = Thread.objects.create(
        channel=on, customer=customer, counterpart=f"c{number}@posta.example", reply_to=f"c{number}@posta.example",
        created_at=at, last_message_at=at, order_id=order,
    )  # fmt: skip
    Holding.objects.create(thread=thread, ticket=ticket)
    Ticket.objects.filter(pk=ticket.pk).update(primary=thread)
    message = Message.objects.create(
        thread=thread, direction=Direction.IN, kind=MessageKind.BUYER, sender_name=name, sent_at=at, created_at=at,
        text=text, language=language,
    )  # fmt: skip
    MessageReading.objects.create(
        message=message, version="test", language=language, sure=True, read_at=at, topic_slugs=[topic],
        topics=[{"slug": topic, "confidence": 0.9}],
        questions=[{"start": 0, "end": len(text), "topic": topic, "confidence": 0.9}],
    )  # fmt: skip
    return message


def ticket_of(message: Message) -> Ticket:
    """The ticket that holds a message."""
    return Ticket.objects.get(holdings__thread=message.thread_id)


def answered(message: Message, text: str, *, by: Agent, after: timedelta = DAY) -> Message:
    """What an agent answered to a message."""
    at = message.sent_at + after
    return Message.objects.create(
        thread=message.thread, direction=Direction.OUT, kind=MessageKind.ANSWER, agent=by, sent_at=at, created_at=at,
        text=text, language=message.language,
    )  # fmt: skip


def wrote_again(message: Message, *, after: timedelta = 3 * DAY) -> Message:
    """The same buyer's next message in the conversation."""
    at = message.sent_at + after
    return Message.objects.create(
        thread=message.thread, direction=Direction.IN, kind=MessageKind.BUYER, sender_name=message.sender_name,
        sent_at=at, created_at=at, text="?", language=message.language,
    )  # fmt: skip


def worked_on(message: Message, *, minutes: float, by: Agent) -> None:
    """Let an agent's page have been open on a message's ticket for so long."""
    since = message.sent_at + DAY
    holding = Holding.objects.get(thread=message.thread_id)
    Attention.objects.create(holding=holding, agent=by, since=since, until=since + timedelta(minutes=minutes))


def visited(edition: Edition, *, centre: HelpCentre, solved: int, wrote: int) -> None:
    """Let so many settled visits have read an edition and ended so."""
    at = NOW - 30 * DAY
    ends = [Outcome.SOLVED] * solved + [Outcome.CONTACTED] * wrote
    visits = Visit.objects.bulk_create(
        Visit(
            centre=centre, key=f"{next(_numbers):064d}", language="it", began_at=at, last_at=at, outcome=outcome,
            settled_at=at + 3 * DAY,
        )
        for outcome in ends
    )  # fmt: skip
    VisitStep.objects.bulk_create(
        VisitStep(visit=visit, at=at, kind=StepKind.READ, edition=edition) for visit in visits
    )


def by_first_word(texts: Sequence[str]) -> Rows:
    """A vector for each text that only its first word decides: texts that begin alike ask the same."""
    rows = np.zeros((len(texts), SENTENCE_WIDTH), np.float32)
    for at, text in enumerate(texts):
        first = text.split()[0].lower()
        rows[at] = np.random.default_rng(list(first.encode())).normal(size=SENTENCE_WIDTH)
    return rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-6)


def nothing_found(questions: Sequence[Question], _now: datetime) -> Sequence[Sequence[Answer]]:
    """A help centre without articles."""
    return [() for _ in questions]


def answer(edition: Edition, *, score: float = 0.8, in_other_language: bool = False, text: str = "") -> Answer:
    """An edition as search shows it."""
    return Answer(edition.pk, edition.article.topic, score, in_other_language, text)
