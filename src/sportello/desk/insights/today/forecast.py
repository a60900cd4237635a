"""The backlog, and what becomes of it within a day if the rota stands."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sportello.desk.dates import clock_of
from sportello.insights import saying
from sportello.insights.charts.chart import Chart, Point
from sportello.insights.models import BacklogForecast

from .card import Card, Look

KEY = "forecast"
SHY = gettext_lazy("Too little is known yet to say how many answers will be owed tomorrow.")


def show(_look: Look) -> Mapping[str, object] | None:
    """The forecast as it was made last; None while there never was one. One query."""
    made = BacklogForecast.objects.first()
    if made is None:
        return None
    if made.why_not or not made.hours:
        return {"backlog": saying.number(made.backlog), "waiting": made.backlog, "at": made.at, "shy": SHY}
    return {
        "backlog": saying.number(made.backlog),
        "waiting": made.backlog,
        "at": made.at,
        "chart": _chart(made.hours),
        "per_hour": saying.number(made.per_hour, 1) if made.per_hour is not None else "",
    }


def _chart(hours: Sequence[Mapping[str, object]]) -> Chart:
    points = [_point(hour) for hour in hours]
    last = points[-1]
    summary = _("At the end of these hours about %(said)s.") % {"said": last.said}
    return Chart(KEY, _("Answers owed, the next 24 hours"), summary, points, axis=saying.number)


def _point(hour: Mapping[str, object]) -> Point:
    at = timezone.localtime(datetime.fromisoformat(str(hour["at"])))
    value, low, high = (float(str(hour[name])) for name in ("backlog", "low", "high"))
    told = {"n": saying.number(value), "low": saying.number(low), "high": saying.number(high)}
    said = _("%(n)s (between %(low)s and %(high)s)") % told
    return Point(clock_of(at), value, said, low, high)


FORECAST = Card("desk/insights/cards/forecast.html", show)
