"""How each channel stands with its marketplace: our own count, the marketplace's, and what is left."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.functional import Promise
from django.utils.translation import ngettext

from sportello.channels.models import Channel, HealthReport
from sportello.insights.health.limits import DEFINITIONS, LIMITS, NAMES, Limit, Rate
from sportello.insights.health.tipping import Standing, State
from sportello.insights.models import HealthStanding
from sportello.insights.saying import percent, unknown

from .reported import Reported, Told, cases_in_words, limit_in_words, reported_of

STALE = timedelta(days=7)
"""A report older than this says nothing of today."""


@dataclass(frozen=True, slots=True)
class Line:
    """One rate of a channel, in words. `room` says how many more cases there may be; `is_ours` whether we count it."""

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
    is_ours: bool = True

    @property
    def said(self) -> str:
        """Our share, or the marketplace's where we have none."""
        return self.reported.share if self.reported and not self.cases else self.share


@dataclass(frozen=True, slots=True)
class Account:
    """One channel with its rates, and the marketplace's own word on the account, now and at its next evaluation.

    `missing` are the permissions without which it tells us less; `day` is that of its report.
    """

    channel: Channel
    lines: Sequence[Line]
    status: str
    rating: str
    projected: str
    warnings: Sequence[str]
    violations: Mapping[str, int]
    missing: Sequence[str]
    day: date | None
    worst: State

    @property
    def is_known(self) -> bool:
        """Whether there is any case of ours, or a word of the marketplace's."""
        return bool(self.status or self.missing) or any(line.cases or line.reported for line in self.lines)


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
    channel: Channel, counted: Mapping[tuple[int, str], HealthStanding], report: HealthReport | None, today: date
) -> Account:
    report = report or HealthReport(day=today)
    told: Sequence[Told] = report.rates
    limits = LIMITS[channel.kind]
    first = {rate["measure"]: rate for rate in reversed(told)}
    ours = [
        _line(_standing(limit, counted.get((channel.pk, limit.rate))), first.get(limit.rate), report.day)
        for limit in limits
    ]
    shown = {id(first[limit.rate]) for limit in limits if limit.rate in first}
    lines = [*ours, *_theirs((one for one in told if id(one) not in shown), report.day)]
    return Account(
        channel=channel,
        lines=lines,
        status=report.status,
        rating=report.rating,
        projected=report.projected if report.projected != report.status else "",
        warnings=report.warnings,
        violations=report.violations,
        missing=report.missing,
        day=report.day if report.pk else None,
        worst=min((line.state for line in lines if line.is_binding), key=_ORDER.index, default=State.UNKNOWN),
    )


def _standing(limit: Limit, row: HealthStanding | None) -> Standing:
    return Standing(limit, row.part, row.whole) if row else Standing(limit, 0, 0)


def _line(standing: Standing, told: Told | None, day: date) -> Line:
    limit, share = standing.limit, standing.share
    reported = reported_of(told, share, day) if told else None
    return Line(
        name=NAMES[limit.rate],
        definition=DEFINITIONS[limit.rate],
        share=unknown() if share is None else percent(share, 2),
        cases=cases_in_words(standing.part, standing.whole),
        limit=limit_in_words(limit) or (reported.limit if reported else ""),
        source=limit.source,
        state=_worse(standing.state, reported),
        room=room_in_words(standing),
        reported=reported,
        is_binding=limit.is_binding,
    )


def _worse(ours: State, reported: Reported | None) -> State:
    """The marketplace's word counts where it sees trouble, or where we have no count to judge."""
    if reported is None or (reported.state is State.KEPT and ours is not State.UNKNOWN):
        return ours
    return min(ours, reported.state, key=_ORDER.index)


def _theirs(told: Iterable[Told], day: date) -> list[Line]:
    """The rates that only the marketplace counts."""
    return [_their_line(one, reported_of(one, None, day)) for one in told]


def _their_line(told: Told, reported: Reported) -> Line:
    slug = told["measure"]
    rate = Rate(slug) if slug in set(Rate) else None
    return Line(
        name=NAMES[rate] if rate else (reported.name or slug),
        definition=DEFINITIONS[rate] if rate else "",
        share=unknown(),
        cases="",
        limit=reported.limit,
        source="",
        state=reported.state,
        room="",
        reported=reported,
        is_binding=not told.get("against_peers"),
        is_ours=False,
    )


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
