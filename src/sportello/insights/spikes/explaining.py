"""What rose together, and the likely cause: the narrowest series that explains most of the rise. Pure.

When one carrier's parcels in one country get stuck, a dozen series rise: the carrier, the country's channel, its
language, two topics, all contacts. They are one wave. Whose tickets it is made of says what belongs together: a series
explains another as far as its tickets, less those that it brings usually, fill the other's rise.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

MOST = 0.6
"""A cause explains at least this share of the rise."""

NEARLY = 0.1
"""Of causes that explain nearly as much as the best, the narrowest is named."""

BELONGS = 0.5
"""A rise belongs to a wave whose cause explains at least this share of it."""

type Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Risen:
    """A series that rose: how many came in its last `hours` and were expected, how sure it is, and whose they were.

    `beyond` above 0 is an alarm, see `judging.Rise`. `tickets` are those of the last day, with their age in hours.
    """

    key: Key
    hours: int
    observed: float
    expected: float
    beyond: float
    tickets: dict[int, float]

    @property
    def extra(self) -> float:
        """How many more than usual."""
        return self.observed - self.expected

    def within(self, hours: int) -> frozenset[int]:
        """The tickets of the last hours."""
        return frozenset(ticket for ticket, age in self.tickets.items() if age < hours)


@dataclass(frozen=True, slots=True)
class Wave:
    """Series that rose together: the one furthest beyond chance, the likely cause and its share, and all of them."""

    first: Risen
    cause: Risen
    share: float
    members: tuple[Risen, ...]


type Usual = Callable[[Key, int], float]
"""How many of a series are usual in the last so many hours."""


def waves(risen: Sequence[Risen], usual: Usual) -> list[Wave]:
    """The waves among series that rose, the surest first. Rises that are no alarm explain, but make no wave."""
    left = sorted((one for one in risen if one.beyond >= 0), key=lambda one: (-one.beyond, one.key))
    found = []
    while left:
        first = left[0]
        cause, share = _cause_of(first, risen, usual)
        members = [
            one for one in left if one is first or explained(one, cause, usual) >= BELONGS or _lies_in(one, cause)
        ]
        found.append(Wave(first, cause, share, tuple(members)))
        left = [one for one in left if one not in members]
    return found


def explained(rise: Risen, by: Risen, usual: Usual) -> float:
    """The share (0-1) of a rise that another series brought: its tickets among it, less those usual for it."""
    if by.key == rise.key:
        return 1.0
    common = rise.within(rise.hours) & by.within(rise.hours)
    brought = len(common) - min(usual(by.key, rise.hours), rise.expected)
    return max(0.0, min(1.0, brought / max(rise.extra, 1e-9)))


def _cause_of(first: Risen, risen: Sequence[Risen], usual: Usual) -> tuple[Risen, float]:
    shares = [(one, explained(first, one, usual)) for one in risen]
    best = max(share for _one, share in shares)
    enough = max(MOST, best - NEARLY)
    good = [(one, share) for one, share in shares if share >= enough and usual(one.key, first.hours) <= first.expected]
    return min(good or [(first, 1.0)], key=lambda pair: (usual(pair[0].key, first.hours), -pair[1], pair[0].key))


def _lies_in(rise: Risen, cause: Risen) -> bool:
    """Whether most of what came in this series also came in the cause's."""
    mine = rise.within(rise.hours)
    return bool(mine) and len(mine & cause.within(rise.hours)) >= MOST * len(mine)
