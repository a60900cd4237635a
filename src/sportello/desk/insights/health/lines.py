"""How each channel stands with its marketplace: our own count, the marketplace's, and what is left."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sportello.channels.models import Channel, HealthReport
from sportello.insights.health.limits import DEFINITIONS, LIMITS, NAMES, Limit, Rate, Side
from sportello.insights.health.tipping import Standing, State
from sportello.insights.models import HealthStanding
from sportello.insights.saying import percent, unknown

STALE = timedelta(days=7)
"""A report older than this says nothing of today."""


@dataclass(frozen=True, slots=True)
class Reported:
    """What the marketplace itself counts, and on which day; `differs` says whether that is far from our own count."""

    share: str
    cases: str
    is_kept: bool
    day: date
    differs: bool


@dataclass(frozen=True, slots=True)
class Line:
    """One rate of a channel, in words. `room` says how many more cases there may be."""

    name: str | Promise
    definition: str | Promise
    share: str
    cases: str
    limit: str
    source: str
    state: State
    room: str
    reported: Reported | None
    is_binding: bool


@dataclass(frozen=True, slots=True)
class Account:
    """One channel with its rates, and the marketplace's own word on the account."""

    channel: Channel
    lines: Sequence[Line]
    status: str
    rating: str
    warnings: Sequence[str]
    violations: Mapping[str, int]
    worst: State

    @property
    def is_known(self) -> bool:
        """Whether there is any case of ours, or a word of the marketplace's."""
        return bool(self.status) or any(line.cases or line.reported for line in self.lines)


_ORDER = (State.BROKEN, State.CLOSE, State.KEPT, State.UNKNOWN)


def accounts(channels: Sequence[int], today: date) -> list[Account]:
    """The channels that have limits, those in trouble first. Three queries."""
    rows = Channel.objects.filter(kind__in=list(LIMITS)).order_by("name", "pk")
    found = list(rows.filter(pk__in=channels) if channels else rows)
    counted = _counted([channel.pk for channel in found], today)
    reports = _reports(today)
    made = [_account(channel, counted, reports.get((channel.account_id, channel.site)), today) for channel in found]
    return sorted(made, key=lambda one: _ORDER.index(one.worst))


def _counted(channels: Sequence[int], today: date) -> dict[tuple[int, str], HealthStanding]:
    """The newest count of each rate; one that stopped days ago is none."""
    rows = HealthStanding.objects.filter(channel__in=channels, day__gt=today - timedelta(days=2), day__lte=today)
    return {(row.channel, row.rate): row for row in rows.order_by("day")}


def _reports(today: date) -> dict[tuple[int | None, str], HealthReport]:
    rows = HealthReport.objects.filter(day__gt=today - STALE, day__lte=today + timedelta(days=1))
    return {(row.account_id, row.site): row for row in rows.order_by("day")}


def _account(
    channel: Channel,
    counted: Mapping[tuple[int, str], HealthStanding],
    report: HealthReport | None,
    today: date,
) -> Account:
    told: Mapping[str, dict[str, Any]] = {rate["measure"]: rate for rate in report.rates} if report else {}
    day = report.day if report else today
    made = [
        _line(_standing(limit, counted.get((channel.pk, limit.rate))), told.get(limit.rate), day)
        for limit in LIMITS[channel.kind]
    ]
    broken = [line.state for line in made if line.is_binding]
    return Account(
        channel=channel,
        lines=made,
        status=report.status if report else "",
        rating=report.rating if report else "",
        warnings=report.warnings if report else (),
        violations=report.violations if report else {},
        worst=min(broken, key=_ORDER.index, default=State.UNKNOWN),
    )


def _standing(limit: Limit, row: HealthStanding | None) -> Standing:
    return Standing(limit, row.part, row.whole) if row else Standing(limit, 0, 0)


def _line(standing: Standing, told: Mapping[str, Any] | None, day: date) -> Line:
    limit, share = standing.limit, standing.share
    reported = _reported(told, share, day) if told else None
    return Line(
        name=NAMES[limit.rate],
        definition=DEFINITIONS[limit.rate],
        share=_share(share),
        cases=_cases(standing.part, standing.whole),
        limit=limit_in_words(limit),
        source=limit.source,
        state=State.BROKEN if reported and not reported.is_kept else standing.state,
        room=room_in_words(standing),
        reported=reported,
        is_binding=limit.is_binding,
    )


def _reported(told: Mapping[str, Any], ours: float | None, day: date) -> Reported:
    share = None if told["rate"] is None else float(told["rate"])
    return Reported(
        share=_share(share),
        cases=_cases(told["part"], told["whole"]),
        is_kept=bool(told["is_kept"]),
        day=day,
        differs=share is not None and ours is not None and abs(share - ours) > FAR,
    )


FAR = 0.01
"""A point apart is more than other days of counting explain."""


def _share(share: float | None) -> str:
    return unknown() if share is None else percent(share, 2)


def _cases(part: int, whole: int) -> str:
    return _("%(part)d of %(whole)d") % {"part": part, "whole": whole} if whole else ""


def limit_in_words(limit: Limit) -> str:
    """ "under 4% in 30 days"."""
    said = {"limit": percent(limit.value, 1), "days": limit.days}
    if limit.side is Side.BELOW:
        return _("under %(limit)s in %(days)d days") % said
    return _("over %(limit)s in %(days)d days") % said


def room_in_words(standing: Standing) -> str:
    """What would tip it: "2 more late shipments break the limit"."""
    room, count = standing.room, abs(standing.room or 0)
    if room is None:
        return ""
    if room < 0:
        return ngettext("%(n)d too many", "%(n)d too many", count) % {"n": count}
    if standing.limit.rate is Rate.RESPONSES:
        return ngettext(
            "%(n)d more late answer breaks it", "%(n)d more late answers break it", room + 1
        ) % {"n": room + 1}  # fmt: skip
    return ngettext("%(n)d more breaks it", "%(n)d more break it", room + 1) % {"n": room + 1}
