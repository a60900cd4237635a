"""Which candidates raise the rate of a bad end, and which only stand beside one that does. Pure.

One cause is taken at a time, the clearest first. From then on cases where it holds are compared only with each other,
and so are those where it does not (stepwise stratification): an agent whose answers are repeated because of the macro
she uses is no cause of her own. A cause is taken when its chance, times the number of candidates that are left, is at
most `FALSE_ALARMS` (S. Holm, Scand. J. Statistics 6, 1979), so that of a hundred such looks at most one calls anything
that chance alone made; and when it matters: a fifth more than the rest, and a thousandth of all bad ends, at least.
That it has to do beside the causes found before it and from the first as well: once two slow agents are taken out,
everybody looks slow who is not the fastest.

Topics are no causes, since nobody chooses what buyers ask: they are judged last, beside the causes that were found.

Few cases are drawn towards "nothing special" before causes are ranked by what they cost: the surplus of hits under a
gamma prior whose width is what the dimension itself shows (W. DuMouchel, The American Statistician 53, 1999). How much
a comparison weighs against that prior depends on both sides: many cases with few others to be held against tell little.
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from enum import StrEnum
from typing import Final

import numpy as np

from .cases import TOPIC, Candidate, Cases, Flags, renumbered
from .comparing import SURE, Comparison, Numbers, adjusted, compare, design_effect

VERSION: Final = "causes-2"
FALSE_ALARMS: Final = 0.01
DOUBT: Final = 0.05
"""What is called no cause is said to differ when at most this share of what is said so differs by chance."""

MATTERS: Final = 1.2
LEAST_SHARE: Final = 0.001
"""A cause brings at least this share of all bad ends: among tens of thousands a score is not what to change first."""

LEAST_CASES: Final = 10
MOST_CAUSES: Final = 30
_NARROWEST_PRIOR: Final = 20.0


class Verdict(StrEnum):
    """What may be said of a candidate: it raises the rate, it is a topic with a higher rate, another one explains it,
    it differs too little to matter, or chance does as much."""

    CAUSE = "cause"
    TOPIC = "topic"
    EXPLAINED = "explained"
    SLIGHT = "slight"
    CHANCE = "chance"


@dataclass(frozen=True, slots=True)
class Judged:
    """A candidate against the rest with the same mix of topics and channels.

    `rate` and `others` are shares of hits; `difference` lies in the 95 % interval `low` to `high`. `p` is the chance
    of so many hits if nothing were special, `q` the same among all that was compared. `surplus` is the number of hits
    beyond those expected, drawn together for few cases. `rank` counts causes from 1 (the costliest), 0 for the others;
    `because` is the cause that explains an explained one.
    """

    candidate: Candidate
    cases: int
    hits: int
    rate: float
    others: float
    difference: float
    low: float
    high: float
    p: float
    q: float
    surplus: float
    verdict: Verdict
    rank: int = 0
    because: Candidate | None = None


@dataclass(frozen=True, slots=True)
class Judgement:
    """What was found in so many cases: the causes by rank, then the rest by surplus."""

    cases: int
    hits: int
    inflation: float
    found: Sequence[Judged]

    @property
    def causes(self) -> list[Judged]:
        """Those that raise the rate, the costliest first."""
        return [one for one in self.found if one.verdict is Verdict.CAUSE]


def judge(cases: Cases, *, false_alarms: float = FALSE_ALARMS, among: int = 0) -> Judgement:
    """Judge every candidate that holds of at least `LEAST_CASES` comparable cases; `among` is how many bad ends there
    are in all, where these cases show some of them."""
    inflation = design_effect(cases)
    first = compare(cases, inflation=inflation)
    eligible = first.cases >= LEAST_CASES
    if not eligible.any():
        return Judgement(len(cases), int(cases.hit.sum()), inflation, ())
    bar = _Bar(false_alarms, LEAST_SHARE * max(among, int(cases.hit.sum())))
    chosen, seen, blame = _choose(cases, first, eligible, inflation, bar)
    q = np.ones(len(first.p))
    for family, p in ((eligible & ~_topics(cases), first.p), (eligible & _topics(cases), seen.p)):
        q[family] = adjusted(p[family])
    surplus = _surplus(cases, seen)
    found = []
    for place in (int(each) for each in np.flatnonzero(eligible)):
        one = _described(cases.candidates[place], seen, place, float(q[place]), float(surplus[place]))
        verdict = Verdict.CAUSE if place in chosen else _verdict(one, explained=place in blame)
        because = cases.candidates[blame[place]] if verdict is Verdict.EXPLAINED else None
        found.append(replace(one, verdict=verdict, because=because))
    return Judgement(len(cases), int(cases.hit.sum()), inflation, ranked(found))


@dataclass(frozen=True, slots=True)
class _Bar:
    """What it takes to be called a cause: how sure one has to be, and how many bad ends it has to bring."""

    false_alarms: float
    least: float

    def is_cleared(self, seen: Comparison, place: int) -> bool:
        """Whether a candidate matters."""
        rate = seen.hits[place] / max(seen.cases[place], 1)
        extra = seen.difference[place]
        return bool(extra * seen.cases[place] >= self.least and rate >= MATTERS * max(rate - extra, 0.0))


def _choose(
    cases: Cases, first: Comparison, eligible: Flags, inflation: float, bar: _Bar
) -> tuple[list[int], Comparison, dict[int, int]]:
    """The causes in the order they were taken; every candidate as it is to be told (causes as they were when taken,
    topics beside all causes, the others as at first); and which cause took most of another one's clearness away."""
    chosen: list[int] = []
    told, now = first, first
    most_lost = np.zeros(len(first.z))
    blame: dict[int, int] = {}
    while len(chosen) < MOST_CAUSES:
        best = _clearest(cases, (first, now), eligible, chosen, bar)
        if best is None:
            break
        chosen.append(best)
        told = _with(told, now, np.arange(len(first.z)) == best)
        cases = _apart(cases, cases.exposed(best))
        after = compare(cases, inflation=inflation)
        lost = now.z - after.z
        blame |= dict.fromkeys((int(place) for place in np.flatnonzero(lost > most_lost)), best)
        most_lost = np.maximum(most_lost, lost)
        now = after
    return chosen, _with(told, now, _topics(cases) & (now.cases > 0)), blame


