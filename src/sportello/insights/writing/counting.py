"""Counting questions into gaps: a ticket once, merged ones as one. Pure."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from .valuing import Cell


@dataclass(frozen=True, slots=True)
class Question:
    """One question that was taken in: ids and codes only."""

    message: int
    ticket: int
    group: int
    topic: str
    audience: str
    language: str
    channel: int
    product: int | None
    nearness: float
    asked_at: datetime


type Key = tuple[int, str, str]
"""A group, an audience, a language."""


@dataclass(slots=True)
class Tally:
    """The questions of one gap, the most typical first, one for each ticket."""

    topic: str
    questions: list[Question] = field(default_factory=list)

    @property
    def cells(self) -> list[Cell]:
        """Its tickets by channel and product, the largest first."""
        counted = Counter((one.channel, one.product) for one in self.questions)
        ordered = sorted(counted.items(), key=lambda pair: (-pair[1], pair[0][0], pair[0][1] or 0))
        return [Cell(channel, product, tickets) for (channel, product), tickets in ordered]

    @property
    def tickets(self) -> list[int]:
        """Its tickets, those with the most typical questions first."""
        return [one.ticket for one in self.questions]


def tallied(questions: Iterable[Question], survivors: Mapping[int, int]) -> dict[Key, Tally]:
    """Questions by gap. Of one issue, of however many tickets it was merged, the first question counts."""
    first: dict[int, Question] = {}
    for one in sorted(questions, key=lambda one: one.message):
        first.setdefault(survivor(one.ticket, survivors), one)
    found: dict[Key, Tally] = {}
    for one in first.values():
        key = (one.group, one.audience, one.language)
        found.setdefault(key, Tally(one.topic)).questions.append(one)
    for tally in found.values():
        tally.questions.sort(key=lambda one: (-one.nearness, one.message))
    return found


def survivor(ticket: int, survivors: Mapping[int, int]) -> int:
    """The ticket that a ticket was merged into, at the end of the chain; itself when it was not."""
    seen = {ticket}
    while (into := survivors.get(ticket)) is not None and into not in seen:
        seen.add(into)
        ticket = into
    return ticket


def by_topic(questions: Iterable[Question]) -> dict[str, list[Question]]:
    """Questions by topic."""
    found: dict[str, list[Question]] = defaultdict(list)
    for one in questions:
        found[one.topic].append(one)
    return found
