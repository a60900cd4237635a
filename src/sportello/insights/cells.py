"""Reading sums of tallies, grouped by pieces of days, by channel or by key."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from django.contrib.postgres.fields import ArrayField
from django.db import connection
from django.db.models import BigIntegerField, DateField, F, FloatField, Func, IntegerField, QuerySet, Value
from django.db.models import Sum as Summed
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast

from .estimating import Sum
from .models import Tally
from .spans import Pieces, Span

type Place = tuple[str, str]
"""A breakdown and its key; ("", "") is the whole. The key "*" stands for all keys, each apart."""

type Cell = tuple[str, str, str]
"""Name, breakdown and key."""

WHOLE: Final[Place] = ("", "")
ALL_KEYS: Final = "*"
BUCKET: Final = "bucket"


@dataclass(slots=True)
class Wanted:
    """Which tallies are to be read: names by place, and names whose lengths of time are wanted bucket by bucket. Those
    of `levels` count from the first day there is."""

    channels: Collection[int] = ()
    places: dict[Place, set[str]] = field(default_factory=dict)
    levels: set[str] = field(default_factory=set)
    medians: set[str] = field(default_factory=set)

    def add(self, name: str, place: Place) -> None:
        """Want a tally of a place too."""
        self.places.setdefault(place, set()).add(name)


@dataclass(slots=True)
class Rows:
    """The sums of one group by cell, and how many lengths of time of a name lie in which bucket."""

    sums: dict[Cell, Sum] = field(default_factory=dict)
    buckets: dict[str, dict[int, int]] = field(default_factory=dict)


def by_piece(wanted: Wanted, spans: Sequence[Span], pieces: Pieces) -> dict[int, Rows]:
    """The sums by the numbers of pieces; what levels were before all of them stands under number 0."""
    edges = Value(list(pieces.firsts), output_field=ArrayField(DateField()))
    return _read(wanted, spans, Func(F("day"), edges, function="WIDTH_BUCKET", output_field=IntegerField()))


def by_channel(wanted: Wanted, span: Span) -> dict[int, Rows]:
    """The sums by channel."""
    return _read(wanted, [span], F("channel"))


def by_key(wanted: Wanted, span: Span) -> dict[str, Rows]:
    """The sums by the keys of the places "*"; what is wanted of other places stands under ""."""
    found: dict[str, Rows] = {"": Rows()}
    for (name, by, key), one in _read(wanted, [span], Value("")).get("", Rows()).sums.items():
        if (by, ALL_KEYS) in wanted.places:
            found.setdefault(key, Rows()).sums[name, by, ALL_KEYS] = one
        else:
            found[""].sums[name, by, key] = one
    return found


def _read(wanted: Wanted, spans: Sequence[Span], group: Combinable) -> dict[Any, Rows]:
    """The sums by group: a query for each breakdown, and one more where there are levels or medians."""
    found: dict[Any, Rows] = {}
    for by, name, key, place, n, total, squares in _sums(wanted, spans, group):
        cell, rows = (name, by, key), found.setdefault(place, Rows())
        before = rows.sums.get(cell, Sum())
        rows.sums[cell] = Sum(before.n + n, before.total + total, before.squares + squares)
    if wanted.medians:
        _add_buckets(found, wanted, spans, group)
    return found


def _sums(wanted: Wanted, spans: Sequence[Span], group: Combinable) -> Iterator[tuple[Any, ...]]:
    for by, keys in _keys(wanted.places).items():
        names = set().union(*(names for place, names in wanted.places.items() if place[0] == by))
        for rows in _tallies(wanted, names, by, spans):
            of_keys = rows if ALL_KEYS in keys else rows.filter(key__in=keys)
            grouped = of_keys.annotate(place=group).values("name", "key", "place").order_by()
            for row in grouped.annotate(**_SUMMED).values_list("name", "key", "place", *_SUMMED):
                yield by, *row


_SUMMED: Final = {
    "all_n": Cast(Summed("n"), BigIntegerField()),
    "all_total": Cast(Summed("total"), BigIntegerField()),
    # Squares of seconds can be more than 64 bits hold.
    "all_squares": Cast(Summed("squares"), FloatField()),
}


def _add_buckets(found: dict[Any, Rows], wanted: Wanted, spans: Sequence[Span], group: Combinable) -> None:
    for name in wanted.medians:
        for rows in _tallies(wanted, [name], BUCKET, spans):
            for place, keys, counts in _in_lists(rows, group):
                found.setdefault(place, Rows()).buckets[name] = dict(zip(keys, counts, strict=True))


def _in_lists(rows: QuerySet[Tally], group: Combinable) -> Iterator[tuple[Any, list[int], list[int]]]:
    """The buckets of each place, and how many lie in each, as two lists: as rows they would be thousands. Of one name,
    because PostgreSQL would sort several names' rows by their letters."""
    grouped = rows.annotate(place=group, bucket=Cast("key", IntegerField())).values("place", "bucket")
    sql, params = grouped.annotate(count=Cast(Summed("n"), BigIntegerField())).order_by().query.sql_with_params()
    lists = f"SELECT place, array_agg(bucket), array_agg(count) FROM ({sql}) AS counted GROUP BY place"  # noqa: S608 - made by the query set
    with connection.cursor() as cursor:
        cursor.execute(lists, params)
        yield from cursor.fetchall()


def _tallies(wanted: Wanted, names: Collection[str], by: str, spans: Sequence[Span]) -> Iterator[QuerySet[Tally]]:
    """The tallies of these names within each of the spans, and of the levels among them from the first day on."""
    rows = Tally.objects.filter(by=by)
    rows = rows.filter(channel__in=wanted.channels) if wanted.channels else rows
    if levels := wanted.levels.intersection(names):
        yield rows.filter(name__in=levels, day__lte=max(span.last for span in spans))
    if others := set(names) - wanted.levels:
        for span in spans:
            yield rows.filter(name__in=others, day__range=(span.first, span.last))


def _keys(places: Mapping[Place, set[str]]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for by, key in sorted(places):
        found.setdefault(by, set()).add(key)
    return found