def _with(told: Comparison, other: Comparison, where: Flags) -> Comparison:
    """A comparison with some candidates as another one has them."""
    return Comparison(*(np.where(where, getattr(other, f.name), getattr(told, f.name)) for f in fields(Comparison)))


def _topics(cases: Cases) -> Flags:
    return np.array([one.dimension == TOPIC for one in cases.candidates], bool)


def _clearest(
    cases: Cases, compared: tuple[Comparison, Comparison], eligible: Flags, chosen: Sequence[int], bar: _Bar
) -> int | None:
    """The clearest candidate that is sure enough now and matters, at first (of what was `compared`) and now; of equals
    the one that says most."""
    now = compared[1]
    places = np.flatnonzero(eligible & ~_topics(cases))
    limit = bar.false_alarms / max(len(places) - len(chosen), 1)
    left = [
        int(place)
        for place in places[now.p[places] <= limit]
        if place not in chosen
        and now.cases[place] >= LEAST_CASES
        and all(bar.is_cleared(one, int(place)) for one in compared)
    ]
    if not left:
        return None
    return max(left, key=lambda place: (round(float(now.z[place]), 6), len(cases.candidates[place].key)))


def _apart(cases: Cases, exposed: Flags) -> Cases:
    """The same cases in strata that part those where a cause holds from the others."""
    return replace(cases, mix=renumbered(cases.mix * 2 + exposed), coarse=renumbered(cases.coarse * 2 + exposed))


def _verdict(one: Judged, *, explained: bool) -> Verdict:
    if one.q > DOUBT:
        return Verdict.CHANCE
    if one.rate < MATTERS * one.others:
        return Verdict.SLIGHT
    if one.candidate.dimension == TOPIC:
        return Verdict.TOPIC
    return Verdict.EXPLAINED if explained else Verdict.CHANCE


def _described(candidate: Candidate, seen: Comparison, place: int, q: float, surplus: float) -> Judged:
    cases, hits = int(seen.cases[place]), int(seen.hits[place])
    rate, difference = hits / cases, float(seen.difference[place])
    reach = SURE * float(seen.error[place])
    return Judged(
        candidate=candidate,
        cases=cases,
        hits=hits,
        rate=rate,
        others=min(max(rate - difference, 0.0), 1.0),
        difference=difference,
        low=max(difference - reach, -1.0),
        high=min(difference + reach, 1.0),
        p=float(seen.p[place]),
        q=q,
        surplus=surplus,
        verdict=Verdict.CHANCE,
    )


def _surplus(cases: Cases, seen: Comparison) -> Numbers:
    """Hits beyond those expected, drawn towards none by what the other values of the same dimension show."""
    drawn = np.zeros(len(seen.worth))
    dimensions = np.array([one.dimension for one in cases.candidates])
    for dimension in set(dimensions.tolist()):
        mine = (dimensions == dimension) & (seen.worth > 0)
        drawn[mine] = seen.worth[mine] / (seen.worth[mine] + _prior(seen.z[mine], seen.worth[mine]))
    return np.asarray(seen.difference * seen.cases * drawn)


def _prior(z: Numbers, worth: Numbers) -> float:
    """How many expected hits "nothing special" weighs: by moments, squared `z` being 1 + worth / prior on average."""
    spread = float((worth * (z**2 - 1)).sum())
    squares = float((worth**2).sum())
    return min(squares / spread, _NARROWEST_PRIOR) if spread > 0 else _NARROWEST_PRIOR


def ranked(found: Sequence[Judged]) -> list[Judged]:
    """The causes by what they cost, numbered from 1, then the rest by surplus."""
    by_cost = sorted(found, key=lambda one: (one.verdict is not Verdict.CAUSE, -one.surplus, one.candidate.key))
    return [replace(one, rank=rank) if one.verdict is Verdict.CAUSE else one for rank, one in enumerate(by_cost, 1)]
