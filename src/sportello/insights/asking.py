"""Asking for figures: what pages, exports and the other parts of insights use. Only tallies are read.

A figure can be narrowed to channels, and to one key of one breakdown (`Only`). Two breakdowns at once are not kept;
asked for all the same, the figure is unknown.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Final

from sportello.portal.deflection import share

from .behind import tickets_behind
from .cells import ALL_KEYS, WHOLE, Place, Rows, Wanted, added, read
from .costing import rate_on, rates
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
from .measures import MEASURES
from .measures.kinds import By, How, Measure, Term
from .narrowing import EVERYTHING, Only, as_channels, known_channels
from .spans import DAY, WEEK, Span, Step

__all__ = [
    "DAY",
    "EVERYTHING",
    "WEEK",
    "By",
    "Figure",
    "Only",
    "Span",
    "Step",
    "broken_down",
    "currency",
    "figures",
    "known_channels",
    "series",
    "tickets_behind",
]

type Asked = Measure | str
type Days = Mapping[date, Rows]

BUCKET: Final = "bucket"
MONEY: Final = frozenset({How.COST, How.SAVED})


def figures(measures: Iterable[Asked], span: Span, only: Only = EVERYTHING) -> dict[str, Figure]:
    """What each measure comes to in a span, by slug; a handful of queries for any number of them."""
    wanted = [_measure(one) for one in measures]
    narrowed = as_channels(only)
    if narrowed is None:
        return dict.fromkeys((one.slug for one in wanted), UNKNOWN)
    rows: dict[str, Rows] = read(_wanted(wanted, span, narrowed), "all")
    at_once = rows.get("", {})
    by_day = _days([one for one in wanted if one.how in MONEY], span, narrowed)
    return {
        one.slug: _figure(one, by_day, span, narrowed) if one.how in MONEY else _of_rows(one, at_once, narrowed)
        for one in wanted
    }


def series(measure: Asked, span: Span, only: Only = EVERYTHING, step: Step = DAY) -> list[tuple[date, Figure]]:
    """What a measure comes to in each day or week of a span, in order, by the first day of each step."""
    wanted, narrowed = _measure(measure), as_channels(only)
    if narrowed is None:
        return [(each.first, UNKNOWN) for each in span.steps(step)]
    days = _days([wanted], span, narrowed)
    return [(each.first, _figure(wanted, days, each, narrowed)) for each in span.steps(step)]


def broken_down(measure: Asked, by: By, span: Span, only: Only = EVERYTHING) -> list[tuple[str, Figure]]:
    """What a measure comes to for each key of a breakdown, those that rest on the most cases first.

    Channels are named by id, marketplaces by kind. Raises ValueError when the measure has no such breakdown.
    """
    wanted, narrowed = _measure(measure), as_channels(only)
    if by not in wanted.breakdowns:
        raise ValueError(f"{wanted.slug} is not broken down by {by}")
    if narrowed is None:
        return []
    if by in {By.CHANNEL, By.MARKETPLACE}:
        found = _by_channel(wanted, by, span, narrowed)
    else:
        found = {} if narrowed.by is not None else _by_key(wanted, by, span, narrowed)
    known = [(key, figure) for key, figure in found.items() if figure.n or figure.total]
    return sorted(known, key=lambda each: (-each[1].n, -each[1].total, each[0]))


def currency(span: Span) -> str:
    """The currency of costs in a span; "" when the owner entered none, or not for all of its days, or several."""
    known = rates()
    said = {rate[1] if (rate := rate_on(day.first, known)) else "" for day in span.steps(DAY)}
    return said.pop() if len(said) == 1 else ""


def _measure(asked: Asked) -> Measure:
    return asked if isinstance(asked, Measure) else MEASURES[asked]


def _place(term: Term, measure: Measure, only: Only) -> Place | None:
    """Under which breakdown and key a term is read; None when it cannot be narrowed so."""
    if only.by is None or (term in measure.whole and only.by in measure.against_all):
        return term.by, term.key
    return None if term.by or only.by not in measure.breakdowns else (str(only.by), only.key)


def _want(wanted: Wanted, measure: Measure, place: Callable[[Term], Place | None]) -> None:
    if measure.how is How.MEDIAN:
        wanted.add(measure.part[0].name, (BUCKET, ALL_KEYS))
    if measure.how is How.LEVEL:
        wanted.levels.update(term.name for term in measure.part)
    for term in measure.terms:
        if found := place(term):
            wanted.add(term.name, found)


def _wanted(measures: Iterable[Measure], span: Span, only: Only) -> Wanted:
    wanted = Wanted(span.first, span.last, only.channels)
    for measure in measures:
        _want(wanted, measure, partial(_place, measure=measure, only=only))
    return wanted


def _days(measures: Iterable[Measure], span: Span, only: Only) -> Days:
    return read(_wanted(measures, span, only), "day")


def _figure(measure: Measure, days: Days, span: Span, only: Only) -> Figure:
    """What a measure comes to in some of the days that were read."""
    if any(_place(term, measure, only) is None for term in measure.terms):
        return UNKNOWN
    since = date.min if measure.how is How.LEVEL else span.first
    within = {day: rows for day, rows in days.items() if since <= day <= span.last}

    def summed(term: Term) -> Sum:
        return _sum(within.values(), term, _place(term, measure, only) or WHOLE)

    if measure.how in MONEY:
        return _money(measure, within, summed)
    if measure.how is How.MEDIAN:
        return UNKNOWN if only.by else _median(measure, added(within.values()))
    return _made(measure, summed)


def _sum(rows: Iterable[Rows], term: Term, place: Place) -> Sum:
    cell = (term.name, *place)
    found = [one for each in rows if (one := each.get(cell))]
    return Sum(sum(one.n for one in found), sum(one.total for one in found), sum(one.squares for one in found))


def _by_channel(measure: Measure, by: By, span: Span, only: Only) -> dict[str, Figure]:
    wanted = Wanted(span.first, span.last, only.channels)
    _want(wanted, measure, lambda term: _place(term, measure, only))
    rows: dict[int, Rows] = read(wanted, "channel")
    kinds = known_channels() if by is By.MARKETPLACE else {}
    groups: dict[str, list[Rows]] = {}
    for channel, each in rows.items():
        groups.setdefault(kinds.get(channel, "") if kinds else str(channel or ""), []).append(each)
    return {key: _of_rows(measure, added(each), only) for key, each in groups.items()}


def _of_rows(measure: Measure, rows: Rows, only: Only) -> Figure:
    if any(_place(term, measure, only) is None for term in measure.terms):
        return UNKNOWN
    if measure.how is How.MEDIAN:
        return UNKNOWN if only.by else _median(measure, rows)
    return _made(measure, lambda term: _sum([rows], term, _place(term, measure, only) or WHOLE))


def _by_key(measure: Measure, by: By, span: Span, only: Only) -> dict[str, Figure]:
    def place(term: Term) -> Place:
        whole = term in measure.whole and by in measure.against_all
        return (term.by, term.key) if whole else (str(by), ALL_KEYS)

    wanted = Wanted(span.first, span.last, only.channels)
    _want(wanted, measure, place)
    rows: dict[str, Rows] = read(wanted, "key")
    against = rows.pop("", {})

    def of(each: Rows) -> Figure:
        return _made(measure, lambda term: _sum([each, against], term, place(term)))

    return {key: of(each) for key, each in rows.items()}


def _made(measure: Measure, summed: Callable[[Term], Sum]) -> Figure:
    """A measure of its sums."""

    def said(terms: Iterable[Term]) -> int:
        return sum(getattr(summed(term), term.of) for term in terms)

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


def _median(measure: Measure, rows: Rows) -> Figure:
    """The median of the first term's lengths of time, with their exact sum."""
    name = measure.part[0].name
    buckets = {int(key): one.n for (its, by, key), one in rows.items() if its == name and by == BUCKET and one.n > 0}
    found = of_median(buckets, {bucket: middle(bucket) for bucket in buckets})
    return replace(found, total=float(rows.get((name, *WHOLE), Sum()).total))


def _money(measure: Measure, days: Days, summed: Callable[[Term], Sum]) -> Figure:
    """The agents' time at each day's cost by the issues opened; for what was saved, so often as the effect says."""
    known, cost = rates(), 0.0
    for day, rows in days.items():
        seconds = rows.get(("work", *WHOLE), Sum()).total
        rate = rate_on(day, known)
        if seconds and rate is None:
            return UNKNOWN
        cost += seconds / 3600 * float(rate[0]) if rate else 0.0
    issues = summed(Term("issues")).n
    if not known or issues <= 0:
        return UNKNOWN
    each = cost / issues
    if measure.how is How.COST:
        return Figure(each, issues, cost, each, each)
    return times(_effect(measure, summed), summed(Term("answered")).n * each)
