"""What facts add to tallies: names, days, channels, breakdowns and numbers. Pure.

A tally's name says what is counted; `n` counts it, `total` sums what its comment below says. Days are local days of one
zone. What is known only later (whether a deadline was met, a window passed without a repeat) adds nothing before.
"""

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from math import floor, log
from typing import Final
from zoneinfo import ZoneInfo

from sportello.reading.vocabulary import CATEGORIES

from .values import About, Answer, Circle, Issue, Owed, Placed, Repeat, Suggestion, Visited, Work

type Cell = tuple[str, date, int, str, str]
"""Name, day, channel, breakdown, key."""

type Sums = dict[Cell, list[int]]
"""How many, their sum, the sum of their squares."""

type Key = tuple[str, str]

WHOLE: Final[Key] = ("", "")
DEFLECTED: Final = frozenset({"solved", "implied"})
WROTE: Final = frozenset({"contacted", "bypassed"})

STEP: Final = 1.04
"""Each bucket of a length of time ends 4 % above the one before, so that a median is right within 2 %."""

_CATEGORY_OF: Final = {topic: category for category, topics in CATEGORIES.items() for topic in topics}


def bucket(seconds: int) -> int:
    """The bucket of a length of time; 0 holds what took less than a second."""
    return 0 if seconds < 1 else 1 + floor(log(seconds) / log(STEP))


def middle(number: int) -> float:
    """The seconds in the (geometric) middle of a bucket."""
    return 0.0 if number == 0 else float(STEP ** (number - 0.5))


