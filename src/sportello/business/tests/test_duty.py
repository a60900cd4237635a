"""Who is on duty, judged on planned shifts."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from sportello.business.duty import DatedShift, WeeklyShift, on_duty
from sportello.business.week import Interval

ROME = ZoneInfo("Europe/Rome")
BEN, LEA = 1, 2
OFFICE, NIGHT = Interval.parse("09:00-17:00"), Interval.parse("22:00-06:00")
FRIDAY = date(2026, 11, 20)
PLAN = (WeeklyShift(BEN, 4, OFFICE), WeeklyShift(LEA, 4, NIGHT))


def at(
    text: str, *dated: DatedShift, holidays: frozenset[date] = frozenset(), weekly: tuple[WeeklyShift, ...] = PLAN
) -> frozenset[int]:
    now = datetime.fromisoformat(text).replace(tzinfo=ROME)
    return on_duty(now, weekly=weekly, dated=dated, holidays=holidays, zone=ROME)


def test_it_names_whose_shift_holds_the_moment() -> None:
    assert at("2026-11-20 09:00") == {BEN}
    assert at("2026-11-20 16:59") == {BEN}
    assert at("2026-11-20 17:00") == frozenset()
    assert at("2026-11-19 12:00") == frozenset()


def test_it_follows_a_night_shift_into_the_next_morning() -> None:
    assert at("2026-11-21 05:59") == {LEA}
    assert at("2026-11-21 06:00") == frozenset()


def test_it_lets_the_weekly_plan_rest_on_a_holiday_but_not_the_night_that_began_before() -> None:
    assert at("2026-11-20 12:00", holidays=frozenset({FRIDAY})) == frozenset()
    assert at("2026-11-21 03:00", holidays=frozenset({FRIDAY + timedelta(days=1)})) == {LEA}


def test_it_takes_a_planned_day_instead_of_the_weekly_hours_also_on_a_holiday() -> None:
    afternoon = DatedShift(BEN, FRIDAY, Interval.parse("13:00-15:00"))
    assert at("2026-11-20 10:00", afternoon) == frozenset()
    assert at("2026-11-20 14:00", afternoon, holidays=frozenset({FRIDAY})) == {BEN}


def test_it_knows_who_is_away() -> None:
    assert at("2026-11-20 10:00", DatedShift(BEN, FRIDAY, None)) == frozenset()
    assert at("2026-11-20 23:00", DatedShift(BEN, FRIDAY, None)) == {LEA}


def test_it_lets_somebody_who_is_away_come_in_for_some_hours() -> None:
    morning = DatedShift(BEN, FRIDAY, Interval.parse("09:00-11:00"))
    assert at("2026-11-20 10:00", DatedShift(BEN, FRIDAY, None), morning) == {BEN}


def test_it_asks_the_clock_of_the_calendars_zone() -> None:
    lisbon = ZoneInfo("Europe/Lisbon")
    now = datetime(2026, 11, 20, 8, 30, tzinfo=UTC)
    assert on_duty(now, weekly=PLAN, dated=(), holidays=(), zone=ROME) == {BEN}
    assert on_duty(now, weekly=PLAN, dated=(), holidays=(), zone=lisbon) == frozenset()


@given(
    st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001
    st.integers(0, 6),
    st.integers(0, 1439),
    st.integers(1, 1440),
)
def test_it_has_somebody_on_duty_exactly_while_the_wall_clock_stands_in_the_shift(
    now: datetime, weekday: int, start: int, length: int
) -> None:
    kathmandu = ZoneInfo("Asia/Kathmandu")
    wall = now.astimezone(kathmandu)
    minute = wall.hour * 60 + wall.minute
    today = wall.weekday() == weekday and start <= minute < start + length
    yesterday = (wall.weekday() - 1) % 7 == weekday and minute < start + length - 1440
    shift = WeeklyShift(BEN, weekday, Interval(start, start + length))
    found = on_duty(now, weekly=[shift], dated=(), holidays=(), zone=kathmandu)
    assert bool(found) == (today or yesterday)
