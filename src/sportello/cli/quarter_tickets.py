"""The simulated quarter's conversations as rows: threads, tickets, messages, what was owed, and what agents did."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256

from sportello.channels.models import Envelope, Outbox
from sportello.inbox.models import (
    AnswerReview,
    Attention,
    Holding,
    Merge,
    Message,
    MessageReading,
    NamedNumber,
    Obligation,
    Participant,
    RepeatCheck,
    RepeatContact,
    RepeatSuggestion,
    Resolution,
    Thread,
    ThreadKey,
    Ticket,
)
from sportello.replies.models import MacroUse
from sportello.sandbox.quarter import entities
from sportello.sandbox.quarter.catalogue import Person
from sportello.sandbox.quarter.playing import Played
from sportello.sandbox.quarter.wording import order_code, places

from .quarter_copying import Row, at, copy, last_id, moment
from .quarter_ground import Ground
from .quarter_orders import Buyers

type Step = Callable[[int], None]

VERSION = "simulated"
PREVIEW = 160


@dataclass(frozen=True, slots=True)
class Begun:
    """The numbers that the ids of a table begin behind."""

    ticket: int
    thread: int
    message: int
    owed: int
    merge: int
    suggestion: int
    envelope: int
    outbox: int
    resolution: int
    order: int


def begun(*, orders: int) -> Begun:
    """Where the tables stand now."""
    return Begun(
        last_id(Ticket), last_id(Thread), last_id(Message), last_id(Obligation), last_id(Merge),
        last_id(RepeatSuggestion), last_id(Envelope), last_id(Outbox), last_id(Resolution), orders,
    )  # fmt: skip


class Tickets:
    """Writes the conversations. Each ticket began with the thread of its own number."""

    def __init__(self, played: Played, ground: Ground, buyers: Buyers, begun: Begun, *, version: str) -> None:
        self._played, self._past, self._ground, self._buyers, self._begun = played, played.past, ground, buyers, begun
        self._version = version
        self._held = last_id(Holding) - begun.thread

    def write(self, *, step: Step) -> None:
        """Write everything, in the order in which rows refer to each other."""
        for model, names, rows in (
            (Thread, _THREAD, map(self._thread, self._past.threads)),
            (Ticket, _TICKET, map(self._ticket, self._past.tickets)),
            (Holding, ("id", "thread_id", "ticket_id", "home_id"), map(self._holding, self._past.threads)),
            (ThreadKey, ("channel_id", "thread_id", "value", "strong"), map(self._key, self._past.threads)),
            (Participant, ("thread_id", "address"), map(self._participant, self._past.threads)),
            (Envelope, _ENVELOPE, self._envelopes()),
            (Outbox, _OUTBOX, self._outbox()),
            (Message, _MESSAGE, map(self._message, self._past.messages)),
            (MessageReading, _READING, self._readings()),
            (NamedNumber, ("message_id", "value"), self._numbers()),
            (Obligation, _OBLIGATION, map(self._obligation, self._past.owed)),
            (Resolution, _RESOLUTION, self._resolutions()),
            (Merge, _MERGE, map(self._merge, self._past.merges)),
            (RepeatCheck, ("message_id", "opens", "at", "looked_at", "attempts"), self._checks()),
            (RepeatSuggestion, _SUGGESTION, map(self._suggestion, self._past.suggestions)),
            (RepeatContact, ("message_id", "of_id", "reason", "detail", "suggested", "at"), self._contacts()),
            (AnswerReview, ("message_id", "at", "version", "missing", "open_questions"), self._reviews()),
            (MacroUse, ("edition_id", "version", "ticket", "agent_id", "at"), self._uses()),
            (Attention, ("holding_id", "agent_id", "since", "until"), map(self._stretch, self._past.stretches)),
        ):
            copy(model, names, rows, step=step)

    def _ticket_id(self, ticket: entities.Ticket) -> int:
        return self._begun.ticket + ticket.number

    def _thread_id(self, thread: entities.Thread) -> int:
        return self._begun.thread + thread.number

    def _message_id(self, message: entities.Message) -> int:
        return self._begun.message + message.number

    def _agent(self, by: Person | None) -> int | None:
        return self._ground.agents[by.place] if by else None

    def _thread(self, thread: entities.Thread) -> Row:
        scene, address = thread.scene, self._buyers.address(thread.scene.buyer)
        code = order_code(scene.order) if scene.order else ""
        return (
            self._thread_id(thread), self._ground.channels[thread.market.key], self._buyers.ids[scene.buyer],
            _subject(scene), address, address, code, at(thread.messages[0].at), at(thread.messages[-1].at),
        )  # fmt: skip

    def _ticket(self, ticket: entities.Ticket) -> Row:
        """A ticket with the queue's columns as `inbox.standing` would set them; a test compares."""
        first = self._past.threads[ticket.number - 1]
        heard = [message for thread in ticket.threads or [first] for message in thread.messages]
        newest = max((message for message in heard if message.inbound), key=lambda message: message.number)
        primary = ticket.threads[0] if ticket.threads else first
        topics, risks = _understood([message for message in heard if message.inbound] if ticket.threads else [])
        due = min((thread.owed.due for thread in ticket.threads if thread.owed), default=None)
        return (
            self._ticket_id(ticket), self._buyers.ids[ticket.buyer], _subject(first.scene), self._thread_id(primary),
            self._ground.channels[primary.market.key], " ".join(newest.text.split())[:PREVIEW], ticket.language,
            at(ticket.opened), at(max(message.at for message in heard)), topics, risks, bool(risks), moment(due),
            moment(ticket.resolved[-1].at) if ticket.is_resolved else None,
            self._ticket_id(ticket.into) if ticket.into else None,
        )  # fmt: skip

    def _holding(self, thread: entities.Thread) -> Row:
        survivor, home = thread.home.survivor, thread.home
        moved = self._ticket_id(home) if survivor is not home else None
        return self._holding_id(thread), self._thread_id(thread), self._ticket_id(survivor), moved

    def _holding_id(self, thread: entities.Thread) -> int:
        return self._held + self._thread_id(thread)

    def _key(self, thread: entities.Thread) -> Row:
        number = self._thread_id(thread)
        return self._ground.channels[thread.market.key], number, f"case:{number}", True

    def _participant(self, thread: entities.Thread) -> Row:
        return self._thread_id(thread), self._buyers.address(thread.scene.buyer)

    def _inbound(self) -> Iterator[entities.Message]:
        return (message for message in self._past.messages if message.inbound)

    def _envelopes(self) -> Iterator[Row]:
        for message in self._inbound():
            source = self._ground.form if message.thread.market.kind == "form" else self._ground.mailbox
            key = sha256(f"{self._played.seed}/{self._message_id(message)}".encode()).hexdigest()
            yield (
                self._begun.envelope + message.number, source, f"simulated-{key[:32]}", at(message.arrived),
                len(message.text), key, "read", 1, "buyer", at(message.arrived),
            )  # fmt: skip

    def _outbox(self) -> Iterator[Row]:
        for message in self._past.messages:
            if not message.inbound:
                when = at(message.at)
                yield (
                    self._begun.outbox + message.number, self._ground.channels[message.thread.market.key],
                    self._rfc_id(message), self._buyers.address(message.thread.scene.buyer),
                    f"Re: {_subject(message.thread.scene)}", message.text, "sent", 1, when, when, when,
                )  # fmt: skip

    def _rfc_id(self, message: entities.Message) -> str:
        host = "posta.example" if message.inbound else "casalume.example"
        return f"<{self._message_id(message)}.simulated@{host}>"

    def _message(self, message: entities.Message) -> Row:
        inbound, scene = message.inbound, message.thread.scene
        code = order_code(scene.order) if scene.order else ""
        number = message.number
        return (
            self._message_id(message), self._thread_id(message.thread), "in" if inbound else "out", message.kind,
            self._buyers.address(scene.buyer) if inbound else "", self._agent(message.by),
            self._ground.agent_names[message.by.place] if message.by else "", at(message.at), at(message.arrived),
            _subject(scene), message.text, self._language(message), self._rfc_id(message),
            self._begun.envelope + number if inbound else None, None if inbound else self._begun.outbox + number,
            [code] if code and code in message.text else [],
        )  # fmt: skip

    def _language(self, message: entities.Message) -> str:
        return message.thread.scene.language if message.inbound else message.thread.market.language

    def _readings(self) -> Iterator[Row]:
        for message in self._inbound():
            topics = [{"slug": topic, "confidence": 0.9} for topic in message.topics]
            risks = [{"slug": risk, "confidence": 0.9, "start": 0, "end": 0} for risk in message.risks]
            yield (
                self._message_id(message), self._version, message.thread.scene.language, 0.99, topics,
                self._asked(message), risks, [],
                "high" if message.hard else "low", True, list(message.topics), list(message.risks), at(message.arrived),
            )  # fmt: skip

    def _asked(self, message: entities.Message) -> list[dict[str, object]]:
        return [
            {"start": start, "end": end, "topic": topic, "confidence": 0.9}
            for start, end, topic in places(message.text, message.thread.scene.language, message.topics)
        ]

    def _numbers(self) -> Iterator[Row]:
        for message in self._inbound():
            order = message.thread.scene.order
            if order is not None and (code := order_code(order)) in message.text:
                yield self._message_id(message), code.lower()

    def _obligation(self, owed: entities.Owed) -> Row:
        return (
            self._begun.owed + owed.number, self._holding_id(owed.thread), self._message_id(owed.first),
            at(owed.opened), at(owed.due), moment(owed.ended), owed.how, self._agent(owed.by),
            self._message_id(owed.answer) if owed.answer else None,
        )  # fmt: skip

    def _resolutions(self) -> Iterator[Row]:
        number = self._begun.resolution
        for ticket in self._past.tickets:
            for row in ticket.resolved:
                number += 1
                yield number, self._ticket_id(ticket), self._agent(row.by), at(row.at), moment(row.until)

    def _merge(self, merge: entities.Merge) -> Row:
        return (
            self._begun.merge + merge.number, self._ticket_id(merge.ticket), self._ticket_id(merge.into), "suggestion",
            self._agent(merge.by), at(merge.at),
        )  # fmt: skip

    def _checks(self) -> Iterator[Row]:
        for message in self._inbound():
            when = at(message.arrived)
            yield self._message_id(message), message.thread.messages[0] is message, when, when, 1

    def _suggestion(self, suggestion: entities.Suggestion) -> Row:
        return (
            self._begun.suggestion + suggestion.number, self._ticket_id(suggestion.ticket),
            self._ticket_id(suggestion.of), 0.9, VERSION, suggestion.state, at(suggestion.at),
            self._agent(suggestion.by), moment(suggestion.decided),
        )  # fmt: skip

    def _contacts(self) -> Iterator[Row]:
        for repeat in self._past.repeats:
            if not repeat.dropped:
                of = self._ticket_id(repeat.of) if repeat.of else None
                yield self._message_id(repeat.message), of, repeat.reason, repeat.detail, repeat.reason, at(repeat.at)

    def _reviews(self) -> Iterator[Row]:
        for message in self._past.messages:
            if message.kind == "answer":
                yield self._message_id(message), at(message.at), VERSION, list(message.missing), message.open

    def _uses(self) -> Iterator[Row]:
        for happening in self._past.happened:
            if happening.kind == "macro.inserted":
                ticket, message = happening.subject, happening.about
                assert isinstance(ticket, entities.Ticket)
                assert isinstance(message, entities.Message)
                assert message.macro is not None
                used = self._ground.macros[message.macro.place]
                yield used.edition, used.version, self._ticket_id(ticket), self._agent(happening.by), at(happening.at)

    def _stretch(self, stretch: entities.Stretch) -> Row:
        return self._holding_id(stretch.thread), self._agent(stretch.by), at(stretch.since), at(stretch.until)


