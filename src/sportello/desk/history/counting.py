"""How often a buyer came to us about one issue, and how often they asked since our last answer. Pure."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Spoken:
    """One message: its thread, whether it is ours, when, the orders it names (plain), whether it asks something."""

    thread: int
    ours: bool
    at: datetime
    orders: frozenset[str] = frozenset()
    asks: bool = False


def threads_about(order: str, spoken: Collection[Spoken]) -> set[int]:
    """The threads that name an order (plain)."""
    return {one.thread for one in spoken if order and order in one.orders}


def contacts(spoken: Sequence[Spoken], threads: Collection[int]) -> int:
    """How often the buyer came to us in these threads: each time they spoke up first or after an answer of ours.

    Messages without an answer in between are one contact, and the reply to our question is none of its own.
    """
    return sum(_times([one for one in spoken if one.thread == thread]) for thread in {*threads})


def unanswered(spoken: Sequence[Spoken], owed: Mapping[int, datetime]) -> tuple[int, datetime | None]:
    """How many messages of the buyer wait for an answer in the threads `owed` since when, and since when in all."""
    waiting = [one for one in spoken if not one.ours and one.thread in owed and one.at >= owed[one.thread]]
    return len(waiting), min(owed.values(), default=None)


def _times(thread: Sequence[Spoken]) -> int:
    return sum(_begins(thread))


def _begins(thread: Sequence[Spoken]) -> Iterator[bool]:
    before: Spoken | None = None
    for one in sorted(thread, key=lambda each: each.at):
        yield not one.ours and (before is None or (before.ours and not before.asks))
        before = one
