"""How a rate went, as a chart."""

from datetime import date, timedelta

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from sportello.channels.models import Channel
from sportello.insights.charts.chart import Chart, Goal, Point
from sportello.insights.health.limits import LIMITS, NAMES, Limit
from sportello.insights.models import HealthStanding
from sportello.insights.saying import percent, unknown

DAYS = 60


def charts(channel: Channel, today: date) -> list[Chart]:
    """One chart for each rate of a channel, over sixty days, with its limit. One query."""
    since = today - timedelta(days=DAYS - 1)
    rows = HealthStanding.objects.filter(channel=channel.pk, day__gte=since, day__lte=today)
    kept = {(row.rate, row.day): row for row in rows}
    days = [since + timedelta(days=number) for number in range(DAYS)]
    return [_chart(limit, [(day, kept.get((limit.rate, day))) for day in days]) for limit in LIMITS[channel.kind]]


def _chart(limit: Limit, days: list[tuple[date, HealthStanding | None]]) -> Chart:
    points = [_point(day, row) for day, row in days]
    known = [point.value for point in points if point.value is not None]
    return Chart(
        key=f"health-{limit.rate.replace('_', '-')}",
        title=str(NAMES[limit.rate]),
        summary=_("At the end %(share)s.") % {"share": percent(known[-1], 2)} if known else "",
        points=points,
        axis=lambda value: percent(value, 1),
        goal=_goal(limit.value),
        ceiling=1.0,
    )


def _goal(value: float | None) -> Goal | None:
    return Goal(value, _("limit %(said)s") % {"said": percent(value, 1)}) if value is not None else None


def _point(day: date, row: HealthStanding | None) -> Point:
    value = row.part / row.whole if row and row.whole else None
    said = percent(value, 2) if value is not None else unknown()
    return Point(label=str(date_format(day, pgettext("date format", "j M"))), value=value, said=said)
