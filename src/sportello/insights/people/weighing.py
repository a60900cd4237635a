"""Comparing agents fairly: each with what the others do with the same mix of work. Pure.

An agent who gets the hard tickets takes longer than the average and may still be quick. So each agent's mean is put
beside what is expected of it: in each class of complexity the mean of all the others, weighted by how much this agent
has of that class (direct standardisation, the usual remedy in epidemiology for unlike populations). The interval is
that of the agent's own mean around it (95 %, normal, from the spread within each class), so that a few answers prove
nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from math import sqrt

SURE = 1.959963984540054
FEWEST = 5
"""Below so many cases of one's own nothing is compared; and a class of which the others have fewer is left out."""


@dataclass(frozen=True, slots=True)
class Cell:
    """What one agent did in one class of complexity: how many, the sum of their values, the sum of the squares."""

    n: int
    total: float
    squares: float

    def __add__(self, other: "Cell") -> "Cell":
        return Cell(self.n + other.n, self.total + other.total, self.squares + other.squares)

    def __sub__(self, other: "Cell") -> "Cell":
        return Cell(self.n - other.n, self.total - other.total, self.squares - other.squares)


@dataclass(frozen=True, slots=True)
class Fair:
    """One agent's mean over `n` cases, what the others come to with the same mix, and the ends of the mean's interval.

    `expected` is None where the others have too little of this agent's work; `low` and `high` are None with it.
    """

    n: int
    mean: float | None
    expected: float | None = None
    low: float | None = None
    high: float | None = None

    @property
    def is_more(self) -> bool:
        """Surely more than expected."""
        return self.low is not None and self.expected is not None and self.low > self.expected

    @property
    def is_less(self) -> bool:
        """Surely less than expected."""
        return self.high is not None and self.expected is not None and self.high < self.expected


def fair(cells: Mapping[tuple[int, str], Cell]) -> dict[int, Fair]:
    """Each agent's comparison, from what each agent did in each class."""
    whole: dict[str, Cell] = {}
    for (_agent, kind), cell in cells.items():
        whole[kind] = whole.get(kind, Cell(0, 0.0, 0.0)) + cell
    agents = sorted({agent for agent, _kind in cells})
    return {agent: _one({kind: cell for (who, kind), cell in cells.items() if who == agent}, whole) for agent in agents}


def _one(own: Mapping[str, Cell], whole: Mapping[str, Cell]) -> Fair:
    n = sum(cell.n for cell in own.values())
    if n == 0:
        return Fair(0, None)
    mean = sum(cell.total for cell in own.values()) / n
    others = {kind: whole[kind] - cell for kind, cell in own.items()}
    compared = {kind: cell for kind, cell in own.items() if others[kind].n >= FEWEST}
    cases = sum(cell.n for cell in compared.values())
    # What cannot be compared would make the rest look like the whole.
    if cases < FEWEST or cases < n / 2:
        return Fair(n, mean)
    expected = sum(cell.n * others[kind].total / others[kind].n for kind, cell in compared.items()) / cases
    there = sum(cell.total for cell in compared.values()) / cases
    half = SURE * sqrt(sum(_spread(cell) for cell in compared.values())) / cases
    # The mean of what can be compared stands for the whole, so that the two differ by nothing else.
    return Fair(n, there, expected, max(there - half, 0.0), there + half)


def _spread(cell: Cell) -> float:
    """The variance of a class's sum, from its own spread; one case alone is taken to spread as far as its value."""
    if cell.n < 2:
        return cell.squares
    variance = max(cell.squares - cell.total * cell.total / cell.n, 0.0) / (cell.n - 1)
    return cell.n * variance