class Adding:
    """Sums of what facts add, in one zone; `sign` -1 takes off what they added before."""

    def __init__(self, zone: ZoneInfo) -> None:
        self.sums: Sums = {}
        self.hours: dict[tuple[str, int, int], int] = {}
        self.sign = 1
        self._zone = zone
        self._days: dict[datetime, date] = {}

    def circle(self, circle: Circle) -> None:
        """Add what the tickets of a circle come to."""
        about = {one.root: one.about for one in circle.issues if one.is_whole}
        for issue in circle.issues:
            self._issue(issue)
        for owed in circle.owed:
            self._owed(owed, about.get(owed.root, About()))
        for answer in circle.answers:
            self._answer(answer)
        for repeat in circle.repeats:
            self._repeat(repeat)
        for suggestion in circle.suggestions:
            self._suggestion(suggestion)
        for work in circle.work:
            self._work(work, about.get(work.root, About()))

    def visit(self, visit: Visited) -> None:
        """Add a visit once it is settled."""
        if not visit.outcome:
            return
        day, channel = self._day(visit.began_at), visit.channel
        keys = [WHOLE, ("language", visit.language), ("audience", visit.audience)]
        keys += [*_each("topic", visit.topics), *_each("article", visit.articles)]
        self._add("visits", day, channel, [*keys, ("outcome", visit.outcome)])
        wrote = visit.outcome in WROTE
        if visit.at_form:
            self._add("plain" if visit.held_out else "answered", day, channel, keys, int(wrote))
        if not visit.held_out and (wrote or visit.outcome in DEFLECTED):
            self._add("helped", day, channel, keys, int(not wrote))
            self._add("explicit", day, channel, keys, int(visit.outcome == "solved"))
            self._add("implied", day, channel, keys, int(visit.outcome == "implied"))

    def order(self, order: Placed) -> None:
        """Add an order on the day it was placed, its claim on the day that was opened."""
        keys = [WHOLE, ("carrier", order.carrier), ("country", order.country), ("fulfilled_by", order.fulfilled_by)]
        keys += _each("product", order.products)
        self._add("orders", self._day(order.placed_at), order.channel, keys)
        if order.claimed_at is not None:
            self._add("claims", self._day(order.claimed_at), order.channel, keys)
        if order.bad_feedback_at is not None:
            self._add("feedback", self._day(order.bad_feedback_at), order.channel, keys)

    def _issue(self, one: Issue) -> None:
        if one.began_at is not None:
            self._add("tickets", self._day(one.began_at), one.began_channel, [WHOLE])
        if not one.is_whole or one.opened_at is None:
            return
        channel, keys = one.about.channel, keys_of(one.about)
        opened = self._day(one.opened_at)
        self._add("issues", opened, channel, keys)
        self._add("contacts", opened, channel, keys)
        self._spells(one, keys)
        if one.resolved_at is not None:
            day = self._day(one.resolved_at)
            # The agents' seconds; the seconds since the issue was opened.
            self._add("handled", day, channel, [*keys, *_each("agent", one.agents)], one.handled)
            self._time("resolution", day, channel, keys, one.spells[-1] - one.spells[0])
        if one.solved_at_first is not None and one.window_ends_at is not None:
            self._add("first_contact", self._day(one.window_ends_at), channel, keys, int(one.solved_at_first))

    def _spells(self, one: Issue, keys: list[Key]) -> None:
        """Open issues grow and shrink by one; of each resolution, whether the issue was opened again."""
        for index, moment in enumerate(one.spells):
            day, step = self._day_of(moment), 1 if index % 2 == 0 else -1
            self._add("open", day, one.about.channel, [WHOLE], step, times=step)
            if step < 0:
                self._add("resolved", day, one.about.channel, keys, int(index + 1 < len(one.spells)))

    def _owed(self, one: Owed, about: About) -> None:
        keys = [*keys_of(about), *_each("agent", (one.agent,))]
        self._add("owing", self._day(one.opened_at), one.channel, [WHOLE], 1)
        self._hour("owed", one.opened_at, one.channel)
        if one.hit is not None:
            self._add("due", self._day(one.due_at), one.channel, keys, int(one.hit))
        if one.ended_at is None:
            return
        self._add("owing", self._day(one.ended_at), one.channel, [WHOLE], -1, times=-1)
        self._hour("ended", one.ended_at, one.channel)
        if one.turn:
            name, day = "first" if one.turn == 1 else "next", self._day(one.ended_at)
            self._time(name, day, one.channel, keys, max(int((one.ended_at - one.opened_at).total_seconds()), 0))
            if one.worked is not None:
                self._time(f"{name}_worked", day, one.channel, keys, one.worked)

    def _answer(self, one: Answer) -> None:
        keys = [*keys_of(one.about), *_each("agent", (one.agent,))]
        keys += [*_each("macro", one.macros), *_each("article", one.articles)]
        day = self._day(one.at)
        self._add("answers", day, one.about.channel, keys)
        if one.settled and one.kind != "notice":
            self._add("again", self._day(one.settles_at), one.about.channel, keys, int(one.again_at is not None))
        if one.reviewed:
            self._add("reviewed", day, one.about.channel, keys, int(one.left_open > 0 or bool(one.missing)))

    def _repeat(self, one: Repeat) -> None:
        keys = [*keys_of(one.subject), *_each("agent", (one.agent,)), ("reason", one.reason)]
        self._add("repeats", self._day(one.at), one.subject.channel, keys)
        self._add("contacts", self._day(one.at), one.subject.channel, keys[:-1])

    def _suggestion(self, one: Suggestion) -> None:
        if one.flagged_at is not None:
            self._add("flagged", self._day(one.flagged_at), one.channel, [WHOLE])
        if one.decided_at is None:
            return
        keys = [WHOLE, ("state", one.state), *_each("agent", (one.agent,))]
        self._add("decided", self._day(one.decided_at), one.channel, keys, int(one.state == "dismissed"))
        if one.state in {"merged", "missed"} and one.flagged:
            self._add("joined", self._day(one.decided_at), one.channel, keys, one.minutes * 60)

    def _work(self, one: Work, about: About) -> None:
        keys = [*keys_of(about), ("agent", str(one.agent))]
        self._add("work", one.day, about.channel, keys, one.seconds)

    def _time(self, name: str, day: date, channel: int, keys: list[Key], seconds: int) -> None:
        """A length of time: its seconds, and for medians its bucket."""
        self._add(name, day, channel, keys, seconds)
        self._add(name, day, channel, [("bucket", str(bucket(seconds)))])

    def _add(self, name: str, day: date, channel: int, keys: Iterable[Key], value: int = 0, *, times: int = 1) -> None:
        times, value, square = times * self.sign, value * self.sign, value * value * self.sign
        for by, key in keys:
            if key or not by:
                sums = self.sums.setdefault((name, day, channel, by, key), [0, 0, 0])
                sums[0] += times
                sums[1] += value
                sums[2] += square

    def _hour(self, name: str, moment: datetime, channel: int) -> None:
        seconds = int(moment.timestamp())
        cell = (name, seconds - seconds % 3600, channel)
        self.hours[cell] = self.hours.get(cell, 0) + self.sign

    def _day(self, moment: datetime) -> date:
        found = self._days.get(moment)
        if found is None:
            found = self._days[moment] = moment.astimezone(self._zone).date()
        return found

    def _day_of(self, seconds: int) -> date:
        return self._day(datetime.fromtimestamp(seconds, UTC))


def keys_of(about: About) -> list[Key]:
    """Every key under which something about this stands, the whole first."""
    return [
        WHOLE,
        *_each("topic", about.topics),
        *_each("category", categories_of(about.topics)),
        *_each("risk", about.risks or ("none",)),
        ("language", about.language),
        ("complexity", about.complexity),
        *_each("product", (about.product,)),
        ("carrier", about.carrier),
        ("country", about.country),
        ("fulfilled_by", about.fulfilled_by),
    ]


def categories_of(topics: Iterable[str]) -> list[str]:
    """The categories of topics, in alphabetical order."""
    return sorted({_CATEGORY_OF[topic] for topic in topics if topic in _CATEGORY_OF})


def _each(by: str, values: Iterable[object]) -> Iterator[Key]:
    return ((by, str(value)) for value in values if value)
