"""A measure's days as a chart."""

from collections.abc import Sequence
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from sportello.insights import saying
from sportello.insights.asking import Figure, Sheet
from sportello.insights.charts.chart import Chart, Goal, Kind, Point
from sportello.insights.measures import MEASURES, Measure
from sportello.insights.measures.kinds import Unit
from sportello.insights.spans import ONE_DAY

from .asked import Asked
from .frame import span_of
from .sheets import step_of
from .tiles import address_of, axis, between, said, way


def chart_of(slug: str, asked: Asked, sheet: Sheet, *, goal: float | None = None, links: bool = True) -> Chart:
    """The measure day by day (week by week over many days), beside the days it is compared with, as a sheet of both
    says; with `links` each point leads to its tickets."""
    measure, step = MEASURES[slug], step_of(asked)
    now = sheet.series(measure, span_of(asked.days), step)
    then = sheet.series(measure, span_of(asked.compared), step) if asked.compared else []
    address = address_of(slug) if links else ""
    return Chart(
        key=f"chart-{slug.replace('_', '-')}",
        title=str(measure.title),
        summary=_summary(measure, [figure for _day, figure in now]),
        points=[_point(measure, asked, now, then, place, address) for place in range(len(now))],
        kind=Kind.COLUMNS if measure.unit is Unit.COUNT and slug not in {"backlog", "open_issues"} else Kind.LINE,
        axis=lambda value: axis(measure, value),
        goal=Goal(goal, _("goal %(said)s") % {"said": axis(measure, goal)}) if goal is not None else None,
        ceiling=1.0 if measure.unit is Unit.SHARE else None,
        unit=_unit(measure, [figure.value or 0.0 for _day, figure in (*now, *then)]),
    )


def _point(
    measure: Measure,
    asked: Asked,
    now: Sequence[tuple[date, Figure]],
    then: Sequence[tuple[date, Figure]],
    place: int,
    address: str,
) -> Point:
    day, figure = now[place]
    ends_at = now[place + 1][0] - ONE_DAY if place + 1 < len(now) else asked.days.last
    before = then[place][1] if place < len(then) else None
    ends = between(measure, figure)
    spread = figure.value is not None and figure.low != figure.high
    return Point(
        label=_label(day),
        value=figure.value,
        said=f"{said(measure, figure.value)} ({ends})" if ends else said(measure, figure.value),
        low=figure.low if spread else None,
        high=figure.high if spread else None,
        before=before.value if before else None,
        before_said=said(measure, before.value) if before else "",
        href=way(address, asked.between(day, ends_at)) if address and figure.value is not None else "",
    )


def _unit(measure: Measure, values: Sequence[float]) -> float:
    """Of what levels are round numbers: of hours where values are long, of minutes where they are short."""
    if measure.unit is not Unit.SECONDS:
        return 1.0
    return saying.HOUR if max(values, default=0.0) > 2 * saying.HOUR else saying.MINUTE


def _label(day: date) -> str:
    return str(date_format(day, pgettext("date format", "j M")))


def _summary(measure: Measure, figures: Sequence[Figure]) -> str:
    """The chart in a sentence, for who cannot see it."""
    known = [figure.value for figure in figures if figure.value is not None]
    if not known:
        return _("Nothing is known of these days.")
    told = {
        "low": said(measure, min(known)),
        "high": said(measure, max(known)),
        "last": said(measure, known[-1]),
    }
    return _("Between %(low)s and %(high)s; at the end %(last)s.") % told
