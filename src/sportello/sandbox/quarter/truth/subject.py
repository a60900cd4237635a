"""What an issue, an answer or a repeat contact is about, as breakdowns."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from sportello.sandbox.quarter.catalogue import CATEGORIES
from sportello.sandbox.quarter.entities import Message, Owed, Repeat, Stretch, Ticket

from .ledger import WHOLE, Key

_CATEGORY_OF = {topic: category for category, topics in CATEGORIES.items() for topic in topics}


@dataclass(slots=True, eq=False)
class Issue:
    """One issue: the ticket that holds it, all that were merged into it, and everything that happened to them."""

    root: Ticket
    tickets: list[Ticket] = field(default_factory=list)
    heard: list[Message] = field(default_factory=list)
    said: list[Message] = field(default_factory=list)
    owed: list[Owed] = field(default_factory=list)
    repeats: list[Repeat] = field(default_factory=list)
    stretches: list[Stretch] = field(default_factory=list)

    @property
    def full_answers(self) -> list[Message]:
        """Our answers in the order in which they were written, without notices."""
        full = (message for message in self.said if message.kind == "answer")
        return sorted(full, key=lambda message: (message.at, message.number))


@dataclass(frozen=True, slots=True)
class Subject:
    """What something is about."""

    channel: str
    language: str
    topics: tuple[str, ...]
    risks: tuple[str, ...]
    hard: bool
    product: str
    carrier: str
    country: str
    fulfilled_by: str

    def keys(self, *more: Key) -> list[Key]:
        """Everything under which it is counted, the whole first."""
        return [
            WHOLE,
            *_each("topic", self.topics),
            *_each("category", sorted({_CATEGORY_OF[topic] for topic in self.topics})),
            *_each("risk", self.risks or ("none",)),
            ("language", self.language),
            ("complexity", "high" if self.hard else "low"),
            ("product", self.product),
            ("carrier", self.carrier),
            ("country", self.country),
            ("fulfilled_by", self.fulfilled_by),
            *more,
        ]

    def of_answer(self, message: Message) -> "Subject":
        """The same where an answer is meant: its channel and language."""
        market = message.thread.market
        return replace(self, channel=market.key, language=market.language)

    def of_repeat(self, message: Message) -> "Subject":
        """The same where one message of a buyer is meant: what it says itself."""
        return replace(
            self,
            channel=message.thread.market.key,
            language=message.thread.scene.language,
            topics=_topics([message]),
            risks=tuple(sorted(message.risks)),
            hard=message.hard,
        )


def subject_of(issue: Issue, *, now: int) -> Subject:
    """What an issue is about: all that its buyer wrote, and its order as it stands `now`."""
    heard = sorted(issue.heard, key=lambda message: (message.at, message.number))
    order = issue.root.order
    return Subject(
        channel=heard[0].thread.market.key,
        language=heard[-1].thread.scene.language,
        topics=_topics(heard),
        risks=tuple(sorted({risk for message in heard for risk in message.risks})),
        hard=any(message.hard for message in heard),
        product=order.product.key if order else "",
        carrier=order.carrier.code if order and order.shipped and order.shipped < now else "",
        country=order.country if order else "",
        fulfilled_by=("marketplace" if order.by_marketplace else "seller") if order else "",
    )


def _topics(heard: Sequence[Message]) -> tuple[str, ...]:
    found = {topic for message in heard for topic in message.topics}
    return tuple(sorted(found - {"other"} or found))


def _each(by: str, values: Iterable[str]) -> Iterator[Key]:
    return ((by, value) for value in values)
