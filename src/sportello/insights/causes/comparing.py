"""How much more often a bad end comes where something holds than among the rest of the same kind. Pure.

Every candidate is compared within strata (cases alike in topic and channel), so that an agent who is given all refund
tickets is measured by the refund tickets of others. Test: N. Mantel and W. Haenszel (JNCI 22, 1959). Far out in the
tail it is too easily sure where hits are rare: where the expected hits lie near an end of what is possible (the rule
of N. Mantel and J. Fleiss, Am. J. Epidemiology 112, 1980, with 20 instead of 5, since hundreds of candidates are
compared) the exact conditional distribution has the word. Difference of rates: S. Greenland and J. Robins (Biometrics
41, 1985) with the variance of T. Sato (Biometrics 45, 1989), which holds for few large and many small strata alike.
Cases of one issue are not independent: variances are multiplied by the design effect (L. Kish, Survey Sampling, 1965).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import erfc, sqrt
from typing import Final

import numpy as np
from numpy.typing import NDArray

from .cases import TOPIC, Cases, Codes

type Numbers = NDArray[np.float64]
type Summing = Callable[[Numbers], Numbers]

FEW: Final = 20.0
_PROMISING: Final = 0.05
SURE: Final = 1.959963984540054


@dataclass(frozen=True, slots=True)
class Comparison:
    """Candidates against the rest, one place each: `cases` and `hits` that have somebody to be compared with, the
    `difference` of rates with its standard error, `z` and the one-sided chance `p` of so many hits or more. `worth` is
    how much a comparison tells, in expected hits: half of what either side has when both have as many, at most those of
    the thinner one."""

    cases: Codes
    hits: Codes
    difference: Numbers
    error: Numbers
    z: Numbers
    p: Numbers
    worth: Numbers


@dataclass(frozen=True, slots=True)
class _Cells:
    """Counts by candidate and stratum: cases and hits where the candidate holds (`n1`, `a`) and where not."""

    candidate: Codes
    n1: Numbers
    a: Numbers
    n0: Numbers
    c: Numbers

    @property
    def n(self) -> Numbers:
        return self.n1 + self.n0


def compare(cases: Cases, *, inflation: float = 1.0) -> Comparison:
    """Every candidate against the rest of its strata; `inflation` is the design effect. Candidates without anybody to
    be compared with have no cases, `z` 0 and `p` 1."""
    cells, count = _cells(cases), len(cases.candidates)

    def summed(values: Numbers) -> Numbers:
        return np.bincount(cells.candidate, values, count)

    weights = cells.n1 * cells.n0 / cells.n
    whole = np.maximum(summed(weights), 1e-12)
    difference = summed((cells.a * cells.n0 - cells.c * cells.n1) / cells.n) / whole
    error = np.sqrt(np.maximum(_sato(cells, difference, summed), 0) * inflation) / whole
    hits = cells.a + cells.c
    expected = cells.n1 * hits / cells.n
    spread = weights * hits * (cells.n - hits) / np.maximum(cells.n * (cells.n - 1), 1)
    surplus = summed(cells.a - expected)
    spread = summed(spread)
    z = surplus / np.sqrt(np.maximum(spread * inflation, 1e-12))
    p = np.array([_upper(one) for one in z])
    least = np.maximum(0, cells.n1 - (cells.n - hits))
    most = np.minimum(cells.n1, hits)
    room = np.minimum(summed(expected - least), summed(most - expected))
    for few in np.flatnonzero((room < FEW) & (p < _PROMISING)):
        p[few] = max(p[few], _exact(cells, int(few)))
    return Comparison(
        cases=summed(cells.n1).astype(np.int64),
        hits=summed(cells.a).astype(np.int64),
        difference=difference,
        error=error,
        z=z,
        p=p,
        worth=spread / inflation,
    )


def design_effect(cases: Cases) -> float:
    """By how much cases of one issue share their fate: the variance of issues' sums over that of single cases, at
    least 1. Exact for candidates that hold of whole issues, careful for the others."""
    if not len(cases):
        return 1.0
    sizes = np.bincount(cases.mix)
    left = cases.hit - (np.bincount(cases.mix, cases.hit) / np.maximum(sizes, 1))[cases.mix]
    single = float(left @ left)
    together = np.bincount(cases.issue, left)
    return max(1.0, float(together @ together) / single) if single > 0 else 1.0


def adjusted(p: Sequence[float] | Numbers, among: int | None = None) -> Numbers:
    """The chances of many comparisons, each as the share of false alarms one accepts by calling it (Y. Benjamini and
    Y. Hochberg, J. R. Statist. Soc. B 57, 1995); `among` when more were compared than stand here."""
    values = np.asarray(p, np.float64)
    order = np.argsort(values)
    count = among or len(values)
    stepped = values[order] * count / np.arange(1, len(values) + 1)
    found = np.empty(len(values))
    found[order] = np.minimum(np.minimum.accumulate(stepped[::-1])[::-1], 1.0)
    return found


def _cells(cases: Cases) -> _Cells:
    """The counts; strata in which nobody is left to be compared with are left out."""
    by_channel = np.array([one.dimension == TOPIC for one in cases.candidates], bool)
    strata = int(max(cases.mix.max(initial=0), cases.coarse.max(initial=0))) + 1
    sides = []
    for codes, chosen in ((cases.mix, ~by_channel), (cases.coarse, by_channel)):
        pairs = chosen[cases.which] if len(cases.which) else np.zeros(0, bool)
        groups = cases.which[pairs] * strata + codes[cases.of[pairs]]
        keys, place = np.unique(groups, return_inverse=True)
        n1 = np.bincount(place, minlength=len(keys)).astype(np.float64)
        a = np.bincount(place, cases.hit[cases.of[pairs]], len(keys))
        whole = np.bincount(codes, minlength=strata).astype(np.float64)[keys % strata]
        hits = np.bincount(codes, cases.hit, strata)[keys % strata]
        sides.append((keys // strata, n1, a, whole - n1, hits - a))
    candidate, n1, a, n0, c = (np.concatenate(column) for column in zip(*sides, strict=True))
    kept = n0 > 0
    return _Cells(candidate[kept], n1[kept], a[kept], n0[kept], c[kept])


def _sato(cells: _Cells, difference: Numbers, summed: Summing) -> Numbers:
    """Sato's variance of the common difference, before it is divided by the squared weight."""
    share1, share0 = cells.n1 / cells.n, cells.n0 / cells.n
    tilt = cells.c * share1**2 - cells.a * share0**2 + share1 * share0 * (cells.n0 - cells.n1) / 2
    level = (cells.a * (cells.n0 - cells.c) + cells.c * (cells.n1 - cells.a)) / (2 * cells.n)
    return difference * summed(tilt) + summed(level)


