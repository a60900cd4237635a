"""Random histories of a small desk: the events that its acts leave, and a plain count of what they come to.

The count keeps the desk's own books (who is resolved, what is owed, what was merged into what) and never looks at the
events, so that it can be held against what is made of them.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sportello.insights.facts.values import Happened

START = 1_790_000_000
HOUR = 3600
PATIENCE = 24 * HOUR
BEN = 7


@dataclass
class Desk:
    """Acts by number; what cannot be done now does nothing. `base` keeps the ids of several desks apart."""

    base: int = 0
    now: int = START
    events: list[Happened] = field(default_factory=list)
    opened: dict[int, int] = field(default_factory=dict)
    into: dict[int, tuple[int, int]] = field(default_factory=dict)
    books: dict[int, list[tuple[str, int]]] = field(default_factory=dict)
    owed: dict[int, dict[str, Any]] = field(default_factory=dict)
    repeats: list[int] = field(default_factory=list)
    numbers: int = 0

    def play(self, acts: Sequence[tuple[int, int, int]]) -> None:
        """Acts as triples: which one, on which tickets, and after how many half hours."""
        names = ("open", "write", "answer", "resolve", "merge", "part", "repeat")
        for act, ticket, later in acts:
            self.now += later * HOUR // 2
            tickets = sorted(self.opened)
            if act == 0 or not tickets:
                self.open()
            else:
                getattr(self, names[act])(tickets[ticket % len(tickets)], tickets[(ticket // 7) % len(tickets)])

    def open(self) -> None:
        ticket = self._number()
        self.opened[ticket], self.books[ticket] = self.now, []
        self._tell("ticket.opened", ticket, thread=ticket, channel=1)
        self._begin(ticket, ticket)
        self._hear(ticket, ticket)

    def write(self, ticket: int, _other: int) -> None:
        holder = self.holder(ticket)
        if self._standing(ticket) is None:
            self._begin(ticket, holder)
        self._reopen(holder)
        self._hear(ticket, holder)

    def answer(self, ticket: int, _other: int) -> None:
        if (one := self._standing(ticket)) is not None:
            holder = self.holder(ticket)
            self._tell(
                "message.sent", holder, BEN, message=self._number(), thread=ticket, channel=1, sent=self.now,
                language="en", window=14,
            )  # fmt: skip
            self.owed[one]["ended"] = self.now
            self._tell("obligation.answered", holder, BEN, **self._due(one), worked=0)

    def resolve(self, ticket: int, _other: int) -> None:
        holder = self.holder(ticket)
        family = [each for each in self.opened if self.holder(each) == holder]
        if not self._resolved(holder) and all(self._standing(each) is None for each in family):
            self.books[holder].append(("resolved", self.now))
            self._tell("ticket.resolved", holder, BEN)

    def merge(self, ticket: int, other: int) -> None:
        one, into = self.holder(ticket), self.holder(other)
        if one != into:
            number = self._number()
            if not self._resolved(one):
                self._reopen(into)
            self.into[one] = (into, number)
            self._tell("ticket.merged", into, BEN, merge=number, ticket=one, way="hand")

    def part(self, ticket: int, _other: int) -> None:
        if ticket in self.into:
            into, number = self.into.pop(ticket)
            if self._standing_of_family(ticket):
                self._reopen(ticket)
            self._tell("ticket.parted", into, BEN, merge=number, ticket=ticket)
            self._tell("ticket.parted", ticket, BEN, merge=number, ticket=into)

    def repeat(self, ticket: int, other: int) -> None:
        """A message of one ticket that repeats the issue of another."""
        self.write(ticket, other)
        message = self.events[-1].data["message"]
        self._tell("repeat.counted", self.holder(ticket), message=message, of=other, reason="no_answer", detail="")
        self.repeats.append(self.now)

    def holder(self, ticket: int) -> int:
        """The survivor of a ticket."""
        while ticket in self.into:
            ticket = self.into[ticket][0]
        return ticket

    def counted(self, now: int) -> Counter[str]:
        """What all this comes to at a moment, by name of the tally and what of it."""
        roots = {ticket: self.holder(ticket) for ticket in self.opened}
        books = [self.books[root] for root in {*roots.values()}]
        known = [one for one in self.owed.values() if "ended" in one or one["due"] < now]
        found = Counter[str]()
        found["tickets"], found["issues"] = len(roots), len({*roots.values()})
        found["due"] = len(known)
        found["hit"] = sum(one.get("ended", now) <= one["due"] for one in known)
        found["owing"] = sum("ended" not in one for one in self.owed.values())
        found["resolved"] = sum(what == "resolved" for each in books for what, _at in each)
        found["reopened"] = sum(what == "reopened" for each in books for what, _at in each)
        found["open"] = found["issues"] - found["resolved"] + found["reopened"]
        found["repeats"] = len(self.repeats)
        found["contacts"] = found["issues"] + len(self.repeats)
        found["first"] = sum(self._first(root) for root in {*roots.values()})
        return found

    def _first(self, root: int) -> int:
        """The seconds until the first response of an issue."""
        ours = [one for one in self.owed.values() if self.holder(one["thread"]) == root and "ended" in one]
        first = min(ours, key=lambda one: (one["opened"], one["obligation"]), default=None)
        return first["ended"] - first["opened"] if first else 0

    def _number(self) -> int:
        self.numbers += 1
        return self.base + self.numbers

    def _tell(self, named: str, subject: int, actor: int = 0, **data: Any) -> None:
        self.events.append(Happened(self.base + len(self.events) + 1, self.now, named, actor, subject, data))

    def _hear(self, thread: int, holder: int) -> None:
        read: dict[str, Any] = {"language": "en", "topics": ["invoice"], "risks": [], "complexity": "low"}
        self._tell(
            "message.received", holder, message=self._number(), thread=thread, channel=1, by="new", sent=self.now,
            kind="buyer", **read,
        )  # fmt: skip

    def _begin(self, thread: int, holder: int) -> None:
        number = self._number()
        self.owed[number] = {"obligation": number, "thread": thread, "opened": self.now, "due": self.now + PATIENCE}
        self._tell("obligation.opened", holder, **self._due(number))

    def _due(self, number: int) -> dict[str, Any]:
        return {name: self.owed[number][name] for name in ("obligation", "thread", "opened", "due")} | {"channel": 1}

    def _standing(self, thread: int) -> int | None:
        return next((n for n, one in self.owed.items() if one["thread"] == thread and "ended" not in one), None)

    def _standing_of_family(self, ticket: int) -> bool:
        return any(self._standing(each) is not None for each in self.opened if self.holder(each) == ticket)

    def _resolved(self, ticket: int) -> bool:
        return bool(self.books[ticket]) and self.books[ticket][-1][0] == "resolved"

    def _reopen(self, holder: int) -> None:
        if self._resolved(holder):
            self.books[holder].append(("reopened", self.now))
            self._tell("ticket.reopened", holder)
