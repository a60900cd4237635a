"""Counting issues by the hour, from facts: the last days anew each time, because facts change when news comes late."""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Count, QuerySet, Sum
from django.db.models.functions import TruncDate

from sportello.insights.models import IssueFact, SeriesCount, SeriesKind, SubjectMember

from .explaining import Key
from .series import Issue, series_of

HOUR = timedelta(hours=1)

type Cell = tuple[str, str, datetime]

_BATCH = 5000


@transaction.atomic
def recount(*, since: datetime, until: datetime) -> int:
    """Make the counts of the hours from `since` up to `until` agree with the facts; returns how many cells changed."""
    first = hour_of(since)
    counted: Counter[Cell] = Counter(
        (*key, hour_of(at)) for at, issue in issues(since=first, until=until) for key in series_of(issue)
    )
    held = SeriesCount.objects.filter(hour__gte=first, hour__lt=until).select_for_update()
    known = {(row.kind, row.key, row.hour): row for row in held}
    wrong = [row.pk for cell, row in known.items() if counted.get(cell) != row.n]
    SeriesCount.objects.filter(pk__in=wrong).delete()
    fresh = [
        SeriesCount(kind=kind, key=key, hour=hour, n=n)
        for (kind, key, hour), n in counted.items()
        if (kind, key, hour) not in known or known[kind, key, hour].n != n
    ]
    SeriesCount.objects.bulk_create(fresh, batch_size=_BATCH)
    return len(fresh) + len(wrong)


def catch_up(*, since: datetime, until: datetime) -> int:
    """Count those days (UTC) anew of which another number of issues is known by now than was counted: an import brings
    old mail, a mailbox was out of reach, tickets were merged. Returns by how many issues they were wrong in all.
    """
    known = _a_day(_begun(since, until).values_list(TruncDate("opened_at", tzinfo=UTC)).annotate(n=Count("ticket")))
    held = SeriesCount.objects.filter(kind=SeriesKind.EVERYTHING, hour__gte=since, hour__lt=until)
    counted = _a_day(held.values_list(TruncDate("hour", tzinfo=UTC)).annotate(n=Sum("n")))
    wrong = {day: abs(known.get(day, 0) - counted.get(day, 0)) for day in known.keys() | counted.keys()}
    for day in sorted(day for day, n in wrong.items() if n):
        first = datetime.combine(day, time(), UTC)
        recount(since=max(first, since), until=min(first + timedelta(days=1), until))
    return sum(wrong.values())


def _a_day(rows: "QuerySet[Any, tuple[date, int]]") -> dict[date, int]:
    return dict(rows.order_by())


def _begun(since: datetime, until: datetime) -> "QuerySet[IssueFact]":
    return IssueFact.objects.whole().filter(opened_at__gte=since, opened_at__lt=until)


def issues(*, since: datetime, until: datetime) -> Iterator[tuple[datetime, Issue]]:
    """The issues that began in this time, each with its moment; without imported history."""
    found = _begun(since, until)
    subjects = dict(SubjectMember.objects.filter(at__gte=since, at__lt=until).values_list("ticket", "subject"))
    for fact in found.iterator(chunk_size=_BATCH):
        if fact.opened_at is None:
            continue
        yield (
            fact.opened_at,
            Issue(
                fact.ticket,
                fact.channel,
                fact.language,
                fact.topics,
                fact.product,
                fact.carrier,
                fact.country,
                subjects.get(fact.ticket, 0),
            ),
        )


def by_series(found: Iterable[tuple[datetime, Issue]], now: datetime) -> dict[Key, dict[int, float]]:
    """The tickets of each series with their age in hours at `now`."""
    tickets: dict[Key, dict[int, float]] = {}
    for at, issue in found:
        age = (now - at) / HOUR
        for key in series_of(issue):
            tickets.setdefault(key, {})[issue.ticket] = age
    return tickets


def hour_of(at: datetime) -> datetime:
    """The beginning of the hour (UTC) in which something happened."""
    return at.replace(minute=0, second=0, microsecond=0)
