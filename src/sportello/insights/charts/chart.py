"""What a chart shows, apart from how it is drawn. Pure: every word and number comes ready for its reader."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum


class Kind(StrEnum):
    """How points are drawn: a line for what has a level each day, columns for what is counted."""

    LINE = "line"
    COLUMNS = "columns"


@dataclass(frozen=True, slots=True)
class Point:
    """One place on the chart: its name ("Mon 3 Nov"), its value and how that is said; None where nothing is known.

    `low` and `high` end its interval; `before` is the value of the period it is compared with; `href` leads to what
    the value is made of.
    """

    label: str
    value: float | None
    said: str
    low: float | None = None
    high: float | None = None
    before: float | None = None
    before_said: str = ""
    href: str = ""


@dataclass(frozen=True, slots=True)
class Goal:
    """A level that the values should keep to, and how it is said."""

    value: float
    said: str


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart of one measure: `summary` says in a sentence what it shows, `axis` how a level at the side is said.

    `key` names it on its page (letters and dashes); `ceiling` is the highest value there can be, if any. Levels are
    round numbers of `unit`: of minutes or hours where values are seconds.
    """

    key: str
    title: str
    summary: str
    points: Sequence[Point]
    kind: Kind = Kind.LINE
    axis: Callable[[float], str] = field(default=str)
    goal: Goal | None = None
    ceiling: float | None = None
    unit: float = 1.0

    @property
    def is_known(self) -> bool:
        """Whether there is anything to draw."""
        return any(point.value is not None for point in self.points)

    @property
    def is_compared(self) -> bool:
        """Whether another period stands beside this one."""
        return any(point.before is not None for point in self.points)

    @property
    def values(self) -> Sequence[float]:
        """Every value that has to find room."""
        told = [value for point in self.points for value in (point.value, point.before) if value is not None]
        return [*told, self.goal.value] if self.goal else told
