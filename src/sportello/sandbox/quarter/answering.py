"""How agents answer: with which texts, what they leave out, how long it takes."""

from random import Random
from typing import Final

from .catalogue import DATA_OF, TOPIC_TABLE, Person, Text, macros
from .entities import Message, Thread, Ticket
from .planted import articles
from .wording import answering

USES_MACRO, USES_ARTICLE = 0.7, 0.14
ASKS, LEAVES_OPEN = 0.1, 0.14
FORGETS_MONEY, TERSE_FORGETS_MONEY, FORGETS_TRACKING = 0.05, 0.88, 0.08
ASKED_ABOUT: Final = frozenset({"damaged_or_defective", "wrong_or_missing_item", "delivered_not_received"})
HARDER, SHORTEST = 1.6, 40


class Answering:
    """The agents' hands: decides on the words of answers and on the time they take."""

    def __init__(self, dice: Random) -> None:
        self._dice = dice
        self._macros = {(text.topic, text.language): text for text in macros()}
        self._articles = {(text.topic, text.language): text for text in articles()}

    def seconds(self, ticket: Ticket, by: Person) -> int:
        """How long an agent is at a ticket."""
        newest = newest_of(ticket)
        minutes = TOPIC_TABLE[newest.topics[0]][2] if newest.topics else 1.0
        hard = HARDER if newest.hard else 1.0
        return max(SHORTEST, round(60 * minutes * by.pace * hard * self._dice.lognormvariate(0, 0.45)))

    def answer(self, thread: Thread, by: Person, *, number: int, at: int) -> Message:
        """The full answer to what stands in a conversation."""
        topics, scene = topics_of(thread), thread.scene
        topic, language = topics[0], scene.language
        asks = topic in ASKED_ABOUT and not _was_asked(thread) and self._dice.random() < ASKS * 3
        missing = () if asks else self._missing(topic, by)
        return Message(
            number=number,
            thread=thread,
            at=at,
            arrived=at,
            inbound=False,
            kind="answer",
            text=answering(self._dice, scene, topic, missing=bool(missing), asks=asks),
            by=by,
            macro=self._used(self._macros, USES_MACRO, topic, language),
            article=self._used(self._articles, USES_ARTICLE, topic, language),
            asked=len(topics),
            open=int(len(topics) > 1 and self._dice.random() < LEAVES_OPEN),
            missing=missing,
            asks=asks,
        )

    def _used(self, shelf: dict[tuple[str, str], Text], odds: float, topic: str, language: str) -> Text | None:
        return shelf.get((topic, language)) if self._dice.random() < odds else None

    def _missing(self, topic: str, by: Person) -> tuple[str, ...]:
        data = DATA_OF.get(topic, ())
        if not data:
            return ()
        money = "refund_date" in data
        odds = (TERSE_FORGETS_MONEY if by.terse else FORGETS_MONEY) if money else FORGETS_TRACKING
        return data if self._dice.random() < odds else ()


def newest_of(ticket: Ticket) -> Message:
    """The newest message of a buyer in the conversations that a ticket holds."""
    said = (message for thread in ticket.threads for message in thread.messages if message.inbound)
    return max(said, key=lambda message: message.number)


def topics_of(thread: Thread) -> tuple[str, ...]:
    """What the newest message of a conversation that says so is about."""
    told = (message.topics for message in reversed(thread.messages) if message.inbound and message.topics != ("other",))
    return next(told, ("other",))


def _was_asked(thread: Thread) -> bool:
    return any(message.asks for message in thread.messages)
