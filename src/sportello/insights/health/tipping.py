"""How far a rate is from its limit, in orders. Pure.

A share says little to who has to act: "2.1 % of 4 %" does not tell that two more late parcels are too many. What counts
is the number of further cases that would cross the limit while the whole stays what it is.
"""

from dataclasses import dataclass
from enum import StrEnum
from math import ceil, floor

from .limits import Limit, Side

ALMOST = 0.75
"""Close to a limit is who has used up so much of what is allowed."""

FEW = 20
"""With fewer cases than these one case moves the share by more than any limit: it is said, and nothing concluded."""


class State(StrEnum):
    """How a rate stands."""

    UNKNOWN = "unknown"
    KEPT = "kept"
    CLOSE = "close"
    BROKEN = "broken"


@dataclass(frozen=True, slots=True)
class Standing:
    """A rate against its limit: `part` of `whole` cases. `bad` are the cases that count against us, `room` is how many
    more of them there may be (negative: so many too many; None without cases)."""

    limit: Limit
    part: int
    whole: int

    @property
    def share(self) -> float | None:
        """The rate; None without any case."""
        return self.part / self.whole if self.whole else None

    @property
    def bad(self) -> int:
        """The cases that count against us."""
        return self.part if self.limit.side is Side.BELOW else self.whole - self.part

    @property
    def allowed(self) -> int:
        """How many bad cases keep the limit: strictly inside it."""
        if self.limit.side is Side.BELOW:
            return max(ceil(round(self.limit.value * self.whole, 9)) - 1, 0)
        # The part has to lie above the limit: part > value x whole.
        needed = floor(round(self.limit.value * self.whole, 9)) + 1
        return max(self.whole - needed, 0)

    @property
    def room(self) -> int | None:
        """How many more bad cases there may be."""
        return self.allowed - self.bad if self.whole else None

    @property
    def is_small(self) -> bool:
        """Whether there are too few cases to conclude anything."""
        return self.whole < FEW

    @property
    def state(self) -> State:
        """How it stands; a broken limit is said also of few cases, because the marketplace counts them too."""
        share = self.share
        if share is None:
            return State.UNKNOWN
        kept = share < self.limit.value if self.limit.side is Side.BELOW else share > self.limit.value
        if not kept:
            return State.BROKEN if self.bad else State.UNKNOWN
        return State.CLOSE if self.bad and self.bad + 1 > ALMOST * (self.allowed + 1) else State.KEPT
