"""The pages of the business over HTTP."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from sportello.accounts import links
from sportello.accounts.models import Agent, AuditEntry
from sportello.accounts.testing import ada, ben, lea
from sportello.business.defaults import default_calendar
from sportello.business.models import Brand, OwnDay, Settings, Shift, ShiftChange
from sportello.core.models import Event

pytestmark = pytest.mark.django_db

WEEK = {"mon": "9-13, 14-18", "sat": "22:00-02:00"}
CALENDAR = {"name": "Milan", "time_zone": "Europe/Rome", "country": "IT", **WEEK}


def browser(agent: Agent) -> Client:
    client = Client()
    client.force_login(agent)
    return client


@pytest.mark.parametrize("page", ["settings", "calendars", "rota", "brands"])
def test_it_opens_to_owners_and_leads_only(page: str) -> None:
    address = reverse(f"business:{page}")
    assert [browser(who).get(address).status_code for who in (ada(), lea(), ben())] == [200, 200, 403]
    assert Client().get(address).status_code == 302


def test_it_saves_a_calendar_and_writes_down_who_did() -> None:
    answer = browser(lea()).post(reverse("business:calendars"), CALENDAR)
    assert answer.status_code == 302
    page = browser(lea()).get(answer["Location"]).content.decode()
    assert 'value="09:00-13:00, 14:00-18:00"' in page
    assert 'value="22:00-02:00"' in page
    assert "Liberation Day" in page
    assert Event.objects.get().kind == "calendar.saved"
    assert AuditEntry.objects.get().agent == lea()


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"tue": "nine to five"}, "is not readable"),
        ({"tue": "9-12, 11-13"}, "overlap"),
        ({"tue": "9-9"}, "is not possible"),
        ({"mon": "", "sat": ""}, "There must be an open hour"),
        ({"time_zone": "Mars/Base"}, "id_time_zone_error"),
        ({"country": "XX"}, "id_country_error"),
    ],
)
def test_it_says_what_is_wrong_with_a_calendar_and_keeps_what_was_typed(wrong: dict[str, str], words: str) -> None:
    answer = browser(ada()).post(reverse("business:calendars"), {**CALENDAR, **wrong})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert words in page
    assert 'value="Milan"' in page


def test_it_adds_and_removes_own_days() -> None:
    client, calendar = browser(ada()), default_calendar()
    add = reverse("business:add-day", args=[calendar.pk])
    day = {"day-name": "Ferie", "day-first_day": "2026-08-10", "day-last_day": "2026-08-21", "day-closed": "on"}
    assert client.post(add, day).status_code == 302
    assert date(2026, 8, 20) in calendar.holidays()
    one = {"day-name": "Patron", "day-first_day": "2026-12-07", "day-closed": "on", "day-every_year": "on"}
    assert client.post(add, one).status_code == 302
    assert date(2031, 12, 7) in calendar.holidays()
    assert "Ferie" in client.get(reverse("business:calendar", args=[calendar.pk])).content.decode()
    for row in OwnDay.objects.all():
        client.post(reverse("business:remove-day", args=[row.pk]))
    assert not OwnDay.objects.exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {"day-last_day": "2026-08-01"},
        {"day-last_day": "2027-08-01"},
        {"day-first_day": ""},
        {"day-closed": "", "day-every_year": "on"},
    ],
)
def test_it_refuses_days_that_run_backwards_or_for_ever(wrong: dict[str, str]) -> None:
    day = {"day-name": "Ferie", "day-first_day": "2026-08-10", "day-last_day": "2026-08-21", "day-closed": "on"}
    answer = browser(ada()).post(reverse("business:add-day", args=[default_calendar().pk]), {**day, **wrong})
    assert answer.status_code == 422
    assert not OwnDay.objects.exists()


def test_it_plans_weekly_hours_and_single_days() -> None:
    client, calendar = browser(ada()), default_calendar()
    shift = {"agent": ben().pk, "weekday": 4, "hours": "22-6", "calendar": calendar.pk}
    assert client.post(reverse("business:add-shift"), shift).status_code == 302
    assert str(Shift.objects.get().interval) == "22:00-06:00"
    twice = client.post(reverse("business:add-shift"), shift)
    assert twice.status_code == 422
    assert "on the rota already" in twice.content.decode()
    away = {"change-agent": ben().pk, "change-day": "2099-12-24", "change-hours": "", "change-calendar": calendar.pk}
    assert client.post(reverse("business:add-change"), away).status_code == 302
    assert client.post(reverse("business:add-change"), away).status_code == 422
    page = client.get(reverse("business:rota")).content.decode()
    assert "Remove Ben on Friday" in page
    client.post(reverse("business:remove-shift", args=[Shift.objects.get().pk]))
    client.post(reverse("business:remove-change", args=[ShiftChange.objects.get().pk]))
    assert not Shift.objects.exists()
    assert not ShiftChange.objects.exists()


def test_it_shows_a_long_rota_with_as_many_queries_as_a_short_one(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    client, calendar, agents = browser(ada()), default_calendar(), [ada(), ben(), lea()]
    client.get(reverse("business:rota"))
    for weekday in range(7):
        Shift.objects.create(calendar=calendar, agent=ada(), weekday=weekday, start=0, end=1440)
    with django_assert_num_queries(20):
        client.get(reverse("business:rota"))
    for weekday in range(7):
        for agent in agents:
            Shift.objects.create(calendar=calendar, agent=agent, weekday=weekday, start=60, end=120)
    with django_assert_num_queries(20):
        client.get(reverse("business:rota"))


def test_it_keeps_a_brand_with_its_signatures() -> None:
    client = browser(lea())
    brand = {"name": "Casa Lume", "main_language": "it", "languages": ["en", "it"], "signature_it": "Un saluto\n"}
    assert client.post(reverse("business:brands"), brand).status_code == 302
    kept = Brand.objects.get()
    assert kept.languages == ["it", "en"]
    assert kept.signature_in("en") == "Un saluto"
    address = reverse("business:brand", args=[kept.pk])
    assert "Un saluto" in client.get(address).content.decode()
    client.post(address, {**brand, "signature_it": "", "signature_en": "Kind regards"})
    assert Brand.objects.get().signature_in("it") == ""
    assert Brand.objects.get().signature_in("en") == "Kind regards"
    assert client.post(reverse("business:brands"), brand).status_code == 422


def test_it_saves_the_settings_and_lends_the_address_to_letters() -> None:
    calendar = default_calendar()
    details = {"base_url": "https://desk.casalume.example", "default_calendar": calendar.pk}
    minutes = {"first_warning_minutes": 120, "last_warning_minutes": 30}
    client = browser(ada())
    assert client.post(reverse("business:settings"), {**details, **minutes}).status_code == 302
    assert Settings.objects.current().first_warning_minutes == 120
    assert links.base_url() == "https://desk.casalume.example"
    for wrong in ({"last_warning_minutes": 120}, {"base_url": "javascript:alert(1)"}, {"default_calendar": ""}):
        assert client.post(reverse("business:settings"), {**details, **minutes, **wrong}).status_code == 422


def test_it_leads_from_the_address_of_a_form_back_to_its_page() -> None:
    client, calendar = browser(ada()), default_calendar()
    for name, args, page in (
        ("add-shift", [], reverse("business:rota")),
        ("add-change", [], reverse("business:rota")),
        ("add-day", [calendar.pk], reverse("business:calendar", args=[calendar.pk])),
    ):
        assert client.get(reverse(f"business:{name}", args=args)).headers["Location"] == page
