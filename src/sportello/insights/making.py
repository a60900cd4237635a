"""What measures come to, of sums that were read: which are needed, and what is made of them."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import Final

from sportello.portal.deflection import share

from .cells import ALL_KEYS, WHOLE, Place, Rows, Wanted
from .estimating import (
    UNKNOWN,
    Figure,
    Sum,
    counted,
    of_effect,
    of_mean,
    of_median,
    of_quotient,
    of_rate,
    of_share,
    times,
)
from .facts.tallying import middle
from .measures.kinds import By, How, Measure, Term
from .narrowing import Only

type Placing = Callable[[Measure, Term], Place | None]
"""Under which breakdown and key a term is read; None when it cannot be narrowed so."""

MONEY: Final = frozenset({How.COST, How.SAVED})


def narrowed(only: Only) -> Placing:
    """Where terms stand when they are narrowed to one key."""

    def place(measure: Measure, term: Term) -> Place | None:
        if only.by is None or (term in measure.whole and only.by in measure.against_all):
            return term.by, term.key
        return None if term.by or only.by not in measure.breakdowns else (str(only.by), only.key)

    return place


def split(by: By) -> Placing:
    """Where terms stand when they are broken down: under each key, or under none where the whole is not split."""

    def place(measure: Measure, term: Term) -> Place:
        whole = term in measure.whole and by in measure.against_all
        return (term.by, term.key) if whole else (str(by), ALL_KEYS)

    return place


def wanted(measures: Iterable[Measure], only: Only, place: Placing) -> Wanted:
    """What has to be read for these measures."""
    found = Wanted(only.channels)
    for measure in measures:
        if measure.how is How.MEDIAN:
            found.medians.add(measure.part[0].name)
        if measure.how is How.LEVEL:
            found.levels.update(term.name for term in measure.part)
        for term in measure.terms:
            if stands := place(measure, term):
                found.add(term.name, stands)
    return found


def made(measure: Measure, rows: Sequence[Rows], place: Placing, *, cost: float | None = None) -> Figure:
    """What a measure comes to; `cost` is what the agents' time cost, None where that is not known."""
    if any(place(measure, term) is None for term in measure.terms):
        return UNKNOWN

    def summed(term: Term) -> Sum:
        return _sum(rows, term.name, place(measure, term) or WHOLE)

    match measure.how:
        case How.MEDIAN:
            return _median(measure, rows, summed)
        case How.COST | How.SAVED:
            return _money(measure, cost, summed)
        case _:
            return _plain(measure, summed)


def _sum(rows: Iterable[Rows], name: str, place: Place) -> Sum:
    cell = (name, *place)
    found = [one for each in rows if (one := each.sums.get(cell))]
    if len(found) == 1:
        return found[0]
    return Sum(sum(one.n for one in found), sum(one.total for one in found), sum(one.squares for one in found))


def _plain(measure: Measure, summed: Callable[[Term], Sum]) -> Figure:
    def said(terms: Iterable[Term]) -> int:
        return sum(summed(term).n if term.of == "n" else summed(term).total for term in terms)

    match measure.how:
        case How.SUM | How.LEVEL:
            return counted(said(measure.part))
        case How.SHARE:
            return of_share(said(measure.part), said(measure.whole))
        case How.MEAN:
            return of_mean(summed(measure.part[0]))
        case How.QUOTIENT:
            return of_quotient(said(measure.part), said(measure.whole))
        case How.RATE:
            return of_rate(said(measure.part), said(measure.whole))
        case How.EFFECT:
            return _effect(measure, summed)
        case _:
            return UNKNOWN


def _effect(measure: Measure, summed: Callable[[Term], Sum]) -> Figure:
    answered, plain = summed(measure.part[0]), summed(measure.whole[0])
    return of_effect(share(max(plain.total, 0), max(plain.n, 0)), share(max(answered.total, 0), max(answered.n, 0)))


def _median(measure: Measure, rows: Iterable[Rows], summed: Callable[[Term], Sum]) -> Figure:
    """The median of the first term's lengths of time, with their exact sum."""
    name = measure.part[0].name
    told = [each.buckets[name] for each in rows if name in each.buckets]
    buckets = Counter(told[0]) if told else Counter[int]()
    for each in told[1:]:
        buckets.update(each)
    total = float(summed(measure.part[0]).total)
    return of_median({bucket: n for bucket, n in buckets.items() if n > 0}, middle, total=total)


def _money(measure: Measure, cost: float | None, summed: Callable[[Term], Sum]) -> Figure:
    """What the agents' time cost by the issues opened; for what was saved, so often as the effect says."""
    issues = summed(Term("issues")).n
    if cost is None or issues <= 0:
        return UNKNOWN
    each = cost / issues
    if measure.how is How.COST:
        return Figure(each, issues, cost, each, each)
    return times(_effect(measure, summed), summed(Term("answered")).n * each)
