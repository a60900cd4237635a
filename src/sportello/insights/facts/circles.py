"""Which tickets belong together: those that were ever merged, split, or said to repeat each other. Pure.

They form circles, each known by the smallest of its ids, and the facts of a circle are made anew together, so that it
does not matter in which order its events come.
"""

from collections.abc import Iterable, Mapping
from typing import Final

LINKS: Final = {
    "ticket.opened": "ticket",
    "ticket.merged": "ticket",
    "ticket.parted": "ticket",
    "repeat.flagged": "of",
    "repeat.counted": "of",
    "repeat.merged": "of",
    "repeat.missed": "of",
    "repeat.dismissed": "of",
}
"""Events that tie their subject to another ticket, and the key of their data that names it."""


def joined(tickets: Iterable[int], links: Iterable[tuple[int, int]], known: Mapping[int, int]) -> dict[int, set[int]]:
    """The circles that these tickets and links come to: tickets and former circles, by the smallest id of each.

    `known` says to which circle a ticket belonged; since a circle is called after one of its tickets, the former
    circles stand among the tickets.
    """
    parent: dict[int, int] = {}

    def find(one: int) -> int:
        while (above := parent.setdefault(one, one)) != one:
            parent[one] = parent.setdefault(above, above)
            one = parent[one]
        return one

    def join(one: int, other: int) -> None:
        low, high = sorted((find(one), find(other)))
        parent[high] = low

    for ticket in tickets:
        join(ticket, known.get(ticket, ticket))
    for one, other in links:
        join(one, known.get(one, one))
        join(other, known.get(other, other))
        join(one, other)
    found: dict[int, set[int]] = {}
    for one in list(parent):
        found.setdefault(find(one), set()).add(one)
    return found