_THREAD = (
    "id", "channel_id", "customer_id", "subject", "counterpart", "reply_to", "order_id", "created_at", "last_message_at"
)  # fmt: skip
_TICKET = (
    "id", "customer_id", "subject", "primary_id", "channel_id", "preview", "language", "created_at", "last_message_at",
    "topics", "risks", "at_risk", "due_at", "resolved_at", "merged_into_id",
)  # fmt: skip
_ENVELOPE = (
    "id", "source_id", "external_id", "arrived_at", "size", "sha256", "state", "attempts", "kind", "read_at"
)  # fmt: skip
_OUTBOX = (
    "id", "channel_id", "message_id", "recipient", "subject", "text", "state", "attempts", "created_at", "next_try_at",
    "sent_at",
)  # fmt: skip
_MESSAGE = (
    "id", "thread_id", "direction", "kind", "sender", "agent_id", "sender_name", "sent_at", "created_at", "subject",
    "text", "language", "message_id", "envelope_id", "outbox_id", "order_ids",
)  # fmt: skip
_READING = (
    "message_id", "version", "language", "language_confidence", "topics", "questions", "risks", "numbers", "complexity",
    "sure", "topic_slugs", "risk_slugs", "read_at",
)  # fmt: skip
_OBLIGATION = (
    "id", "holding_id", "first_message_id", "opened_at", "due_at", "ended_at", "ended_as", "ended_by_id", "answer_id"
)  # fmt: skip
_RESOLUTION = ("id", "ticket_id", "agent_id", "at", "ended_at")
_MERGE = ("id", "ticket_id", "into_id", "way", "by_id", "at")
_SUGGESTION = ("id", "ticket_id", "of_id", "score", "version", "state", "at", "by_id", "decided_at")


def _subject(scene: entities.Scene) -> str:
    return order_code(scene.order) if scene.order else scene.product.title(scene.language)


def _understood(heard: Sequence[entities.Message]) -> tuple[list[str], list[str]]:
    """The topics and risks of a ticket, the latest first; a thanks says nothing beside a topic."""
    topics: dict[str, tuple[int, int]] = {}
    risks: dict[str, int] = {}
    for message in sorted(heard, key=lambda message: message.at):
        for place, topic in enumerate(message.topics):
            topics[topic] = (-message.at, min(place, topics.get(topic, (0, place))[1]))
        risks |= dict.fromkeys(message.risks, -message.at)
    found = sorted(topics, key=lambda topic: topics[topic])
    told = [topic for topic in found if topic != "other"] if len(found) > 1 else found
    return told, sorted(risks, key=lambda risk: (risks[risk], risk))
