"""Spikes as the pages show them: what rose, by how much, the likely cause, and what came of it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from sportello.insights import saying
from sportello.insights.charts.chart import Chart, Kind, Point
from sportello.insights.models import SeriesCount, Spike, SpikeOutcome, SpikeVerdict
from sportello.insights.spikes.counting import HOUR, hour_of
from sportello.insights.spikes.explaining import Key
from sportello.portal.deflection import Share, share

from .naming import named

WEEK = timedelta(days=7)
DRAWN = 48 * HOUR


@dataclass(frozen=True, slots=True)
class Rose:
    """One series of a wave: what it is called, what came of it and what is usual, in words."""

    name: str
    observed: str
    expected: str
    is_cause: bool


@dataclass(frozen=True, slots=True)
class Shown:
    """A spike for a page: its cause's name, that of the series whose figures it tells, these in words, all that rose,
    and its last two days as a chart."""

    spike: Spike
    name: str
    first: str
    observed: str
    expected: str
    share: str
    rose: Sequence[Rose]
    chart: Chart | None = None

    @property
    def verdict(self) -> SpikeVerdict | None:
        """What somebody said it proved to be."""
        return getattr(self.spike, "verdict", None)


def shown(spikes: Sequence[Spike], *, drawn_at: datetime | None = None) -> list[Shown]:
    """Spikes for a page, with their charts as of `drawn_at` if given. Four queries at most, however many."""
    names = named(key for spike in spikes for key in spike.series)
    if drawn_at is None:
        return [_shown(spike, names, None) for spike in spikes]
    hours = {spike.pk: _drawn(spike, drawn_at) for spike in spikes}
    counts = _counts(spikes, hours)
    return [_shown(spike, names, _chart(spike, names, hours[spike.pk], counts)) for spike in spikes]


def precision() -> Share:
    """How many of the spikes that somebody judged were true, known ones included, with the interval."""
    outcomes = list(SpikeVerdict.objects.values_list("outcome", flat=True))
    return share(sum(outcome != SpikeOutcome.FALSE_ALARM for outcome in outcomes), len(outcomes))


def _shown(spike: Spike, names: Mapping[Key, str], chart: Chart | None) -> Shown:
    cause = (spike.cause_kind, spike.cause_key)
    rose = [
        Rose(names[key], saying.number(rise["observed"]), _about(rise["expected"]), key == cause)
        for rise in spike.rises
        if (key := (rise["kind"], rise["key"]))
    ]
    return Shown(
        spike=spike,
        name=names[cause],
        first=names[spike.kind, spike.key],
        observed=saying.number(spike.observed),
        expected=_about(spike.expected),
        share=saying.percent(spike.cause_share, 0),
        rose=rose,
        chart=chart,
    )


def _about(expected: float) -> str:
    return saying.number(expected, 0 if expected >= 10 else 1)


def _counts(spikes: Iterable[Spike], hours: Mapping[int, Sequence[datetime]]) -> Mapping[tuple[Key, datetime], int]:
    """What was counted of each spike's own series in the hours that are drawn, and a week before. One query."""
    wanted = {(spike.kind, spike.key) for spike in spikes}
    if not wanted:
        return {}
    first = min(drawn[0] for drawn in hours.values()) - WEEK
    held = SeriesCount.objects.filter(
        kind__in={kind for kind, _key in wanted}, key__in={key for _kind, key in wanted}, hour__gte=first
    )
    return {((kind, key), hour): n for kind, key, hour, n in held.values_list("kind", "key", "hour", "n")}


def _drawn(spike: Spike, now: datetime) -> Sequence[datetime]:
    """The hours of a chart: two days up to a day after the call, and not after now."""
    last = hour_of(min(now, spike.noticed_at + DRAWN / 2))
    return [last - place * HOUR for place in reversed(range(DRAWN // HOUR))]


def _chart(
    spike: Spike,
    names: Mapping[Key, str],
    hours: Sequence[datetime],
    counts: Mapping[tuple[Key, datetime], int],
) -> Chart:
    key = (spike.kind, spike.key)
    points = [_point(hour, counts.get((key, hour), 0), counts.get((key, hour - WEEK), 0)) for hour in hours]
    title = _("%(name)s, by the hour") % {"name": names[key]}
    summary = _("Called on %(when)s: %(observed)s contacts where about %(expected)s are usual.") % {
        "when": date_format(timezone.localtime(spike.noticed_at), pgettext("date format", "D j M, H:i")),
        "observed": saying.number(spike.observed),
        "expected": _about(spike.expected),
    }
    return Chart(f"spike-{spike.pk}", title, summary, points, Kind.COLUMNS, axis=saying.number)


def _point(hour: datetime, n: int, before: int) -> Point:
    label = date_format(timezone.localtime(hour), pgettext("date format", "D H:i"))
    return Point(
        label, n, saying.number(n), before=before, before_said=_("%(n)s a week before") % {"n": saying.number(before)}
    )
