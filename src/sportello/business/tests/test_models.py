"""Calendars, brands and settings in the database."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from sportello.accounts.testing import ben
from sportello.business.defaults import default_calendar
from sportello.business.models import Brand, BrandSignature, Calendar, OwnDay, Settings, Shift

pytestmark = pytest.mark.django_db

ROME = ZoneInfo("Europe/Rome")


def milan() -> Calendar:
    return Calendar.objects.create(name="Milan", time_zone="Europe/Rome", country="IT")


def test_it_counts_in_its_hours_zone_and_holidays() -> None:
    start = datetime(2026, 12, 7, 16, 30, tzinfo=ROME)
    assert milan().working_time().add(start, 1) == datetime(2026, 12, 9, 9, 30, tzinfo=ROME)


def test_it_takes_own_days_and_days_worked_into_account() -> None:
    calendar = milan()
    OwnDay.objects.create(
        calendar=calendar,
        name="Sant'Ambrogio",
        first_day=date(2020, 12, 7),
        last_day=date(2020, 12, 7),
        every_year=True,
    )
    OwnDay.objects.create(
        calendar=calendar, name="Rush", first_day=date(2026, 12, 8), last_day=date(2026, 12, 8), closed=False
    )
    OwnDay.objects.create(calendar=calendar, name="Holidays", first_day=date(2026, 8, 10), last_day=date(2026, 8, 21))
    holidays = calendar.holidays()
    assert date(2026, 12, 7) in holidays
    assert date(2026, 12, 8) not in holidays
    assert date(2026, 8, 21) in holidays
    assert date(2026, 8, 24) not in holidays


@pytest.mark.parametrize(
    "week", [{}, {"mon": []}, {"mon": ["9"]}, {"monday": ["09:00-10:00"]}, [], "", None, {"mon": 7}]
)
def test_it_refuses_a_week_that_is_none_or_never_opens(week: object) -> None:
    with pytest.raises(ValidationError):
        Calendar(name="x", time_zone="Europe/Rome", week=week).full_clean()


def test_it_refuses_a_zone_nobody_knows() -> None:
    with pytest.raises(ValidationError):
        Calendar(name="x", time_zone="Mars/Base").full_clean()


def test_it_refuses_impossible_rows_in_the_database_itself() -> None:
    calendar, first = milan(), date(2026, 8, 1)
    wrong = [
        OwnDay(calendar=calendar, name="back", first_day=first, last_day=first - timedelta(days=1)),
        OwnDay(calendar=calendar, name="long", first_day=first, last_day=first + timedelta(days=92)),
        OwnDay(calendar=calendar, name="odd", first_day=first, last_day=first, closed=False, every_year=True),
        Shift(calendar=calendar, agent=ben(), weekday=7, start=0, end=10),
        Shift(calendar=calendar, agent=ben(), weekday=0, start=600, end=600),
        Brand(name="mute", languages=[]),
        Settings(id=2),
        Settings(id=1, first_warning_minutes=60, last_warning_minutes=60),
        Calendar(name="x", time_zone="UTC", country="XX"),
    ]
    for row in wrong:
        with pytest.raises(IntegrityError), transaction.atomic():
            row.save(force_insert=True)


def test_it_signs_in_the_language_or_in_the_brands_first_one() -> None:
    brand = Brand.objects.create(name="Casa Lume", languages=["it", "de"])
    assert brand.signature_in("de") == ""
    BrandSignature.objects.create(brand=brand, language="it", text="Un saluto, Casa Lume")
    assert brand.signature_in("de") == "Un saluto, Casa Lume"
    BrandSignature.objects.create(brand=brand, language="de", text="Viele Grüße, Casa Lume")
    assert brand.signature_in("de") == "Viele Grüße, Casa Lume"


def test_it_has_one_row_of_settings_with_sensible_warnings() -> None:
    assert Settings.objects.current() == Settings.objects.current()
    assert Settings.objects.current().warning_leads == (timedelta(hours=4), timedelta(hours=1))
    assert Settings.objects.base_url() == ""


def test_it_makes_a_default_calendar_once() -> None:
    calendar = default_calendar()
    assert default_calendar() == calendar
    assert Calendar.objects.count() == 1
    start = datetime(2026, 11, 20, 16, 30, tzinfo=ROME)
    assert calendar.working_time().add(start, 1) == datetime(2026, 11, 23, 9, 30, tzinfo=ROME)
