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
    more of them there may be (negative: so many too many; None without cases or without a limit)."""

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
    def allowed(self) -> int | None:
        """How many bad cases keep the limit: strictly inside it, or up to an inclusive one. None without."""
        if self.limit.value is None:
            return None
        edge = round(self.limit.value * self.whole, 9)
        if self.limit.side is Side.BELOW:
            return max(floor(edge) if self.limit.is_inclusive else ceil(edge) - 1, 0)
        # The good ones have to reach the limit, or lie above it.
        needed = ceil(edge) if self.limit.is_inclusive else floor(edge) + 1
        return max(self.whole - needed, 0)

    @property
    def room(self) -> int | None:
        """How many more bad cases there may be."""
        allowed = self.allowed
        return allowed - self.bad if self.whole and allowed is not None else None

    @property
    def is_small(self) -> bool:
        """Whether there are too few cases to conclude anything."""
        return self.whole < FEW

    @property
    def state(self) -> State:
        """How it stands; a broken limit is said also of few cases, because the marketplace counts them too."""
        allowed = self.allowed
        if not self.whole or allowed is None:
            return State.UNKNOWN
        if not self._is_kept:
            return State.BROKEN if self.bad else State.UNKNOWN
        return State.CLOSE if self.bad and self.bad + 1 > ALMOST * (allowed + 1) else State.KEPT

    @property
    def _is_kept(self) -> bool:
        edge = round((self.limit.value or 0.0) * self.whole, 9)
        if self.part == edge:
            return self.limit.is_inclusive
        return self.part < edge if self.limit.side is Side.BELOW else self.part > edge
