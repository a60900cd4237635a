"""How everything that is connected stands."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from sportello.channels.models import Source
from sportello.desk.connecting.lines import State, state_of

from . import world
from .market import Market, open_market
from .orders import account

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)


@pytest.fixture
def market(monkeypatch: pytest.MonkeyPatch) -> Market:
    """The only marketplace there is."""
    return open_market(monkeypatch)


def page_of(client: Client, path: str = "/channels") -> str:
    return " ".join(client.get(path).content.decode().split())


@pytest.mark.parametrize(
    ("ago", "state"),
    [
        ({}, State.NEW),
        ({"back_fill_done": 3}, State.FILLING),
        ({"last_good_at": -MINUTE}, State.FILLING),
        ({"last_good_at": -MINUTE, "caught_up_at": -MINUTE}, State.WORKS),
        ({"last_good_at": -2 * DAY, "caught_up_at": -2 * DAY}, State.SILENT),
        ({"last_good_at": -MINUTE, "throttled_until": MINUTE}, State.THROTTLED),
        ({"last_good_at": -MINUTE, "throttled_until": -MINUTE, "caught_up_at": -MINUTE}, State.WORKS),
        ({"failing_since": -MINUTE, "throttled_until": MINUTE}, State.FAILS),
        ({"failing_since": -MINUTE, "paused_at": -MINUTE}, State.PAUSED),
    ],
)
def test_it_names_the_worst_first(now: datetime, ago: Mapping[str, Any], state: State) -> None:
    values = {name: now + value if isinstance(value, timedelta) else value for name, value in ago.items()}
    source = Source(kind="api", connector="shopify", name="Shop", created_at=now, **values)
    assert state_of(source, now=now) == state


def test_it_shows_how_far_the_past_has_come(client: Client, market: Market, now: datetime) -> None:
    account("shopify", "Shop", back_fill_done=42, back_fill_total=170, last_good_at=now, orders_since=now - 90 * DAY)
    page = page_of(client)
    assert '<progress id="filling-' in page
    assert 'max="170" value="42"' in page
    assert "42 of 170" in page
    Source.objects.update(caught_up_at=now)
    assert "<progress" not in page_of(client)


def test_it_says_why_it_fails_and_when_it_tries_again(client: Client, market: Market, now: datetime) -> None:
    wrong = "credentials: 401 invalid_client"
    account("shopify", "Shop", failing_since=now - DAY, last_error=wrong, next_try_at=now + 5 * MINUTE)
    page = page_of(client)
    assert "Does not work since" in page
    assert "refuses our credentials" in page
    assert "401 invalid_client" in page
    assert "Next try:" in page


def test_it_says_what_mailboxes_note_in_their_own_words(client: Client, now: datetime) -> None:
    source = world.channel().source
    Source.objects.filter(pk=source.pk).update(failing_since=now, last_error="reading.password: NO login")
    page = page_of(client)
    assert "reading.password" not in page
    assert "NO login" in page


def test_it_says_whether_pushes_arrive(client: Client, market: Market, now: datetime) -> None:
    source = account("shopify", "Shop", last_good_at=now, caught_up_at=now, pushes_refused=2)
    assert "We look every 5 minutes." in page_of(client)
    assert "2 pushes with a wrong signature were refused." in page_of(client)
    Source.objects.filter(pk=source.pk).update(last_push_at=now)
    assert "Pushes arrive" in page_of(client)


@pytest.mark.parametrize(("days", "mark"), [(10, 'class="muted small"'), (170, 'class="is-late small"')])
def test_it_says_when_keys_are_to_be_renewed(
    client: Client, market: Market, now: datetime, days: int, mark: str
) -> None:
    account("shopify", "Shop", last_good_at=now, caught_up_at=now, secrets_set_at=now - days * DAY)
    page = page_of(client)
    assert "renew them by" in page
    assert mark in page.partition("Keys set")[0].rpartition("<p ")[2]


def test_it_shows_the_address_for_pushes_where_the_house_is_public(
    client: Client, market: Market, settings: Any
) -> None:
    source = account("shopify", "Shop", config={"push_token": "t0ken"})
    assert "cannot push to it" in page_of(client, f"/channels/accounts/{source.pk}")
    settings.SPORTELLO_BASE_URL = "https://desk.casalume.example"
    assert f"https://desk.casalume.example/hooks/{source.pk}/t0ken" in page_of(
        client, f"/channels/accounts/{source.pk}"
    )


def test_it_asks_the_database_as_often_for_many_accounts_as_for_one(
    client: Client, market: Market, now: datetime
) -> None:
    account("shopify", "Shop", last_good_at=now)
    client.get("/channels")
    with CaptureQueriesContext(connection) as few:
        client.get("/channels")
    for n in range(5):
        account("shopify", f"Shop {n}", last_good_at=now, secrets_set_at=now)
    with CaptureQueriesContext(connection) as many:
        client.get("/channels")
    assert len(many) == len(few)


def test_it_still_shows_an_account_whose_connector_is_gone(client: Client, market: Market, now: datetime) -> None:
    source = account("amazon", "Old", last_good_at=now, failing_since=now, last_error="odd words")
    page = page_of(client)
    assert "Old" in page
    assert "odd words" in page
    assert client.get(f"/channels/accounts/{source.pk}").status_code == 404
