"""All that became of the tickets, and the numbers that things get as they come."""

from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count
from typing import Final

from .entities import Happening, Merge, Message, Owed, Repeat, Stretch, Suggestion, Thread, Ticket

FIRST_STRANGER: Final = 50_000_001
"""Buyers of orders have their order's number; those who only ask get numbers from here on."""


def _counter(first: int = 1) -> Callable[[], int]:
    return count(first).__next__


@dataclass(slots=True)
class Numbers:
    """The next number of everything that has one."""

    ticket: Callable[[], int] = field(default_factory=_counter)
    thread: Callable[[], int] = field(default_factory=_counter)
    message: Callable[[], int] = field(default_factory=_counter)
    owed: Callable[[], int] = field(default_factory=_counter)
    merge: Callable[[], int] = field(default_factory=_counter)
    suggestion: Callable[[], int] = field(default_factory=_counter)
    stranger: Callable[[], int] = field(default_factory=lambda: _counter(FIRST_STRANGER))


@dataclass(slots=True)
class Past:
    """All that became of the tickets, in the order in which it happened."""

    numbers: Numbers = field(default_factory=Numbers)
    tickets: list[Ticket] = field(default_factory=list)
    threads: list[Thread] = field(default_factory=list)
    messages: list[Message] = field(default_factory=list)
    owed: list[Owed] = field(default_factory=list)
    stretches: list[Stretch] = field(default_factory=list)
    repeats: list[Repeat] = field(default_factory=list)
    suggestions: list[Suggestion] = field(default_factory=list)
    merges: list[Merge] = field(default_factory=list)
    happened: list[Happening] = field(default_factory=list)

    def tell(self, happening: Happening) -> None:
        """Note what just happened."""
        self.happened.append(happening)
