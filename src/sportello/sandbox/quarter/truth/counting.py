"""Counting a played quarter: every figure by the words of its definition, from the game's own objects."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from sportello.sandbox.quarter.clock import DAY
from sportello.sandbox.quarter.entities import Message, Owed, Ticket
from sportello.sandbox.quarter.playing import Played

from .around import count_orders, count_visits
from .ledger import WHOLE, Key, Ledger
from .subject import Issue, Subject, subject_of

WINDOW: Final = 14 * DAY
GIVEN: Final = frozenset({"answered", "noticed"})


def count(played: Played) -> Ledger:
    """All true figures of a quarter, as they stand at its end."""
    ledger = Ledger()
    counting = _Counting(played, ledger)
    for issue in issues_of(played):
        counting.issue(issue, subject_of(issue, now=played.time.ends))
    counting.suggestions()
    count_visits(played, ledger)
    count_orders(played, ledger)
    return ledger


def issues_of(played: Played) -> list[Issue]:
    """The issues: tickets with all that were merged into them."""
    past = played.past
    found: dict[Ticket, Issue] = {}
    for ticket in past.tickets:
        found.setdefault(ticket.survivor, Issue(ticket.survivor)).tickets.append(ticket)
    for message in past.messages:
        issue = found[message.thread.home.survivor]
        (issue.heard if message.inbound else issue.said).append(message)
    for owed in past.owed:
        found[owed.thread.home.survivor].owed.append(owed)
    for stretch in past.stretches:
        found[stretch.thread.home.survivor].stretches.append(stretch)
    for repeat in past.repeats:
        if not repeat.dropped:
            found[(repeat.of or repeat.message.thread.home).survivor].repeats.append(repeat)
    return list(found.values())


@dataclass(frozen=True, slots=True)
class _Counting:
    played: Played
    ledger: Ledger

    def _day(self, moment: int) -> date:
        return self.played.days.of(moment)

    def issue(self, issue: Issue, about: Subject) -> None:
        """Everything that one issue adds."""
        for ticket in issue.tickets:
            own = [message for message in issue.heard if message.thread.home is ticket]
            first = min(own, key=lambda message: (message.at, message.number))
            self.ledger.add("tickets", self._day(first.at), first.thread.market.key, [WHOLE])
        opened = min(message.at for message in issue.heard)
        for measure in ("issues", "contacts"):
            self.ledger.add(measure, self._day(opened), about.channel, about.keys())
        self._rests(issue, about, opened)
        self._answers(issue, about)
        self._repeats(issue, about)
        self._owed(issue, about)
        self._work(issue, about)

    def _work(self, issue: Issue, about: Subject) -> None:
        """The agents' time, on the days on which they spent it; once for each agent and day."""
        spent: dict[tuple[int, date], int] = {}
        for one in issue.stretches:
            when = one.by.place, self._day(one.since)
            spent[when] = spent.get(when, 0) + one.until - one.since
        for (place, day), seconds in spent.items():
            self.ledger.add("work", day, about.channel, about.keys(("agent", str(place))), seconds)

    def _rests(self, issue: Issue, about: Subject, opened: int) -> None:
        """When the issue was open, how often it came back, and what it had cost when it came to rest."""
        ledger, ends = self.ledger, issue.root.resolved
        ledger.add("open", self._day(opened), about.channel, [WHOLE], 1)
        for end in ends:
            ledger.add("open", self._day(end.at), about.channel, [WHOLE], -1, n=-1)
            ledger.add("resolved", self._day(end.at), about.channel, about.keys(), int(end.until is not None))
            if end.until is not None:
                ledger.add("open", self._day(end.until), about.channel, [WHOLE], 1)
        if ends and ends[-1].until is None:
            rested = ends[-1].at
            spent = sum(stretch.until - stretch.since for stretch in issue.stretches)
            hands = {one.by.place for one in issue.stretches} | {one.by.place for one in issue.said if one.by}
            agents: list[Key] = [("agent", str(place)) for place in sorted(hands)]
            ledger.add("handled", self._day(rested), about.channel, about.keys(*agents), spent)
            ledger.add_length("resolution", self._day(rested), about.channel, about.keys(), rested - opened)

    def _answers(self, issue: Issue, about: Subject) -> None:
        """Answers, whether the buyer wrote again after each, and whether the first was all that was needed."""
        full = issue.full_answers
        for message in issue.said:
            subject = about.of_answer(message)
            keys = subject.keys(*_texts(message))
            self.ledger.add("answers", self._day(message.at), subject.channel, keys)
            if message.kind != "answer":
                continue
            left = int(bool(message.open or message.missing))
            self.ledger.add("reviewed", self._day(message.at), subject.channel, keys, left)
            until = message.at + WINDOW
            if until <= self.played.time.ends:
                again = int(_wrote_again(issue, full, message))
                self.ledger.add("again", self._day(until), subject.channel, keys, again)
        if full and full[0].at + WINDOW <= self.played.time.ends:
            first, until = full[0].at, full[0].at + WINDOW
            solved = not any(first < repeat.message.at <= until for repeat in issue.repeats)
            self.ledger.add("first_contact", self._day(until), about.channel, about.keys(), int(solved))

    def _repeats(self, issue: Issue, about: Subject) -> None:
        full = issue.full_answers
        for repeat in issue.repeats:
            message = repeat.message
            before = [answer for answer in full if answer.at <= message.at]
            subject = about.of_repeat(message)
            agent = str(before[-1].by.place) if before and before[-1].by else ""
            keys = subject.keys(("agent", agent))
            self.ledger.add("contacts", self._day(message.at), subject.channel, keys)
            self.ledger.add("repeats", self._day(message.at), subject.channel, [*keys, ("reason", repeat.reason)])

    def _owed(self, issue: Issue, about: Subject) -> None:
        """What was owed: in time or not, and how long the buyer waited for the first answer and for later ones."""
        ledger, now = self.ledger, self.played.time.ends
        turns = _turns(issue.owed)
        for owed in issue.owed:
            channel = owed.thread.market.key
            keys = about.keys(("agent", str(owed.by.place) if owed.by else ""))
            ledger.add("owing", self._day(owed.opened), channel, [WHOLE], 1)
            if owed.ended is not None or owed.due < now:
                hit = owed.ended is not None and owed.ended <= owed.due
                ledger.add("deadlines", self._day(owed.due), channel, keys, int(hit))
            if owed.ended is None:
                continue
            ledger.add("owing", self._day(owed.ended), channel, [WHOLE], -1, n=-1)
            if (turn := turns.get(owed)) is not None:
                day = self._day(owed.ended)
                ledger.add_length(turn, day, channel, keys, owed.ended - owed.opened)
                ledger.add_length(f"{turn}_worked", day, channel, keys, owed.worked)

    def suggestions(self) -> None:
        """What became of suggested repeats."""
        ledger = self.ledger
        for one in self.played.past.suggestions:
            channel = one.ticket.market.key
            ledger.add("flagged", self._day(one.at), channel, [WHOLE])
            if one.decided is None:
                continue
            keys = [WHOLE, ("state", one.state), ("agent", str(one.by.place) if one.by else "")]
            day = self._day(one.decided)
            ledger.add("decided", day, channel, keys, int(one.state == "dismissed"))
            if one.state != "dismissed":
                ledger.add("joined", day, channel, keys, (one.decided - one.at) // 60 * 60)


def _turns(owed: list[Owed]) -> dict[Owed, str]:
    """Which obligation got the first response, and which got later ones: those that began after it."""
    given = sorted((one for one in owed if one.how in GIVEN), key=lambda one: (one.opened, one.number))
    if not given:
        return {}
    first = given[0]
    later = (one for one in given[1:] if first.ended is not None and one.opened >= first.ended)
    return {first: "first", **dict.fromkeys(later, "next")}


def _texts(message: Message) -> list[Key]:
    keys: list[Key] = [("agent", str(message.by.place) if message.by else "")]
    if message.macro is not None:
        keys.append(("macro", str(message.macro.place)))
    if message.article is not None:
        keys.append(("article", str(message.article.place)))
    return keys


def _wrote_again(issue: Issue, full: list[Message], answer: Message) -> bool:
    """Whether a repeat contact came within the window while this was the latest answer; who still waited for an answer
    says nothing of this one."""
    later = [other for other in full if (other.at, other.number) > (answer.at, answer.number)]
    for repeat in sorted(issue.repeats, key=lambda repeat: (repeat.message.at, repeat.message.number)):
        at = repeat.message.at
        if repeat.reason == "no_answer" or at < answer.at or any(other.at <= at for other in later):
            continue
        return at <= answer.at + WINDOW
    return False
