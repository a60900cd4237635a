"""The rota in the database: there is always somebody."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from sportello.accounts.models import Agent
from sportello.accounts.testing import ada, ben, cora, lea, rio, zed
from sportello.business import rota
from sportello.business.models import Calendar, OwnDay, Shift, ShiftChange

pytestmark = pytest.mark.django_db

ROME = ZoneInfo("Europe/Rome")


def office() -> Calendar:
    return Calendar.objects.get_or_create(name="Milan", defaults={"time_zone": "Europe/Rome", "country": "IT"})[0]


def weekdays(agent: Agent) -> None:
    for weekday in range(5):
        Shift.objects.create(calendar=office(), agent=agent, weekday=weekday, start=540, end=1020)


def names(text: str) -> list[str]:
    now = datetime.fromisoformat(text).replace(tzinfo=ROME)
    return [agent.name for agent in rota.on_duty(now=now)]


def test_it_finds_whose_shift_it_is() -> None:
    ada()
    weekdays(ben())
    assert names("2026-11-20 10:00") == ["Ben"]


def test_it_falls_back_to_owners_and_leads_at_night_and_on_sunday() -> None:
    ada(), lea(), cora(), rio(), zed()
    weekdays(ben())
    assert names("2026-11-22 10:00") == ["Ada", "Lea"]
    assert names("2026-11-20 03:00") == ["Ada", "Lea"]


def test_it_falls_back_on_public_and_own_holidays() -> None:
    ada()
    weekdays(ben())
    OwnDay.objects.create(
        calendar=office(), name="Inventory", first_day=date(2026, 11, 20), last_day=date(2026, 11, 20)
    )
    assert names("2026-12-08 10:00") == ["Ada"]
    assert names("2026-11-20 10:00") == ["Ada"]


def test_it_never_counts_on_the_deactivated_or_on_those_who_may_not_answer() -> None:
    ada()
    weekdays(zed())
    weekdays(rio())
    assert names("2026-11-20 10:00") == ["Ada"]


def test_it_follows_the_plan_of_a_single_day() -> None:
    ada()
    weekdays(ben())
    ShiftChange.objects.create(calendar=office(), agent=ben(), day=date(2026, 11, 20))
    ShiftChange.objects.create(calendar=office(), agent=lea(), day=date(2026, 11, 20), start=600, end=720)
    assert names("2026-11-20 10:30") == ["Lea"]


def test_it_finds_somebody_without_any_calendar() -> None:
    ada(), ben()
    assert names("2026-11-20 10:00") == ["Ada"]


def test_it_looks_at_one_calendar_when_asked_to() -> None:
    ada()
    weekdays(ben())
    other = Calendar.objects.create(name="Lyon", time_zone="Europe/Paris")
    now = datetime(2026, 11, 20, 10, 0, tzinfo=ROME)
    assert rota.on_duty(now=now, calendar=other) == [ada()]
    assert rota.on_duty(now=now, calendar=office()) == [ben()]
