"""Computed holidays against published calendars."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sportello.business.holidays import Holidays, public_holidays
from sportello.business.national_days import COUNTRIES, easter


def days(country: str, year: int) -> set[str]:
    return {f"{day:%m-%d}" for day in public_holidays(country, year)}


@pytest.mark.parametrize(
    "day",
    ["1818-03-22", "1943-04-25", "1954-04-18", "1981-04-19", "2000-04-23", "2019-04-21", "2026-04-05", "2027-03-28"],
)
def test_it_finds_easter(day: str) -> None:
    expected = date.fromisoformat(day)
    assert easter(expected.year) == expected


@given(st.integers(1583, 9999))
def test_it_puts_easter_on_a_sunday_between_22_march_and_25_april(year: int) -> None:
    assert easter(year).weekday() == 6
    assert date(year, 3, 22) <= easter(year) <= date(year, 4, 25)


def test_it_knows_the_italian_year_2026_with_saint_francis_new() -> None:
    fixed = {"01-01", "01-06", "04-25", "05-01", "06-02", "08-15", "11-01", "12-08", "12-25", "12-26"}
    assert days("IT", 2026) == fixed | {"04-05", "04-06", "10-04"}
    assert "10-04" not in days("IT", 2025)


def test_it_knows_the_days_that_all_german_states_share() -> None:
    assert days("DE", 2026) == {
        "01-01", "04-03", "04-06", "05-01", "05-14", "05-25", "10-03", "12-25", "12-26",
    }  # fmt: skip


def test_it_knows_the_french_and_the_spanish_year() -> None:
    assert days("FR", 2026) == {
        "01-01", "04-06", "05-01", "05-08", "05-14", "05-25", "07-14", "08-15", "11-01", "11-11", "12-25",
    }  # fmt: skip
    assert days("ES", 2026) == {
        "01-01", "01-06", "04-03", "05-01", "08-15", "10-12", "11-01", "12-06", "12-08", "12-25",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("year", "bank_holidays"),
    [
        (2020, {"01-01", "04-10", "04-13", "05-08", "05-25", "08-31", "12-25", "12-28"}),
        (2021, {"01-01", "04-02", "04-05", "05-03", "05-31", "08-30", "12-27", "12-28"}),
        (2022, {"01-03", "04-15", "04-18", "05-02", "06-02", "06-03", "08-29", "09-19", "12-26", "12-27"}),
        (2023, {"01-02", "04-07", "04-10", "05-01", "05-08", "05-29", "08-28", "12-25", "12-26"}),
        (2026, {"01-01", "04-03", "04-06", "05-04", "05-25", "08-31", "12-25", "12-28"}),
    ],
)
def test_it_knows_the_bank_holidays_of_england(year: int, bank_holidays: set[str]) -> None:
    weekdays = {f"{day:%m-%d}" for day in public_holidays("GB", year) if day.weekday() < 5}
    assert weekdays == bank_holidays


def test_it_knows_the_federal_holidays_as_they_are_observed() -> None:
    assert days("US", 2026) == {
        "01-01", "01-19", "02-16", "05-25", "06-19", "07-03", "07-04", "09-07", "10-12", "11-11", "11-26", "12-25",
    }  # fmt: skip
    assert date(2021, 12, 31) in public_holidays("US", 2021)
    assert date(2023, 1, 2) in public_holidays("US", 2023)


def test_it_takes_own_days_in_and_days_worked_anyway_out() -> None:
    patron, epiphany = date(2026, 12, 7), date(2026, 1, 6)
    milan = Holidays("IT", added=frozenset({patron}), worked=frozenset({epiphany}))
    assert patron in milan
    assert epiphany not in milan
    assert date(2026, 12, 8) in milan
    assert date(2026, 12, 9) not in milan


def test_it_repeats_own_days_every_year_where_that_is_wanted() -> None:
    bologna = Holidays("IT", yearly=frozenset({(10, 4)}))
    assert date(2025, 10, 4) in bologna
    assert date(2031, 10, 4) in bologna
    assert date(2025, 10, 5) not in bologna


def test_it_knows_no_holiday_where_none_is_wanted() -> None:
    assert not public_holidays("none", 2026)
    assert date(2026, 12, 25) not in Holidays()


def test_it_refuses_a_country_it_does_not_know() -> None:
    with pytest.raises(ValueError, match="XX"):
        Holidays("XX")
    with pytest.raises(ValueError, match="XX"):
        public_holidays("XX", 2026)


@given(st.sampled_from(sorted(COUNTRIES)), st.dates())
def test_it_answers_for_any_day_of_any_year(country: str, day: date) -> None:
    assert (day in Holidays(country)) == (day in public_holidays(country, day.year))


@given(st.sampled_from(["IT", "DE", "FR", "ES", "GB", "US"]), st.integers(1990, 2200))
def test_it_never_gives_a_year_fewer_than_eight_or_more_than_sixteen_days(country: str, year: int) -> None:
    assert 8 <= len(public_holidays(country, year)) <= 16
    assert all(day.year == year for day in public_holidays(country, year))
