"""How likely a count is by chance: upper tails of the negative binomial distribution. Pure.

Counts of messages vary more than Poisson's, because days differ for reasons that nobody records. A negative binomial of
mean `m` and size `r` has the variance `m + m*m/r`; as `r` grows it becomes Poisson's.
"""

from math import exp, inf, lgamma, log, log1p

LARGEST_SIZE = 1e6
"""From here on the distribution is Poisson's for every purpose, and `lgamma` would lose digits."""

_NEGLIGIBLE = 1e-12
_MOST_TERMS = 20_000


def chance_of(observed: float, mean: float, size: float) -> float:
    """P(X >= observed) where X is negative binomial; `mean` > 0, `size` > 0 (inf: Poisson), `observed` a whole number.

    Exact to about twelve digits down to 1e-300, which is where it stops being a positive number.
    """
    if observed <= 0:
        return 1.0
    size = min(size, LARGEST_SIZE)
    if observed <= mean:
        return 1.0 - _mass_below(observed, mean, size)
    return min(1.0, _mass_from(observed, mean, size))


def least_count(mean: float, size: float, chance: float) -> int:
    """The smallest count n >= 1 with P(X >= n) <= `chance`: from there on chance is no good explanation."""
    low, high = 0, max(2, int(2 * mean) + 2)
    while chance_of(high, mean, size) > chance:
        low, high = high, high * 2
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if chance_of(middle, mean, size) > chance else (low, middle)
    return high


def _log_mass(count: float, mean: float, size: float) -> float:
    return (
        lgamma(count + size)
        - lgamma(size)
        - lgamma(count + 1)
        - size * log1p(mean / size)
        + count * (log(mean) - log(mean + size))
    )


def _mass_from(count: float, mean: float, size: float) -> float:
    """The mass at `count` and above, for a count above the mean: the terms fall, so that few are needed."""
    first = _log_mass(count, mean, size)
    ratio = step = mean / (mean + size)
    total, term = 1.0, 1.0
    for _ in range(_MOST_TERMS):
        step = (count + size) / (count + 1) * ratio
        term *= step
        count += 1
        total += term
        if term < _NEGLIGIBLE * total:
            break
    else:
        # What is left is nearly a geometric series.
        total += term * step / (1 - step)
    logged = first + log(total)
    return exp(logged) if logged > -745 else 0.0


def _mass_below(count: float, mean: float, size: float) -> float:
    """The mass under `count`, for a count at or beneath the mean."""
    top = count - 1
    total, term, at = 1.0, 1.0, top
    ratio = (mean + size) / mean
    while at > 0:
        term *= at / (at - 1 + size) * ratio
        total += term
        at -= 1
        if term < _NEGLIGIBLE * total:
            break
    return min(1.0, exp(_log_mass(top, mean, size) + log(total)))


def joined(*sizes: float) -> float:
    """The size of a count whose mean is uncertain in several independent ways, each told as a size of its own.

    Relative variances add up (to first order): 1/r = 1/r1 + 1/r2 + ...
    """
    total = sum(1 / size for size in sizes)
    return 1 / total if total > 0 else inf
