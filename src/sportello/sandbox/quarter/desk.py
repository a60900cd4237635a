"""The desk at work: conversations arrive, agents take the most urgent one they can read, answer, merge and resolve."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import partial
from heapq import heappop, heappush
from itertools import count
from random import Random
from typing import Final

from .answering import Answering, topics_of
from .catalogue import Person
from .clock import DAY, HOUR, Office, Quarter
from .entities import Happening, Message, Owed, Resolved, Stretch, Suggestion, Thread, Ticket
from .hearing import Hearing
from .merging import merge
from .past import Past
from .planning import Contact
from .reacting import Reaction, reaction
from .staffing import Duty
from .wording import noticing

ACCEPTED, DISMISSED, MISSED = 0.72, 0.08, 0.08
AT_ONCE, NO_NEED, FULL_TWICE = 0.66, 0.55, 0.3
PUT_OFF, GLANCE = 0.05, (30, 150)
BREATH: Final = (15, 90)

type Act = Callable[[int], None]


class Desk:
    """Plays the quarter: a queue of what happens next, and agents who work down what is owed."""

    def __init__(self, dice: Random, time: Quarter, office: Office) -> None:
        self.past = Past()
        self._dice, self._time = dice, time
        self._next: list[tuple[int, int, Act]] = []
        self._order = count()
        self._owed: dict[str, list[tuple[int, int, Ticket]]] = {}
        self._idle: dict[int, tuple[Person, int]] = {}
        self._hands = Answering(dice)
        self._hearing = Hearing(dice, self.past, office)

    def play(self, contacts: Iterable[Contact], duties: Iterable[Duty]) -> Past:
        """Let everybody write and work; what the end of the quarter finds open stays open."""
        for contact in contacts:
            self._at(contact.at, partial(self._begin, contact))
        for duty in duties:
            self._at(duty.begins, partial(self._free, duty.by, duty.ends))
        while self._next and self._next[0][0] < self._time.ends:
            now, _order, act = heappop(self._next)
            act(now)
        return self.past

    def _at(self, moment: int, act: Act) -> None:
        heappush(self._next, (moment, next(self._order), act))

    def _begin(self, contact: Contact, now: int) -> None:
        self._heard(self._hearing.begin(contact, now), now)

    def _react(self, thread: Thread, coming: Reaction, now: int) -> None:
        self._heard(self._hearing.react(thread, coming, now), now)

    def _heard(self, message: Message, now: int) -> None:
        """A buyer's message stands there: it waits for an agent, and its writer for an answer."""
        owed = message.thread.owed
        if owed is None or owed.first is not message:
            return
        ticket = message.thread.home.survivor
        language = message.thread.scene.language
        heappush(self._owed.setdefault(language, []), (owed.due, owed.number, ticket))
        if (wait := self._hearing.patience()) is not None:
            self._at(now + wait, partial(self._grow_impatient, message))
        for person, until in [*self._idle.values()]:
            if language in person.languages:
                self._free(person, until, now)
                break

    def _grow_impatient(self, message: Message, now: int) -> None:
        owed = message.thread.owed
        if owed is not None and owed.first is message:
            self._hearing.go_on(message.thread, "no_answer", "", now)

    def _free(self, person: Person, until: int, now: int) -> None:
        """An agent has time: takes the most urgent ticket, or waits for one."""
        self._idle.pop(person.place, None)
        if now >= until:
            return
        ticket = self._take(person)
        if ticket is None:
            self._idle[person.place] = (person, until)
            return
        self._serve(ticket, person, until, now)

    def _take(self, person: Person) -> Ticket | None:
        while True:
            waiting = [(queue[0], language) for language in person.languages if (queue := self._owed.get(language))]
            if not waiting:
                return None
            (_due, _number, ticket), language = min(waiting, key=lambda found: found[0][:2])
            heappop(self._owed[language])
            ticket = ticket.survivor
            if not ticket.busy and any(thread.owed for thread in ticket.threads):
                return ticket

    def _serve(self, ticket: Ticket, by: Person, until: int, now: int) -> None:
        ticket = self._decide(ticket, by, now)
        ticket.busy = True
        puts_off = self._dice.random() < PUT_OFF
        ends = now + (self._dice.randrange(*GLANCE) if puts_off else self._hands.seconds(ticket, by))
        first = _most_urgent(ticket).thread
        if ends < self._time.ends:
            self.past.stretches.append(Stretch(first, by, now, ends))
        self._at(ends, partial(self._put_off, ticket) if puts_off else partial(self._finish, ticket, first, by))
        self._at(ends + self._dice.randrange(*BREATH), partial(self._free, by, until))

    def _put_off(self, ticket: Ticket, now: int) -> None:
        """The agent has to ask somebody first; others of the queue come before it for a while, or for too long."""
        ticket.busy = False
        owed = _most_urgent(ticket)
        again = max(owed.due, now) + self._dice.randrange(DAY)
        self._at(again - DAY, partial(self._wait_again, ticket, owed.thread.scene.language, again))

    def _wait_again(self, ticket: Ticket, language: str, due: int, _now: int) -> None:
        heappush(self._owed.setdefault(language, []), (due, next(self._order), ticket))

    def _decide(self, ticket: Ticket, by: Person, now: int) -> Ticket:
        """What an agent makes of a suggestion that stands: merge, not a repeat, or nothing. Returns the ticket that is
        to be answered."""
        suggestion, chance = ticket.suggestion, self._dice.random()
        if suggestion is None or suggestion.state != "standing" or suggestion.of.survivor is ticket:
            return ticket
        if chance < ACCEPTED and not suggestion.of.survivor.busy:
            return self._accept(suggestion, "merged", by, now)
        if ACCEPTED <= chance < ACCEPTED + DISMISSED:
            self._tell_decision(suggestion, "dismissed", by, now)
            for repeat in self._hearing.counted_of(ticket):
                repeat.dropped = repeat.dropped or repeat.of is suggestion.of
        elif chance >= 1 - MISSED:
            later = now + self._dice.randrange(HOUR, DAY)
            self._at(later, partial(self._notice_late, suggestion, by))
        return ticket

    def _notice_late(self, suggestion: Suggestion, by: Person, now: int) -> None:
        mine, other = suggestion.ticket.survivor, suggestion.of.survivor
        if suggestion.state == "standing" and mine is not other and not (mine.busy or other.busy):
            answered = any(not message.inbound for thread in suggestion.ticket.threads for message in thread.messages)
            into = self._accept(suggestion, "missed" if answered else "merged", by, now)
            self._at(now + HOUR, partial(self._resolve, into, by))

    def _accept(self, suggestion: Suggestion, state: str, by: Person, now: int) -> Ticket:
        into = merge(self.past, suggestion, by, now)
        self._tell_decision(suggestion, state, by, now)
        return into

    def _tell_decision(self, suggestion: Suggestion, state: str, by: Person, now: int) -> None:
        suggestion.state, suggestion.by, suggestion.decided = state, by, now
        self.past.tell(Happening(now, f"repeat.{state}", suggestion.ticket, by, suggestion))

    def _finish(self, ticket: Ticket, first: Thread, by: Person, now: int) -> None:
        """The agent sends what was written: the full answer where most is at stake, a notice or another elsewhere."""
        ticket.busy = False
        owing = sorted((thread for thread in ticket.threads if thread.owed), key=lambda thread: thread is not first)
        if self._is_thanks(owing) and self._dice.random() < NO_NEED:
            for thread in owing:
                self._hearing.end(thread, "no_response_needed", None, by, now)
                self.past.tell(Happening(now, "thread.needs_no_response", ticket, by, thread))
            self._resolve(ticket, by, now)
            return
        full = self._hands.answer(first, by, number=self.past.numbers.message(), at=now)
        self._hearing.answered(full, by, now, takes_texts=True)
        for thread in owing[1:]:
            self._say_beside(full, thread, by, now)
        self._follow(ticket, full, by, now)

    @staticmethod
    def _is_thanks(owing: list[Thread]) -> bool:
        return all(len(thread.messages) > 1 and thread.messages[-1].topics == ("other",) for thread in owing)

    def _say_beside(self, full: Message, thread: Thread, by: Person, now: int) -> None:
        """The same answer in another conversation of the ticket, or a notice that points to it."""
        number = self.past.numbers.message()
        if self._dice.random() < FULL_TWICE:
            said = replace(full, number=number, thread=thread)
        else:
            said = Message(number, thread, now, now, False, "notice", noticing(thread.scene), by=by)
        self._hearing.answered(said, by, now, takes_texts=False)

    def _follow(self, ticket: Ticket, answer: Message, by: Person, now: int) -> None:
        """What comes of an answer: the ticket rests now or later, and the buyer may write again."""
        if not answer.asks:
            if self._dice.random() < AT_ONCE:
                self._resolve(ticket, by, now)
            else:
                later = now + self._dice.randrange(HOUR * 10, 4 * DAY)
                self._at(later, partial(self._resolve, ticket, by))
        if (coming := reaction(self._dice, answer, topics_of(answer.thread))) is not None:
            self._at(coming.at, partial(self._react, answer.thread, coming))

    def _resolve(self, ticket: Ticket, by: Person, now: int) -> None:
        ticket = ticket.survivor
        awaited = any(message.asks for thread in ticket.threads for message in thread.messages[-1:])
        if ticket.is_resolved or ticket.busy or awaited or any(thread.owed for thread in ticket.threads):
            return
        ticket.resolved.append(Resolved(now, by))
        self.past.tell(Happening(now, "ticket.resolved", ticket, by))


def _most_urgent(ticket: Ticket) -> Owed:
    """What a ticket owes first. Raises ValueError when it owes nothing."""
    return min((thread.owed for thread in ticket.threads if thread.owed), key=lambda owed: (owed.due, owed.number))
