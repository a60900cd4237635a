"""What becomes of a backlog."""

from datetime import UTC, datetime, timedelta

import pytest

from sportello.business.models import Calendar, Shift
from sportello.inbox.tests.world import NOW, agent
from sportello.insights.forecast.foreseeing import Ahead, Pace, Season, foresee, season
from sportello.insights.forecast.making import make
from sportello.insights.models import HourTally, Tally

NIGHT = datetime(2026, 11, 20, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


def hours(agents: int) -> list[Ahead]:
    return [Ahead(NIGHT + HOUR * step, (4, step), float(agents)) for step in range(24)]


def test_it_lets_a_backlog_grow_by_what_comes_while_nobody_is_there() -> None:
    found = foresee(
        backlog=10, season=Season({(4, h): 2.0 for h in range(24)}, 1.0), pace=Pace(100, 50), ahead=hours(0)
    )
    assert found[-1].backlog == pytest.approx(10 + 48, rel=0.03)
    assert found[-1].low < 58 < found[-1].high


def test_it_never_falls_below_nought() -> None:
    found = foresee(backlog=10, season=Season({}, 1.0), pace=Pace(500, 50), ahead=hours(3))
    assert [found[0].backlog, found[-1].backlog, found[-1].high] == [pytest.approx(0, abs=0.2), 0, 0]


def test_it_is_less_sure_where_arrivals_vary_more() -> None:
    means = {(4, h): 5.0 for h in range(24)}
    calm, wild = (foresee(backlog=0, season=Season(means, s), pace=Pace(100, 50), ahead=hours(0)) for s in (1.0, 6.0))
    assert wild[-1].high - wild[-1].low > 2 * (calm[-1].high - calm[-1].low)


def test_it_sees_how_much_more_than_chance_the_hours_vary() -> None:
    assert season({(0, 9): [4, 4, 4, 4]}).spread == 1.0
    assert season({(0, 9): [0, 20, 0, 20]}).spread > 10
    assert season({(0, 9): [3, 5]}).means == {(0, 9): 4.0}


def test_it_holds_what_was_promised_of_the_interval() -> None:
    """The true course of a made-up desk lies within the middle 95 % about as often as it says."""
    import numpy as np

    draw, within = np.random.default_rng(7), 0
    expected = foresee(
        backlog=30, season=Season({(4, h): 4.0 for h in range(24)}, 1.0), pace=Pace(4000, 2000), ahead=hours(2)
    )[11]
    for _course in range(400):
        left = 30
        for _hour in range(12):
            left = max(left + int(draw.poisson(4.0)) - int(draw.poisson(4.0)), 0)
        within += expected.low <= left <= expected.high
    assert within / 400 > 0.92


@pytest.mark.django_db
def test_it_says_why_it_does_not_foresee() -> None:
    assert make(now=NOW).why_not == "no_rota"
    calendar = Calendar.objects.create(name="Desk", time_zone="Europe/Rome")
    Shift.objects.create(calendar=calendar, agent=agent("Ben"), weekday=0, start=540, end=1020)
    assert make(now=NOW).why_not == "nothing_done"


@pytest.mark.django_db
def test_it_foresees_the_next_day_by_the_rota() -> None:
    calendar, ben = Calendar.objects.create(name="Desk", time_zone="Europe/Rome"), agent("Ben")
    for weekday in range(5):
        Shift.objects.create(calendar=calendar, agent=ben, weekday=weekday, start=540, end=1020)
    first = NOW.replace(minute=0) - timedelta(weeks=6)
    step = range(int(timedelta(weeks=6) / HOUR))
    for name in ("owed", "ended"):
        HourTally.objects.bulk_create(HourTally(name=name, hour=first + HOUR * n, channel=1, n=1) for n in step)
    Tally.objects.create(name="owing", day=NOW.date(), channel=1, n=7, total=7, squares=7)
    made = make(now=NOW)
    assert (made.backlog, made.why_not, len(made.hours)) == (7, "", 24)
    assert made.per_hour == pytest.approx(1.0)
    assert [hour["agents"] for hour in made.hours[:2]] == [1.0, 1.0]
    assert made.hours[0]["at"] == "2026-11-20T10:00:00+00:00"
