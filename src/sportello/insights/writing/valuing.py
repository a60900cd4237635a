"""What an article would save, with every factor named. Pure.

    value = tickets a month x share of readers who do not write x handling minutes x weight of the channel
            x what no edition covers yet

Small counts are kept honest by counting what holds more widely as a few cases more (an empirical-Bayes mean): a topic
with three visits leans on the house's share, a house without visits on a published one.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, NamedTuple

MONTH: Final = 365.25 / 12
"""Days of a month."""

PUBLISHED_SHARE: Final = 0.09
"""The share of readers taken not to write while nothing is measured: 9 % of customers fully solve their issue in
self-service (Gartner, studies of more than 8,000 customer journeys, 2019)."""
ASSUMED_MINUTES: Final = 5.0
"""Minutes a ticket is taken to need while none are measured; the same for all, it changes no order."""
VISITS_COUNTED: Final = 40
"""As how many visits the wider share counts beside the narrower one."""
TICKETS_COUNTED: Final = 10
"""As how many tickets the wider mean of minutes counts beside the narrower one."""
READERS_COUNTED: Final = 20
"""As how many readers the usual share counts beside those of one edition."""
USUALLY_HELPED: Final = 0.75
"""The share of an edition's readers taken not to write while too few have read it: above it no text is called poor."""


class Level(StrEnum):
    """How widely something was measured, the widest first."""

    PUBLISHED = "published"
    HOUSE = "house"
    TOPIC = "topic"
    GAP = "gap"


@dataclass(frozen=True, slots=True)
class Counted:
    """A total over so many cases: visits that ended without a message of visits, or minutes of tickets."""

    total: float
    cases: int


@dataclass(frozen=True, slots=True)
class Step:
    """One level of an estimate: what was counted there, and the estimate once it counts too."""

    level: Level
    total: float
    cases: int
    estimate: float


@dataclass(frozen=True, slots=True)
class Estimate:
    """A mean with the way it was come by, widest first; `cases` are those of the narrowest level that has any."""

    value: float
    steps: tuple[Step, ...]

    @property
    def is_measured(self) -> bool:
        """Whether any case of this house stands behind it."""
        return any(step.cases for step in self.steps[1:])

    @property
    def narrowest(self) -> Step:
        """The narrowest level with any case; the assumption where there is none."""
        return next((step for step in reversed(self.steps) if step.cases), self.steps[0])


def share_not_writing(house: Counted, topic: Counted) -> Estimate:
    """The share of readers who do not write, from settled visits of the house and of those among them on the topic."""
    return _estimated(PUBLISHED_SHARE, {Level.HOUSE: house, Level.TOPIC: topic}, VISITS_COUNTED)


def minutes_a_ticket(house: Counted, topic: Counted, own: Counted) -> Estimate:
    """The handling minutes of a ticket, from those measured in the house, on the topic and among the gap's own."""
    levels = {Level.HOUSE: house, Level.TOPIC: topic, Level.GAP: own}
    return _estimated(ASSUMED_MINUTES, levels, TICKETS_COUNTED)


def _estimated(assumed: float, levels: Mapping[Level, Counted], counted: int) -> Estimate:
    steps = [Step(Level.PUBLISHED, 0.0, 0, assumed)]
    for level, found in levels.items():
        value = (steps[-1].estimate * counted + found.total) / (counted + found.cases)
        steps.append(Step(level, found.total, found.cases, value))
    return Estimate(steps[-1].estimate, tuple(steps))


@dataclass(frozen=True, slots=True)
class Cover:
    """The edition that answers a gap best. Of `asked` examples it answers `answered`; of its settled `readers` so many
    `wrote` all the same."""

    edition: int
    answered: int
    asked: int
    readers: int = 0
    wrote: int = 0

    @property
    def fit(self) -> float:
        """The share of examples it answers."""
        return self.answered / self.asked if self.asked else 0.0

    @property
    def helped(self) -> float:
        """The share of its readers who did not write; few readers lean on the usual share."""
        counted = READERS_COUNTED + self.readers
        return (READERS_COUNTED * USUALLY_HELPED + self.readers - self.wrote) / counted

    @property
    def share(self) -> float:
        """What it covers of the gap."""
        return self.fit * self.helped


class Cell(NamedTuple):
    """Tickets of a gap on one channel about one product (None: no product is known)."""

    channel: int
    product: int | None
    tickets: int


@dataclass(frozen=True, slots=True)
class Value:
    """The sum, factor by factor. `minutes` is what a month would save, in weighted minutes of handling."""

    tickets: int
    a_month: float
    share: Estimate
    handling: Estimate
    weight: float
    uncovered: float
    minutes: float


def value_of(
    cells: Iterable[Cell],
    *,
    days: int,
    share: Estimate,
    handling: Estimate,
    weights: Mapping[int, float],
    cover: Cover | None,
) -> Value:
    """What an article would save a month, from the tickets of so many days. A channel without a weight has 1."""
    cells = list(cells)
    tickets = sum(cell.tickets for cell in cells)
    weighted = sum(cell.tickets * weights.get(cell.channel, 1.0) for cell in cells)
    weight = weighted / tickets if tickets else 1.0
    a_month = tickets / days * MONTH
    uncovered = 1 - cover.share if cover else 1.0
    minutes = a_month * share.value * handling.value * weight * uncovered
    return Value(tickets, a_month, share, handling, weight, uncovered, minutes)


def narrowed(cells: Sequence[Cell], *, channel: int | None = None, product: int | None = None) -> list[Cell]:
    """The cells of one channel, of one product, or of both."""
    return [cell for cell in cells if channel in (None, cell.channel) and product in (None, cell.product)]


def main_product(cells: Iterable[Cell], *, most: float = 0.6) -> int | None:
    """The product that at least so large a share of the tickets is about; None when there is no such one."""
    counted: dict[int | None, int] = {}
    for cell in cells:
        counted[cell.product] = counted.get(cell.product, 0) + cell.tickets
    product, tickets = max(counted.items(), key=lambda pair: pair[1], default=(None, 0))
    return product if tickets >= most * sum(counted.values()) else None
