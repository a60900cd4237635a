"""Figures as a page shows them: the value, where the true one lies, how far it moved, and the way to its tickets."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from sportello.insights import saying
from sportello.insights.asking import Figure, Sheet
from sportello.insights.changing import Estimate, change
from sportello.insights.measures import MEASURES, Measure
from sportello.insights.measures.kinds import Better, Unit

from .asked import Asked
from .frame import span_of

SAYS: Mapping[Unit, Callable[[float], str]] = {
    Unit.COUNT: saying.number,
    Unit.SHARE: saying.percent,
    Unit.POINTS: saying.points,
    Unit.SECONDS: saying.lasting,
    Unit.PER_HUNDRED: lambda value: saying.number(value, 1),
}


TENFOLD = 10
"""What grew more than so says nothing in percent: nobody knows what 9,950 % more than two are."""


@dataclass(frozen=True, slots=True)
class Tile:
    """One figure in words. `state` is "done" where it surely got better, "late" where it surely got worse, else ""."""

    slug: str
    title: str | Promise
    definition: str | Promise
    said: str
    is_known: bool
    between: str = ""
    count: str = ""
    before: str = ""
    moved: str = ""
    state: str = ""
    href: str = ""


def tiles(slugs: Sequence[str], asked: Asked, sheet: Sheet, *, currency: str = "") -> list[Tile]:
    """The figures of these measures on the days that were asked for, beside those they are compared with, as a sheet
    of these days and measures says."""
    now, then = span_of(asked.days), span_of(asked.compared) if asked.compared else None
    return [
        tile(
            MEASURES[slug],
            sheet.figure(slug, now),
            sheet.figure(slug, then) if then else None,
            asked=asked,
            currency=currency,
        )
        for slug in slugs
    ]


def tile(measure: Measure, figure: Figure, before: Figure | None, *, asked: Asked, currency: str = "") -> Tile:
    """One figure beside the one before."""
    moved, state = _moved(measure, before, figure)
    return Tile(
        slug=measure.slug,
        title=measure.title,
        definition=measure.definition,
        said=said(measure, figure.value, currency=currency),
        is_known=figure.value is not None,
        between=between(measure, figure),
        count=_count(measure, figure),
        before=said(measure, before.value, currency=currency) if before else "",
        moved=moved,
        state=state,
        href=behind(measure.slug, asked),
    )


def said(measure: Measure, value: float | None, *, currency: str = "") -> str:
    """A measure's value in words."""
    if value is None:
        return saying.unknown()
    if measure.unit is Unit.MONEY:
        return saying.money(value, currency) if currency else saying.unknown()
    return SAYS[measure.unit](value)


def axis(measure: Measure, value: float) -> str:
    """A level beside a chart of the measure."""
    return said(measure, value)


def between(measure: Measure, figure: Figure) -> str:
    """Where the true value lies in 95 of 100 cases; "" for what was counted and is no estimate, and where both ends
    are said as the same."""
    if figure.value is None or figure.low == figure.high or measure.unit is Unit.COUNT:
        return ""
    ends = {"low": said(measure, figure.low), "high": said(measure, figure.high)}
    return _("%(low)s to %(high)s") % ends if ends["low"] != ends["high"] else ""


def behind(slug: str, asked: Asked, *, by: str = "", key: str = "") -> str:
    """The address of the tickets that a figure is made of."""
    return way(address_of(slug), asked, by=by, key=key)


def address_of(slug: str) -> str:
    """The address of the tickets behind a measure, whatever the days."""
    return reverse("desk:insights-tickets", args=[slug])


def way(address: str, asked: Asked, *, by: str = "", key: str = "") -> str:
    """The same address for certain days, and for one key of a breakdown."""
    narrowed = urlencode({"by": by, "key": key}) if by else ""
    query = "&".join(filter(None, (asked.query, narrowed)))
    return f"{address}?{query}" if query else address


def _count(measure: Measure, figure: Figure) -> str:
    """What a share is a share of."""
    if measure.unit is not Unit.SHARE or figure.value is None:
        return ""
    told = {"part": saying.number(figure.total), "whole": saying.number(figure.n)}
    return _("%(part)s of %(whole)s") % told


def _moved(measure: Measure, before: Figure | None, now: Figure) -> tuple[str, str]:
    """How far it moved, in words, and whether that is surely good or bad."""
    if before is None or before.value is None or now.value is None:
        return "", ""
    found = change(Estimate(before.value, before.low, before.high), Estimate(now.value, now.low, now.high))
    if not found.value:
        return _("no change"), ""
    words = _difference(measure, before.value, now.value)
    # What is counted has no interval: it did change, but more is neither good nor bad of itself.
    if not found.is_sure or measure.better is Better.NEITHER or measure.unit is Unit.COUNT:
        return words, ""
    return words, "done" if (found.value > 0) is (measure.better is Better.UP) else "late"


def _difference(measure: Measure, before: float, now: float) -> str:
    if measure.unit in {Unit.SHARE, Unit.POINTS}:
        return saying.points(now - before)
    if before and now < TENFOLD * before:
        return saying.change(now / before - 1)
    return saying.more(now - before) if measure.unit in {Unit.COUNT, Unit.PER_HUNDRED} else ""