def _upper(z: float) -> float:
    return 0.5 * erfc(z / sqrt(2))


def _exact(cells: _Cells, candidate: int) -> float:
    """The chance of so many hits or more, given the margins of every stratum."""
    mine = cells.candidate == candidate
    seen = int(cells.a[mine].sum())
    margins = [column[mine].astype(np.int64).tolist() for column in (cells.n1, cells.n0, cells.a + cells.c)]
    logs = _log_factorials(int(cells.n[mine].max()))
    below = np.ones(1)
    for n1, n0, hits in zip(*margins, strict=True):
        if hits:
            below = np.convolve(below, _hypergeometric(n1, n0, hits, seen, logs))[: seen + 1]
    return float(min(max(1.0 - below[:seen].sum(), 0.0), 1.0))


def _hypergeometric(n1: int, n0: int, hits: int, most: int, logs: Numbers) -> Numbers:
    """The chances of 0, 1, ... `most` of the hits among the `n1`."""
    found = np.zeros(min(most, n1, hits) + 1)
    counts = np.arange(max(0, hits - n0), len(found))
    ways = logs[n1] - logs[counts] - logs[n1 - counts] + logs[n0] - logs[hits - counts] - logs[n0 - hits + counts]
    found[counts] = np.exp(ways - (logs[n1 + n0] - logs[hits] - logs[n1 + n0 - hits]))
    return found


def _log_factorials(most: int) -> Numbers:
    """The logarithms of 0!, 1! ... `most`!."""
    return np.concatenate(([0.0], np.cumsum(np.log(np.arange(1, most + 1)))))
