"""Asking for figures: what pages, exports and the other parts of insights use. Only tallies are read.

A figure can be narrowed to channels, and to one key of one breakdown (`Only`). Two breakdowns at once are not kept;
asked for all the same, the figure is unknown.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from .behind import tickets_behind
from .cells import WHOLE, Rows, by_channel, by_key, by_piece
from .costing import rate_on, rates
from .estimating import UNKNOWN, Figure, Sum
from .making import MONEY, Placing, made, narrowed, split, wanted
from .measures import MEASURES
from .measures.kinds import By, How, Measure
from .narrowing import EVERYTHING, Only, as_channels, known_channels
from .spans import DAY, WEEK, Pieces, Span, Step, joined

__all__ = [
    "DAY",
    "EVERYTHING",
    "WEEK",
    "By",
    "Figure",
    "Only",
    "Sheet",
    "Span",
    "Step",
    "all_broken_down",
    "broken_down",
    "currency",
    "figures",
    "known_channels",
    "series",
    "sheet",
    "tickets_behind",
]

type Asked = Measure | str
type Rates = Sequence[tuple[date, Decimal, str]]


@dataclass(frozen=True, slots=True)
class Sheet:
    """The sums of some measures over some days, read once: every figure of them is made of these without asking again.

    `place` is None when no channel is left.
    """

    pieces: Pieces
    rows: Mapping[int, Rows]
    place: Placing | None
    rates: Rates

    def figure(self, measure: Asked, span: Span) -> Figure:
        """What a measure comes to in a span. Raises ValueError for days that the sheet was not asked for."""
        its, within = _measure(measure), self.pieces.within(span)
        if self.place is None:
            return UNKNOWN
        numbers = range(within.stop) if its.how is How.LEVEL else within
        rows = [self.rows[number] for number in numbers if number in self.rows]
        return made(its, rows, self.place, cost=self._cost(within) if its.how in MONEY else None)

    def series(self, measure: Asked, span: Span, step: Step = DAY) -> list[tuple[date, Figure]]:
        """What a measure comes to in each day or week of a span, in order, by the first day of each step."""
        its = _measure(measure)
        return [(each.first, self.figure(its, each)) for each in span.steps(step)]

    def _cost(self, numbers: range) -> float | None:
        """What the agents' time cost; None when nobody entered what an hour costs, or not for all of the work."""
        cost = 0.0
        for number in numbers:
            seconds = self.rows.get(number, Rows()).sums.get(("work", *WHOLE), Sum()).total
            rate = rate_on(self.pieces.firsts[number - 1], self.rates)
            if seconds and rate is None:
                return None
            cost += seconds / 3600 * float(rate[0]) if rate else 0.0
        return cost if self.rates else None


def sheet(measures: Iterable[Asked], spans: Iterable[Span], only: Only = EVERYTHING) -> Sheet:
    """The sums of these measures, of which figures can be made for each of these spans and for what they make up
    together; a handful of queries for any number of either."""
    asked, its, left = list(spans), [_measure(one) for one in measures], as_channels(only)
    known = rates() if any(one.how in MONEY for one in its) else []
    pieces = Pieces.of(asked, [since for since, _amount, _currency in known])
    if left is None or not asked:
        return Sheet(pieces, {}, None, known)
    place = narrowed(left)
    return Sheet(pieces, by_piece(wanted(its, left, place), joined(asked), pieces), place, known)


def figures(measures: Iterable[Asked], span: Span, only: Only = EVERYTHING) -> dict[str, Figure]:
    """What each measure comes to in a span, by slug; a handful of queries for any number of them."""
    its = [_measure(one) for one in measures]
    read = sheet(its, [span], only)
    return {one.slug: read.figure(one, span) for one in its}


def series(measure: Asked, span: Span, only: Only = EVERYTHING, step: Step = DAY) -> list[tuple[date, Figure]]:
    """What a measure comes to in each day or week of a span, in order, by the first day of each step."""
    return sheet([measure], span.steps(step), only).series(measure, span, step)


def broken_down(measure: Asked, by: By, span: Span, only: Only = EVERYTHING) -> list[tuple[str, Figure]]:
    """What a measure comes to for each key of a breakdown, those that rest on the most cases first.

    Channels are named by id, marketplaces by kind. Raises ValueError when the measure has no such breakdown.
    """
    its = _measure(measure)
    return all_broken_down([its], by, span, only)[its.slug]


def all_broken_down(
    measures: Iterable[Asked], by: By, span: Span, only: Only = EVERYTHING
) -> dict[str, list[tuple[str, Figure]]]:
    """The same of several measures, by slug; a handful of queries for any number of them."""
    its, left = [_measure(one) for one in measures], as_channels(only)
    for measure in its:
        if by not in measure.breakdowns:
            raise ValueError(f"{measure.slug} is not broken down by {by}")
    if left is None or (left.by is not None and by not in {By.CHANNEL, By.MARKETPLACE}):
        return {measure.slug: [] for measure in its}
    if by in {By.CHANNEL, By.MARKETPLACE}:
        place = narrowed(left)
        groups = _of_channels(by_channel(wanted(its, left, place), span), by)
    else:
        place = split(by)
        groups = _of_keys(by_key(wanted(its, left, place), span))
    return {one.slug: _known({key: made(one, rows, place) for key, rows in groups.items()}) for one in its}


def currency(span: Span) -> str:
    """The currency of costs in a span; "" when the owner entered none, or not for all of its days, or several."""
    known = rates()
    said = {rate[1] if (rate := rate_on(day.first, known)) else "" for day in span.steps(DAY)}
    return said.pop() if len(said) == 1 else ""


def _measure(asked: Asked) -> Measure:
    return asked if isinstance(asked, Measure) else MEASURES[asked]


def _of_channels(rows: Mapping[int, Rows], by: By) -> dict[str, list[Rows]]:
    """The rows of each channel, or of all channels of each marketplace."""
    kinds = known_channels() if by is By.MARKETPLACE else {}
    groups: dict[str, list[Rows]] = {}
    for channel, each in rows.items():
        groups.setdefault(kinds.get(channel, "") if kinds else str(channel or ""), []).append(each)
    return groups


def _of_keys(rows: Mapping[str, Rows]) -> dict[str, list[Rows]]:
    """The rows of each key, beside those that are not broken down."""
    return {key: [each, rows[""]] for key, each in rows.items() if key}


def _known(found: Mapping[str, Figure]) -> list[tuple[str, Figure]]:
    known = [(key, figure) for key, figure in found.items() if figure.n or figure.total]
    return sorted(known, key=lambda each: (-each[1].n, -each[1].total, each[0]))
