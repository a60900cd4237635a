"""Counting questions into gaps: a ticket once, merged ones as one. Pure."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, NamedTuple

from .singling import LEAST, About, singled_out
from .valuing import Cell

THINGS: Final = frozenset({"product_question", "assembly"})
"""Topics whose answer lies in the thing itself; for all others the house does the same whatever was bought."""


@dataclass(frozen=True, slots=True)
class Asking:
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


class Key(NamedTuple):
    """What a gap is: a group, an audience, a language, and the one product that it is about, if it is about one."""

    group: int
    audience: str
    language: str
    product: int | None = None

    @property
    def order(self) -> tuple[int, str, str, int]:
        """Something to sort by."""
        return self.group, self.audience, self.language, self.product or 0


@dataclass(slots=True)
class Tally:
    """The questions of one gap, the most typical first, one for each ticket."""

    topic: str
    questions: list[Asking] = field(default_factory=list)

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


def tallied(questions: Iterable[Asking], survivors: Mapping[int, int]) -> dict[Key, Tally]:
    """Questions by gap. Of one issue, of however many tickets it was merged, the first question counts.

    Where a topic's answer lies in the thing, a product that is asked about unusually often has gaps of its own.
    """
    issues = _issues(questions, survivors)
    special = singled_out([About(one.topic, one.language, one.product) for one in issues], THINGS)
    found: dict[Key, Tally] = {}
    for one in issues:
        product = one.product if About(one.topic, one.language, one.product) in special else None
        key = Key(one.group, one.audience, one.language, product)
        found.setdefault(key, Tally(one.topic)).questions.append(one)
    found = _pooled(found)
    for tally in found.values():
        tally.questions.sort(key=lambda one: (-one.nearness, one.message))
    return found


def _issues(questions: Iterable[Asking], survivors: Mapping[int, int]) -> Collection[Asking]:
    first: dict[int, Asking] = {}
    for one in sorted(questions, key=lambda one: one.message):
        first.setdefault(survivor(one.ticket, survivors), one)
    return first.values()


def _pooled(found: Mapping[Key, Tally]) -> dict[Key, Tally]:
    """What is asked about one product too seldom for an article of its own goes with what is asked about it most."""
    pieces: dict[tuple[str, str, str, int | None], list[Key]] = defaultdict(list)
    for key, tally in found.items():
        pieces[tally.topic, key.audience, key.language, key.product].append(key)
    pooled = {key: Tally(tally.topic, list(tally.questions)) for key, tally in found.items()}
    for (*_kind, product), keys in pieces.items():
        if product is None:
            continue
        largest, *others = sorted(keys, key=lambda key: (-len(found[key].questions), key.group))
        for key in others:
            if len(found[key].questions) < LEAST:
                pooled[largest].questions.extend(pooled.pop(key).questions)
    return pooled


def survivor(ticket: int, survivors: Mapping[int, int]) -> int:
    """The ticket that a ticket was merged into, at the end of the chain; itself when it was not."""
    seen = {ticket}
    while (into := survivors.get(ticket)) is not None and into not in seen:
        seen.add(into)
        ticket = into
    return ticket


def by_topic(questions: Iterable[Asking]) -> dict[str, list[Asking]]:
    """Questions by topic."""
    found: dict[str, list[Asking]] = defaultdict(list)
    for one in questions:
        found[one.topic].append(one)
    return found
