"""Whatever happens on a desk, its figures are what a plain count comes to, and the same however they were gathered."""

from collections.abc import Sequence
from datetime import UTC, datetime
from random import Random
from zoneinfo import ZoneInfo

import pytest
from django.db.models import Max
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sportello.core.models import Event
from sportello.insights.facts.folding import fold
from sportello.insights.facts.tallying import Adding
from sportello.insights.facts.values import Happened
from sportello.insights.gathering import gather, rebuild
from sportello.insights.models import HourTally
from sportello.insights.vocabulary import faults

from .histories import HOUR, START, Desk
from .test_gathering import tallies

ROME = ZoneInfo("Europe/Rome")
ACTS = st.lists(st.tuples(st.integers(0, 6), st.integers(0, 48), st.integers(0, 60)), max_size=40)
TOTALS = {"hit": ("due", 1), "reopened": ("resolved", 1), "first": ("first", 1), "owing": ("owing", 1)}


@given(acts=ACTS, after=st.integers(0, 40))
@settings(max_examples=120)
def test_it_comes_to_what_a_plain_count_comes_to(acts: list[tuple[int, int, int]], after: int) -> None:
    desk = Desk()
    desk.play(acts)
    now = desk.now + after * HOUR
    adding = Adding(ROME)
    adding.circle(fold(desk.events, (), now=now))
    for name, expected in desk.counted(now).items():
        tally, place = TOTALS.get(name, (name, 0))
        made = sum(sums[place] for cell, sums in adding.sums.items() if cell[0] == tally and cell[3] == "")
        assert (name, made) == (name, expected)


def test_it_takes_off_what_it_added() -> None:
    desk = Desk()
    desk.play([(each % 7, each, 5) for each in range(60)])
    circle = fold(desk.events, (), now=desk.now)
    adding = Adding(ROME)
    adding.circle(circle)
    assert adding.sums
    adding.sign = -1
    adding.circle(circle)
    assert {tuple(sums) for sums in adding.sums.values()} == {(0, 0, 0)}
    assert {*adding.hours.values()} == {0}


@pytest.mark.django_db
@given(acts=ACTS, seed=st.integers(0, 10_000))
@settings(max_examples=4, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_it_comes_to_the_same_in_whatever_pieces_events_come(acts: list[tuple[int, int, int]], seed: int) -> None:
    used = Event.objects.aggregate(most=Max("subject_id"))["most"] or 0
    desk, dice = Desk(base=used + 1000), Random(seed)
    desk.play(acts)
    later = datetime.fromtimestamp(START + 60 * 24 * HOUR, UTC)
    for subject in dice.sample(sorted(desk.opened), len(desk.opened)):
        own = [event for event in desk.events if event.subject == subject]
        cut = dice.randint(0, len(own))
        for piece in (own[:cut], own[cut:]):
            write(piece)
            if dice.random() < 0.4:
                gather(now=later)
    gather(now=later)
    stepwise, hours = tallies(), sorted(HourTally.objects.exclude(n=0).values_list("name", "hour", "channel", "n"))
    rebuild(now=later)
    assert tallies() == stepwise
    assert sorted(HourTally.objects.exclude(n=0).values_list("name", "hour", "channel", "n")) == hours


def write(events: Sequence[Happened]) -> None:
    """Append these events, as acts do."""
    rows = [
        Event(
            at=datetime.fromtimestamp(one.at, UTC), kind=one.kind, actor_id=one.actor or None, subject_kind="ticket",
            subject_id=one.subject, data=dict(one.data),
        )
        for one in events
    ]  # fmt: skip
    Event.objects.bulk_create(rows)
    assert [fault for row in rows for fault in faults(row.kind, row.subject_kind, row.data)] == []
