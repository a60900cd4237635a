"""The pages of the insights: who sees which, what they say, and that more data asks no more questions."""

import json
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from sportello.accounts.models import Agent
from sportello.accounts.testing import ada, ben, cora, lea, rio
from sportello.desk.insights.weekly import letter_to
from sportello.insights.gathering import gather
from sportello.insights.mailing.subscribing import is_subscribed, token_of
from sportello.insights.models import BacklogForecast, IssueFact, SavedView, Tally, WorkFact

from . import world

pytestmark = pytest.mark.django_db

type Enter = Callable[[Agent], Client]


def page(client: Client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200, path
    return response.content.decode()


def told(client: Client, path: str) -> Any:
    return json.loads(b"".join(client.get(f"{path}?form=json")))


def test_it_leads_everybody_to_their_first_page(enter: Enter) -> None:
    assert enter(lea()).get("/insights").headers["Location"] == "/insights/today"
    assert enter(cora()).get("/insights").status_code in {200, 302}
    assert enter(ben()).get("/insights").status_code == 403


def test_it_shows_what_is_late_and_asks_no_more_for_more(enter: Enter, now: datetime) -> None:
    client = enter(lea())
    assert "Nothing is late" in page(client, "/insights/today")
    world.ticket("Dov'è?", now=now, due_in=timedelta(hours=1))
    with CaptureQueriesContext(connection) as few:
        page(client, "/insights/today")
    world.tickets(12, now=now)
    world.ticket("Troppo tardi", by="Dora Duna", now=now, due_in=timedelta(minutes=-5))
    with CaptureQueriesContext(connection) as many:
        words = page(client, "/insights/today")
    assert len(many) == len(few)
    assert "1 overdue" in words
    assert "13 due within 4 hours" in words
    assert words.index("Dora Duna") < words.index("Buyer 0")
    assert "6 more" in words


def test_it_says_that_nothing_has_been_counted_yet(enter: Enter, now: datetime) -> None:
    client, said = enter(lea()), "Nothing has been counted yet."
    assert said in page(client, "/insights/deadlines")
    gather(now=now)
    assert said not in page(client, "/insights/deadlines")


def test_it_forecasts_the_backlog_or_says_why_not(enter: Enter, now: datetime) -> None:
    client = enter(lea())
    BacklogForecast.objects.create(at=now, backlog=1234, why_not="young")
    assert "Too little is known" in page(client, "/insights/today")
    hours = [
        {"at": (now + timedelta(hours=n)).isoformat(), "backlog": 30 - n, "low": 20 - n / 2, "high": 40}
        for n in range(24)
    ]
    BacklogForecast.objects.update(hours=hours, why_not="", per_hour=7.5)
    words = page(client, "/insights/today")
    assert "1,234" in words
    assert 'role="img"' in words
    assert words.partition('id="forecast"')[2].partition("</figure>")[0].count('<tr><th scope="row">') == 24
    assert "7 (between 8 and 40)" in words or "7 (between 9 and 40)" in words


def test_it_keeps_views_for_oneself_or_for_all(enter: Enter) -> None:
    mine, hers = enter(lea()), enter(cora())
    said = {"page": "insights-today", "query": "days=7&channel=3&evil=1", "name": " My  week "}
    answer = mine.post("/insights/views", said)
    assert answer.headers["Location"] == "/insights/today?days=7&channel=3"
    kept = SavedView.objects.get()
    assert (kept.name, kept.query, kept.shared_at) == ("My week", "days=7&channel=3", None)
    mine.post("/insights/views", {**said, "query": "days=91", "shared": "1"})
    assert SavedView.objects.get().shared_at is not None
    assert "My week" in page(mine, "/insights/today")
    assert hers.post(f"/insights/views/{kept.pk}/removal").status_code == 404
    mine.post(f"/insights/views/{kept.pk}/removal")
    assert not SavedView.objects.exists()
    mine.post("/insights/views", {"page": "profile", "query": "", "name": "x"})
    assert not SavedView.objects.exists()


def test_it_ends_the_weekly_letter_in_one_click(enter: Enter) -> None:
    client = enter(lea())
    client.post("/insights/letter")
    assert is_subscribed(lea())
    stranger = Client(enforce_csrf_checks=True)
    address = f"/letters/{token_of(lea())}/stop"
    assert stranger.get(address).status_code == 200
    assert is_subscribed(lea())
    assert stranger.post(address, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert not is_subscribed(lea())
    client.post("/insights/letter")
    client.post("/insights/letter/removal")
    assert not is_subscribed(lea())


def test_it_writes_the_week_in_the_readers_words(now: datetime) -> None:
    reader = lea()
    reader.language = "de"
    week = date(2026, 11, 16)
    for day, total in ((week, 9), (week + timedelta(days=1), 8), (week - timedelta(days=7), 5)):
        Tally.objects.create(name="due", day=day, channel=1, n=10, total=total, squares=total)
        Tally.objects.create(name="issues", day=day, channel=1, n=1200, total=0, squares=0)
    with override_settings(SPORTELLO_BASE_URL="https://desk.casalume.example"):
        letter = letter_to(reader, week)
    assert "85\N{NO-BREAK SPACE}%" in letter.text
    assert "2.400" in letter.html
    assert [picture.id for picture in letter.pictures] == ["chart-deadline-hit", "chart-issues"]
    assert all(f"cid:{picture.id}" in letter.html for picture in letter.pictures)
    assert all(picture.png.startswith(b"\x89PNG") for picture in letter.pictures)
    assert letter.stop in letter.html
    assert letter.stop in letter.text
    assert "/insights/today?from=2026-11-16&to=2026-11-22" in letter.text
    with override_settings(SPORTELLO_BASE_URL="https://desk.casalume.example"):
        assert letter_to(cora(), week).pictures == []


def test_it_asks_no_more_for_more_figures_and_shows_them_beside_the_days_before(enter: Enter, now: datetime) -> None:
    client, today = enter(lea()), timezone.localtime(now, ZoneInfo("Europe/Rome")).date()
    place = world.channel()
    paths = ["/insights/deadlines", "/insights/contacts?by=product", "/insights/people", "/insights/self-service"]

    def counted(path: str) -> int:
        with CaptureQueriesContext(connection) as asked:
            page(client, path)
        return len(asked)

    due_on(today, place.pk, key=str(place.pk), hits=9)
    page(client, paths[0])
    few = {path: counted(path) for path in paths}
    for days in range(1, 15):
        due_on(today - timedelta(days=days), place.pk, key=f"{days % 7}", hits=8)
    assert {path: counted(path) for path in paths} == few
    assert max(few.values()) <= 18
    words = page(client, "/insights/deadlines?days=7")
    assert "81.4%" in words
    assert "from 80%" in words
    assert "57 of 70" in words
    assert page(client, "/insights/deadlines?by=topic&days=7").count('<svg class="bar"') >= 1


def test_it_shows_the_rows_that_rest_on_most_and_all_of_them_when_asked(enter: Enter, now: datetime) -> None:
    client, today = enter(lea()), timezone.localtime(now, ZoneInfo("Europe/Rome")).date()
    due = Tally(name="due", day=today, channel=world.channel().pk, by="topic", n=10, total=9, squares=9)
    for number in range(33):
        due.pk, due.key = None, f"topic-{number}"
        due.save(force_insert=True)
    few = page(client, "/insights/deadlines?by=topic")
    assert few.count('<th scope="row">topic-') == 30
    assert "3 more stand in the export." in few
    assert page(client, "/insights/deadlines?by=topic&rows=all").count('<th scope="row">topic-') == 33
    elsewhere = page(client, "/insights/deadlines?by=topic&channel=999999")
    assert "Choose other channels or more days." in elsewhere


def test_it_hands_out_tables_and_leads_to_tickets(enter: Enter, now: datetime) -> None:
    client = enter(lea())
    made = world.ticket("Dov'è il pacco?", now=now, subject="=1+1")
    IssueFact.objects.create(ticket=made.pk, root=made.pk, circle=made.pk, channel=world.channel().pk, opened_at=now)
    IssueFact.objects.create(ticket=10**9, root=10**9, circle=10**9, channel=world.channel().pk, opened_at=now)
    words = page(client, "/insights/figures/issues/tickets")
    assert f"/tickets/{made.pk}?view=all" in words
    assert "gone; its figures are kept" in words
    answer = client.get("/insights/figures/issues/tickets?form=csv")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="tickets issues.csv"'
    assert len(b"".join(answer).decode().splitlines()) == 3
    for path in ("/insights/deadlines", "/insights/people", "/insights/self-service"):
        assert told(client, path)["page"] in path
    assert client.get("/insights/figures/nothing/tickets").status_code == 404
    assert client.get("/insights/figures/issues/tickets?by=agent&key=x").status_code == 200
    assert enter(rio()).get("/insights/figures/issues/tickets?by=agent&key=1").status_code == 404
    assert enter(cora()).get("/insights/deadlines").status_code == 403
    assert "/insights/figures/" not in page(enter(cora()), "/insights/self-service")


def test_it_compares_agents_with_the_same_mix(enter: Enter, now: datetime) -> None:
    today = timezone.localtime(now, ZoneInfo("Europe/Rome")).date()
    fast, slow = ben(), ada()
    for number in range(60):
        agent, seconds = (fast, 60) if number % 2 else (slow, 600)
        IssueFact.objects.create(ticket=number, root=number, circle=number, channel=1, complexity="low", opened_at=now)
        WorkFact.objects.create(circle=number, root=number, agent=agent.pk, day=today, seconds=seconds + number)
    words = page(enter(lea()), "/insights/people")
    assert words.index("Ada") < words.index("Ben")
    assert "more than the others" in words
    assert "less than the others" in words
    (first, second) = told(enter(lea()), "/insights/people")["rows"]
    assert (first["name"], second["name"]) == ("Ada", "Ben")
    assert first["handling_expected"] == second["handling_seconds"]


def due_on(day: date, channel: int, *, key: str, hits: int) -> None:
    """Ten answers that were due, of which so many were given in time."""
    for by, its_key in (("", ""), ("topic", "refund_status"), ("product", key), ("agent", key)):
        for name in ("due", "answers", "again", "repeats", "issues", "orders", "visits"):
            Tally.objects.create(
                name=name, day=day, channel=channel, by=by, key=its_key, n=10, total=hits, squares=hits
            )
