"""Buyers' messages as they arrive: they begin a conversation or go on in one, are owed an answer, and may repeat."""

from collections.abc import Sequence
from random import Random
from typing import Final

from .answering import topics_of
from .catalogue import CARRIERS, MARKETS, Market, Person
from .clock import HOUR, Office
from .entities import Happening, Message, Owed, Repeat, Scene, Suggestion, Thread, Ticket
from .merging import wake
from .past import Past
from .planning import Contact
from .reacting import WINDOW, Reaction
from .wording import again, asking

IMPATIENT, SHORTEST_PATIENCE, LONGEST_PATIENCE = 0.3, 14 * HOUR, 60 * HOUR
FLAGGED, OTHER_MARKET, LATE_MAIL = 0.9, 0.35, 0.01
THREATENS, THREATENS_AGAIN = 0.025, 0.14
RISKS: Final = ("claim", "negative_feedback", "legal")
MAIL: Final = next(market for market in MARKETS if market.kind == "email")


class Hearing:
    """What happens to a message when it arrives."""

    def __init__(self, dice: Random, past: Past, office: Office) -> None:
        self._dice, self._past, self._office = dice, past, office
        self._counted: dict[Ticket, list[Repeat]] = {}

    def patience(self) -> int | None:
        """After how long a buyer without an answer writes again; None for one who waits."""
        if self._dice.random() >= IMPATIENT:
            return None
        return self._dice.randrange(SHORTEST_PATIENCE, LONGEST_PATIENCE)

    def counted_of(self, ticket: Ticket) -> Sequence[Repeat]:
        """The repeat contacts whose messages began a ticket."""
        return self._counted.get(ticket, ())

    def begin(self, contact: Contact, now: int) -> Message:
        """The first message of an issue."""
        order = contact.order
        buyer = order.buyer if order else self._past.numbers.stranger()
        carrier = order.carrier if order else self._dice.choice(CARRIERS)
        scene = Scene(contact.language, buyer, contact.product, carrier, order, now)
        ticket = self._open(contact.market, scene, now)
        risk = self._dice.choice(RISKS) if self._dice.random() < THREATENS else ""
        text = asking(self._dice, scene, contact.topics, words=contact.words, risk=risk)
        hot = contact.product.key == "bulbo" and contact.topics[0] == "damaged_or_defective"
        risks = tuple(filter(None, (risk, "safety" if hot and self._dice.random() < 0.3 else "")))
        late = self._dice.randrange(HOUR, 6 * HOUR) if self._dice.random() < LATE_MAIL else 0
        message = self._arrive(ticket.threads[0], text, contact.topics, risks, now, late)
        if (visit := contact.visit) is not None:
            visit.ticket, visit.message = ticket, message
            self._past.tell(Happening(now, "contact.sent", visit, about=message))
        return message

    def react(self, thread: Thread, coming: Reaction, now: int) -> Message:
        """A buyer comes back after an answer, in the same conversation or in a new one."""
        if coming.anew:
            return self._begin_anew(thread, coming, now)
        return self.go_on(thread, coming.reason, coming.detail, now)

    def go_on(self, thread: Thread, reason: str, detail: str, now: int) -> Message:
        """A further message in a conversation."""
        ticket = thread.home.survivor
        standing = standing_of(ticket, now)
        topics = ("other",) if reason == "other" else topics_of(thread)[-1:]
        words = "situation_changed" if reason == "later" else reason
        message = self._say_again(thread, words, topics, now)
        if standing:
            self._count(message, None, ticket, _reason(standing, reason), detail, now)
        return message

    def answered(self, said: Message, by: Person, now: int, *, takes_texts: bool) -> None:
        """One of our messages stands there: it ends what was owed. `takes_texts`: macro and article were put in for
        it, not for another conversation that gets the same."""
        thread = said.thread
        ticket = thread.home.survivor
        for kind, text in (("macro.inserted", said.macro), ("article.taken", said.article)):
            if text is not None and takes_texts:
                self._past.tell(Happening(now, kind, ticket, by, said))
        thread.messages.append(said)
        self._past.messages.append(said)
        self.end(thread, "noticed" if said.kind == "notice" else "answered", said, by, now)
        self._past.tell(
            Happening(now, "message.noticed" if said.kind == "notice" else "message.sent", ticket, by, said)
        )
        wake(self._past, ticket, now, by)

    def end(self, thread: Thread, how: str, answer: Message | None, by: Person, now: int) -> None:
        """End what a conversation is owed."""
        owed = thread.owed
        if owed is None:
            return
        owed.ended, owed.how, owed.by, owed.answer = now, how, by, answer
        owed.worked = self._office.worked(owed.opened, now)
        thread.owed = None
        self._past.tell(Happening(now, f"obligation.{how}", thread.home.survivor, by, owed))

    def _open(self, market: Market, scene: Scene, now: int) -> Ticket:
        past, order = self._past, scene.order
        ticket = Ticket(past.numbers.ticket(), now, market, scene.buyer, scene.language, order)
        if order is not None and order.shipped is not None and order.shipped <= now:
            ticket.carrier = order.carrier.code
        thread = Thread(past.numbers.thread(), market, ticket, scene)
        ticket.threads.append(thread)
        past.tickets.append(ticket)
        past.threads.append(thread)
        past.tell(Happening(now, "ticket.opened", ticket, about=thread))
        return ticket

    def _begin_anew(self, thread: Thread, coming: Reaction, now: int) -> Message:
        """The buyer forgets the conversation and begins another; most of these are seen to be the same issue."""
        of = thread.home.survivor
        standing = standing_of(of, now)
        other = thread.market is not MAIL and self._dice.random() < OTHER_MARKET
        ticket = self._open(MAIL if other else thread.market, thread.scene, now)
        message = self._say_again(ticket.threads[0], coming.reason, topics_of(thread)[-1:], now)
        if self._dice.random() < FLAGGED:
            ticket.suggestion = Suggestion(self._past.numbers.suggestion(), ticket, of, now)
            self._past.suggestions.append(ticket.suggestion)
            self._past.tell(Happening(now, "repeat.flagged", ticket, about=ticket.suggestion))
            if standing:
                self._count(message, of, ticket, _reason(standing, coming.reason), coming.detail, now)
        return message

    def _say_again(self, thread: Thread, words: str, topics: tuple[str, ...], now: int) -> Message:
        text = again(self._dice, thread.scene, words, topics)
        threatens = words not in {"reply", "other"} and self._dice.random() < THREATENS_AGAIN
        risks = (self._dice.choice(RISKS),) if threatens else ()
        return self._arrive(thread, text, topics, risks, now, 0)

    def _arrive(
        self, thread: Thread, text: str, topics: tuple[str, ...], risks: tuple[str, ...], now: int, late: int
    ) -> Message:
        past, ticket = self._past, thread.home.survivor
        hard = bool(risks) or len(topics) > 1
        message = Message(
            past.numbers.message(), thread, now - late, now, True, "buyer", text, topics=topics, risks=risks, hard=hard
        )
        begins = not thread.messages
        thread.messages.append(message)
        past.messages.append(message)
        if not begins:
            wake(past, ticket, now)
        if thread.owed is None:
            self._owe(thread, message, now)
        past.tell(Happening(now, "message.received", ticket, about=message))
        if begins and ticket.order is not None:
            past.tell(Happening(now, "ticket.about", ticket, about=ticket.order))
        return message

    def _owe(self, thread: Thread, message: Message, now: int) -> None:
        hours = thread.market.hours * HOUR
        due = message.at + hours if thread.market.round_the_clock else self._office.after(message.at, hours)
        thread.owed = Owed(self._past.numbers.owed(), thread, message, message.at, due)
        self._past.owed.append(thread.owed)
        self._past.tell(Happening(now, "obligation.opened", thread.home.survivor, about=thread.owed))

    def _count(self, message: Message, of: Ticket | None, ticket: Ticket, reason: str, detail: str, now: int) -> None:
        repeat = Repeat(message, of, reason, detail if reason in {"datum_missing", "question_open"} else "", now)
        self._past.repeats.append(repeat)
        self._counted.setdefault(ticket, []).append(repeat)
        self._past.tell(Happening(now, "repeat.counted", ticket, about=repeat))


def standing_of(ticket: Ticket, now: int) -> str:
    """Where an issue stands when its buyer writes again: "owed", "answered" (not long ago), or "" when the message
    would be no repeat contact."""
    if any(thread.owed for thread in ticket.threads):
        return "owed"
    said = [message for thread in ticket.threads for message in thread.messages if message.kind == "answer"]
    newest = max(said, key=lambda message: message.number, default=None)
    if newest is not None and newest.asks and not ticket.resolved:
        return ""
    moments = [newest.at] if newest else []
    moments += [resolved.at for resolved in ticket.resolved[-1:]]
    return "answered" if moments and now - max(moments) <= WINDOW else ""


def _reason(standing: str, planned: str) -> str:
    if standing == "owed":
        return "no_answer"
    return "situation_changed" if planned in {"reply", "later", "no_answer"} else planned
