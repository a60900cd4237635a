"""Business hours against known examples and against a count minute by minute."""

from collections.abc import Container
from datetime import UTC, date, datetime, timedelta
from datetime import time as clock
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sportello.business.holidays import Holidays
from sportello.business.hours import ROUND_THE_CLOCK, NeverOpenError, WorkingTime, add_hours, elapsed
from sportello.business.week import DAY, WEEKDAYS, Interval, Week

ROME = ZoneInfo("Europe/Rome")
OFFICE = Week.parse({key: ["09:00-17:00"] for key in WEEKDAYS[:5]})
MINUTE = timedelta(minutes=1)


def at(text: str, zone: ZoneInfo = ROME) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=zone)


class EveryDay:
    def __contains__(self, day: object) -> bool:
        return True


def test_it_carries_an_hour_of_friday_afternoon_over_to_monday_morning() -> None:
    assert add_hours(at("2026-11-20 16:30"), 1, OFFICE, (), ROME) == at("2026-11-23 09:30")


def test_it_counts_a_marketplace_day_around_the_clock() -> None:
    assert ROUND_THE_CLOCK.add(at("2026-11-20 18:15"), 24) == at("2026-11-21 18:15")
    assert ROUND_THE_CLOCK.elapsed(at("2026-11-20 18:15"), at("2026-11-22 18:15")) == timedelta(hours=48)


def test_it_counts_a_marketplace_day_in_real_hours_when_the_clocks_change() -> None:
    assert ROUND_THE_CLOCK.add(at("2026-03-28 12:00"), 24) == at("2026-03-29 13:00")
    assert ROUND_THE_CLOCK.add(at("2026-10-24 12:00"), 24) == at("2026-10-25 11:00")


def test_it_names_the_end_of_a_day_rather_than_the_next_morning() -> None:
    assert add_hours(at("2026-11-20 09:00"), 8, OFFICE, (), ROME) == at("2026-11-20 17:00")


def test_it_skips_holidays() -> None:
    italian = Holidays("IT")
    assert add_hours(at("2026-04-03 16:30"), 1, OFFICE, italian, ROME) == at("2026-04-07 09:30")
    assert elapsed(at("2026-04-03 16:30"), at("2026-04-07 09:30"), OFFICE, italian, ROME) == timedelta(hours=1)


def test_it_lets_a_night_shift_that_began_run_into_a_holiday() -> None:
    nights = Week.parse({"thu": ["22:00-06:00"], "fri": ["22:00-06:00"]})
    friday = frozenset({date(2026, 11, 20)})
    assert add_hours(at("2026-11-19 23:00"), 7, nights, friday, ROME) == at("2026-11-20 06:00")
    assert add_hours(at("2026-11-19 23:00"), 8, nights, friday, ROME) == at("2026-11-26 23:00")


def test_it_counts_the_rest_of_a_night_that_began_the_day_before() -> None:
    nights = Week.parse({"thu": ["22:00-06:00"]})
    assert elapsed(at("2026-11-20 01:00"), at("2026-11-20 08:00"), nights, (), ROME) == timedelta(hours=5)
    assert add_hours(at("2026-11-20 01:00"), 2, nights, (), ROME) == at("2026-11-20 03:00")


def test_it_takes_zero_hours_as_due_at_once_even_at_night() -> None:
    assert add_hours(at("2026-11-21 03:00"), 0, OFFICE, (), ROME) == at("2026-11-21 03:00")


def test_it_counts_the_short_and_the_long_night_as_they_are() -> None:
    nights = Week.parse({"sun": ["01:00-05:00"]})
    spring, autumn = at("2026-03-29 00:00"), at("2026-10-25 00:00")
    assert elapsed(spring, spring + timedelta(days=1), nights, (), ROME) == timedelta(hours=3)
    assert elapsed(autumn, autumn + timedelta(days=1), nights, (), ROME) == timedelta(hours=5)


def test_it_opens_when_the_skipped_hour_ends_and_closes_after_its_second_pass() -> None:
    from_half_past = Week.parse({"sun": ["02:30-04:00"]})
    until_half_past = Week.parse({"sun": ["01:00-02:30"]})
    assert add_hours(at("2026-03-29 00:00"), 0.5, from_half_past, (), ROME) == at("2026-03-29 03:30")
    autumn = at("2026-10-25 00:00")
    assert elapsed(autumn, autumn + timedelta(hours=12), until_half_past, (), ROME) == timedelta(hours=2.5)


def test_it_survives_a_zone_that_skipped_a_whole_day() -> None:
    apia = ZoneInfo("Pacific/Apia")
    every_day = Week.parse({key: ["09:00-17:00"] for key in WEEKDAYS})
    assert add_hours(at("2011-12-29 16:00", apia), 2, every_day, (), apia) == at("2011-12-31 10:00", apia)


