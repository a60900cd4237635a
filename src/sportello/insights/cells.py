"""Reading sums of tallies, grouped by day, by channel or by key."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final, Literal

from django.db.models import Sum as Summed

from .estimating import Sum
from .models import Tally

type Place = tuple[str, str]
"""A breakdown and its key; ("", "") is the whole. The key "*" stands for all keys, each apart."""

type Rows = dict[tuple[str, str, str], Sum]
"""Sums by name, breakdown and key."""

type Grouping = Literal["day", "channel", "key", "all"]

WHOLE: Final[Place] = ("", "")
ALL_KEYS: Final = "*"


@dataclass(slots=True)
class Wanted:
    """Which tallies are to be read: names by place. Those of `levels` count from the first day there is."""

    first: date
    last: date
    channels: Collection[int] = ()
    places: dict[Place, set[str]] = field(default_factory=dict)
    levels: set[str] = field(default_factory=set)

    def add(self, name: str, place: Place) -> None:
        """Want a tally of a place too."""
        self.places.setdefault(place, set()).add(name)


def read[Group: (date, int, str)](wanted: Wanted, grouping: Grouping) -> dict[Group, Rows]:
    """The sums of what is wanted, by group; a query for each breakdown, and one more where there are levels.

    Grouped by key, the keys of a place "*" are the groups, and what is wanted of the whole stands under the group "",
    as everything does that is not grouped at all ("all").
    """
    found: dict[Group, Rows] = {}
    for by, keys in _keys(wanted.places).items():
        names = set().union(*(names for place, names in wanted.places.items() if place[0] == by))
        for some, since in ((names - wanted.levels, wanted.first), (names & wanted.levels, None)):
            if some:
                _query(found, wanted, some, by, keys, since, grouping)
    return found


def added(rows: Iterable[Rows]) -> Rows:
    """Rows of several groups together."""
    together: Rows = {}
    for each in rows:
        for cell, one in each.items():
            before = together.get(cell, Sum())
            together[cell] = Sum(before.n + one.n, before.total + one.total, before.squares + one.squares)
    return together


def _keys(places: Mapping[Place, set[str]]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for by, key in sorted(places):
        found.setdefault(by, set()).add(key)
    return found


def _query[Group: (date, int, str)](
    found: dict[Group, Rows],
    wanted: Wanted,
    names: Collection[str],
    by: str,
    keys: Collection[str],
    since: date | None,
    grouping: Grouping,
) -> None:
    rows = Tally.objects.filter(name__in=names, by=by, day__lte=wanted.last)
    rows = rows if since is None else rows.filter(day__gte=since)
    rows = rows if ALL_KEYS in keys else rows.filter(key__in=keys)
    rows = rows.filter(channel__in=wanted.channels) if wanted.channels else rows
    columns = dict.fromkeys(("name", "key") if grouping == "all" else ("name", "key", grouping))
    sums = rows.values(*columns).annotate(Summed("n"), Summed("total"), Summed("squares")).order_by()
    for one in sums:
        cell = (one["name"], by, ALL_KEYS if grouping == "key" and by else one["key"])
        said = Sum(int(one["n__sum"]), int(one["total__sum"]), int(one["squares__sum"]))
        group: Any = "" if grouping == "all" else one[grouping]
        found.setdefault(group, {})[cell] = said
