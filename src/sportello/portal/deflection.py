"""How many buyers helped themselves, and how sure that figure is. Pure.

Three figures that are never mixed. The *rate*: of visits whose end is known, the share that ended without a message.
The *effect*: how much rarer messages are where answers were shown before the form than in the hold-out that saw the
plain form; only this one says what would not have been asked anyway. And how many visits ended in which way.

Intervals: Wilson's score interval for a share (E. B. Wilson, JASA 22, 1927), Newcombe's hybrid score interval for the
difference of two (R. G. Newcombe, Statistics in Medicine 17, 1998, method 10).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import sqrt

SURE = 1.959963984540054
"""The 0.975 quantile of the normal distribution: intervals of 95 %."""

DEFLECTED = frozenset({"solved", "implied"})
WROTE = frozenset({"contacted", "bypassed"})
OPEN_ENDED = frozenset({"left", "unknown"})


@dataclass(frozen=True, slots=True)
class Share:
    """A share of `whole` with its 95 % interval; without any cases `value` is None and nothing is known."""

    part: int
    whole: int
    value: float | None
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Difference:
    """How far two shares are apart, with its 95 % interval."""

    value: float | None
    low: float
    high: float

    @property
    def is_sure(self) -> bool:
        """Whether zero lies outside the interval."""
        return self.value is not None and (self.low > 0 or self.high < 0)


@dataclass(frozen=True, slots=True)
class Ended:
    """One settled visit: its outcome, whether it saw the plain form, whether it came to the contact form at all."""

    outcome: str
    held_out: bool = False
    at_form: bool = False


@dataclass(frozen=True, slots=True)
class Deflection:
    """What settled visits say. `effect` is the share of messages in the hold-out less that where answers were shown,
    among those who came to the form; `saved` that times the visits with answers: messages that were not written."""

    outcomes: Mapping[str, int]
    rate: Share
    plain: Share
    answered: Share
    effect: Difference

    @property
    def saved(self) -> tuple[float, float, float] | None:
        """Messages saved at the form, with the ends of the interval; None while either arm is empty."""
        if self.effect.value is None:
            return None
        return (
            self.effect.value * self.answered.whole,
            self.effect.low * self.answered.whole,
            self.effect.high * self.answered.whole,
        )


def deflection(visits: Iterable[Ended]) -> Deflection:
    """The report of settled visits.

    The rate leaves out visits of the hold-out (they were denied the answers) and those whose end nobody knows: who left
    without reading, and who read and is not known to us. They are counted beside it.
    """
    ended = list(visits)
    counted = dict.fromkeys(sorted(DEFLECTED | WROTE | OPEN_ENDED), 0)
    for one in ended:
        counted[one.outcome] += 1
    helped = [one for one in ended if not one.held_out and one.outcome not in OPEN_ENDED]
    arms = {held: [one for one in ended if one.at_form and one.held_out is held] for held in (True, False)}
    plain, answered = _wrote(arms[True]), _wrote(arms[False])
    return Deflection(
        outcomes=counted,
        rate=share(sum(one.outcome in DEFLECTED for one in helped), len(helped)),
        plain=plain,
        answered=answered,
        effect=difference(plain, answered),
    )


def share(part: int, whole: int) -> Share:
    """A share with Wilson's interval. Raises ValueError when the part is larger than the whole."""
    if not 0 <= part <= whole:
        raise ValueError(f"{part} of {whole}")
    if whole == 0:
        return Share(0, 0, None, 0.0, 1.0)
    value, z2 = part / whole, SURE * SURE
    centre = (value + z2 / (2 * whole)) / (1 + z2 / whole)
    half = SURE * sqrt(value * (1 - value) / whole + z2 / (4 * whole * whole)) / (1 + z2 / whole)
    low = 0.0 if part == 0 else max(centre - half, 0.0)
    high = 1.0 if part == whole else min(centre + half, 1.0)
    return Share(part, whole, value, low, high)


def difference(one: Share, other: Share) -> Difference:
    """The first share less the second with Newcombe's interval; unknown while either has no cases."""
    if one.value is None or other.value is None:
        return Difference(None, -1.0, 1.0)
    value = one.value - other.value
    below = sqrt((one.value - one.low) ** 2 + (other.high - other.value) ** 2)
    above = sqrt((one.high - one.value) ** 2 + (other.value - other.low) ** 2)
    return Difference(value, max(value - below, -1.0), min(value + above, 1.0))


def _wrote(visits: list[Ended]) -> Share:
    return share(sum(one.outcome in WROTE for one in visits), len(visits))