def test_it_says_so_when_a_calendar_never_opens() -> None:
    with pytest.raises(NeverOpenError):
        add_hours(at("2026-11-20 16:30"), 1, Week(), (), ROME)
    with pytest.raises(NeverOpenError):
        add_hours(at("2026-11-20 16:30"), 1, OFFICE, EveryDay(), ROME)
    assert elapsed(at("2026-11-20 16:30"), at("2029-11-20 16:30"), OFFICE, EveryDay(), ROME) == timedelta()


def test_it_counts_what_lies_beyond_a_closure_of_years() -> None:
    closed = frozenset(date(2026, 1, 1) + timedelta(days=day) for day in range(1000))
    assert elapsed(at("2026-01-01 00:00"), at("2028-09-30 00:00"), OFFICE, closed, ROME) == timedelta(hours=24)


@pytest.mark.parametrize("hours", [-0.1, float("nan"), float("inf"), 10_001])
def test_it_refuses_hours_nobody_can_promise(hours: float) -> None:
    with pytest.raises(ValueError, match="hours"):
        add_hours(at("2026-11-20 16:30"), hours, OFFICE, (), ROME)


def test_it_refuses_moments_without_a_zone_and_ends_before_starts() -> None:
    with pytest.raises(ValueError, match="zone"):
        add_hours(at("2026-11-20 09:00").replace(tzinfo=None), 1, OFFICE, (), ROME)
    with pytest.raises(ValueError, match="before"):
        elapsed(at("2026-11-20 16:30"), at("2026-11-20 16:29"), OFFICE, (), ROME)


def open_minutes(start: datetime, end: datetime, time: WorkingTime) -> list[datetime]:
    """The slow way: walk the minutes of real time and ask the wall clock about each."""
    assert time.week is not None
    walls = [
        (moment, moment.astimezone(time.zone).replace(tzinfo=None))
        for moment in (start + MINUTE * step for step in range(int((end - start) / MINUTE)))
    ]
    found: set[datetime] = set()
    first, last = walls[0][1].date() - timedelta(days=2), walls[-1][1].date()
    for number in range((last - first).days + 1):
        day = first + timedelta(days=number)
        for interval in () if day in time.holidays else time.week.days[day.weekday()]:
            midnight = datetime.combine(day, clock.min)
            opening, closing = midnight + MINUTE * interval.start, midnight + MINUTE * interval.end
            begin = next((index for index, (_, wall) in enumerate(walls) if wall >= opening), len(walls))
            stop = next((index for index in reversed(range(len(walls))) if walls[index][1] < closing), -1)
            found.update(moment for moment, _ in walls[begin : stop + 1])
    return sorted(found)


zones = st.sampled_from(
    ["Europe/Rome", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "America/Santiago"]
)
intervals = st.builds(
    lambda start, length: Interval(start, start + length), st.integers(0, DAY - 1), st.integers(1, DAY)
)
every_day_alike = intervals.map(lambda one: Week(((one,),) * 7))
every_day_other = st.lists(st.lists(intervals, max_size=1).map(tuple), min_size=7, max_size=7).map(
    lambda days: Week(tuple(days))
)
weeks = every_day_alike | every_day_other
changes = st.sampled_from(
    ["2026-03-29", "2026-10-25", "2026-03-08", "2026-11-01", "2026-04-05", "2026-10-04", "2026-06-10"]
)
starts = st.builds(
    lambda day, minutes: datetime.fromisoformat(day).replace(tzinfo=UTC) + MINUTE * minutes,
    changes,
    st.integers(-2 * DAY, DAY),
)
closed_days = st.frozensets(st.dates(date(2026, 3, 1), date(2026, 11, 10)), max_size=2)


@settings(max_examples=40, deadline=None)
@given(starts, st.integers(0, 3 * DAY), weeks, closed_days, zones)
def test_it_agrees_with_a_count_minute_by_minute(
    start: datetime, length: int, week: Week, closed: Container[date], zone: str
) -> None:
    time = WorkingTime(week, closed, ZoneInfo(zone))
    margin = timedelta(days=4)
    minutes = [one for one in open_minutes(start - margin, start + margin + MINUTE * length, time) if one >= start]
    counted = [one for one in minutes if one < start + MINUTE * length]
    assert time.elapsed(start, start + MINUTE * length) == MINUTE * len(counted)
    if counted:
        assert time.add(start, len(counted) / 60) == counted[-1] + MINUTE


@settings(deadline=None)
@given(starts, st.floats(0, 200), weeks.filter(lambda week: not week.is_closed), zones)
def test_it_lets_exactly_the_promised_hours_pass_before_a_deadline(
    start: datetime, hours: float, week: Week, zone: str
) -> None:
    time = WorkingTime(week, (), ZoneInfo(zone))
    due = time.add(start, hours)
    assert due >= start
    assert time.elapsed(start, due) == timedelta(hours=hours)
