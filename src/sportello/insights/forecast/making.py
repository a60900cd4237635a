"""Making the forecast of the backlog from what was counted by the hour and from the rota, and keeping it for pages."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from django.db.models import Max, Min, Sum

from sportello.business import rota
from sportello.insights.gathering.running import zone_name
from sportello.insights.models import BacklogForecast, HourTally, Tally

from .foreseeing import Ahead, Foreseen, Pace, Season, Slot, foresee, season

HOUR: Final = timedelta(hours=1)
SEASON: Final = timedelta(weeks=8)
PACE: Final = timedelta(weeks=4)
YOUNGEST: Final = timedelta(weeks=2)
"""With fewer weeks than these one weekday cannot be told from another."""

NO_ROTA, TOO_YOUNG, NOTHING_DONE = "no_rota", "too_young", "nothing_done"


def make(*, now: datetime) -> BacklogForecast:
    """Make the forecast for the 24 hours from the next full hour on, and keep it in place of the one before."""
    hour = now.replace(minute=0, second=0, microsecond=0)
    backlog = max(Tally.objects.filter(name="owing", by="").aggregate(Sum("total"))["total__sum"] or 0, 0)
    said: dict[str, object] = {"at": now, "backlog": backlog, "per_hour": None, "hours": [], "why_not": ""}
    pace = _pace(hour)
    known = HourTally.objects.filter(name="owed").aggregate(first=Min("hour"))["first"]
    if isinstance(pace, str):
        said["why_not"] = pace
    elif known is None or hour - known < YOUNGEST:
        said["why_not"] = TOO_YOUNG
    else:
        zone = ZoneInfo(zone_name())
        found = foresee(
            backlog=backlog, season=_season(max(known, hour - SEASON), hour, zone), pace=pace, ahead=_ahead(hour, zone)
        )
        said |= {"per_hour": pace.per_hour, "hours": [_plain(one) for one in found]}
    row, _made = BacklogForecast.objects.update_or_create(pk=1, defaults=said)
    return row


def _plain(one: Foreseen) -> dict[str, object]:
    numbers = {name: round(getattr(one, name), 2) for name in ("arrivals", "agents", "backlog", "low", "high")}
    return {"at": one.at.isoformat(), **numbers}


def _counts(name: str, since: datetime, until: datetime) -> Mapping[datetime, int]:
    rows = HourTally.objects.filter(name=name, hour__gte=since, hour__lt=until).values("hour").annotate(Sum("n"))
    return {row["hour"]: row["n__sum"] for row in rows}


def _season(since: datetime, until: datetime, zone: ZoneInfo) -> Season:
    counted, slots = _counts("owed", since, until), dict[Slot, list[int]]()
    hour = since
    while hour < until:
        slots.setdefault(_slot(hour, zone), []).append(counted.get(hour, 0))
        hour += HOUR
    return season(slots)


def _slot(hour: datetime, zone: ZoneInfo) -> Slot:
    local = hour.astimezone(zone)
    return local.weekday(), local.hour


def _pace(until: datetime) -> Pace | str:
    """What agents got done in the last four weeks in the hours in which the rota had somebody; a word why not."""
    hours = [until - HOUR * back for back in range(int(PACE / HOUR), 0, -1)]
    planned = rota.planned_at(hours)
    if planned is None:
        return NO_ROTA
    first = HourTally.objects.filter(name="ended").aggregate(first=Min("hour"), last=Max("hour"))["first"]
    ended = _counts("ended", hours[0], until)
    manned = {hour: len(planned[hour]) for hour in hours if planned[hour] and first is not None and hour >= first}
    answers = sum(ended.get(hour, 0) for hour in manned)
    return Pace(answers, float(sum(manned.values()))) if answers else NOTHING_DONE


def _ahead(hour: datetime, zone: ZoneInfo) -> list[Ahead]:
    hours = [hour + HOUR * step for step in range(1, 25)]
    planned = rota.planned_at(hours) or {}
    return [Ahead(at, _slot(at, zone), float(len(planned.get(at, ())))) for at in hours]
