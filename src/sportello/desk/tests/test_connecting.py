"""Connecting an account in a form: trying it, keeping its secrets, changing and ending it."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.test import Client

from sportello.accounts.models import Agent
from sportello.accounts.testing import ben, lea
from sportello.channels.contract import ApiTrouble, Standing, TroubleKind
from sportello.channels.models import Source
from sportello.core.models import Event
from sportello.orders import recording
from sportello.orders.models import Order

from . import world
from .market import Market, open_market
from .orders import record_of

pytestmark = pytest.mark.django_db
TYPED = {"account_name": "Shop", "shop": "casa-lume", "region": "eu", "api_key": "s3cret-of-ada", "reaches_back": "30"}
HTML_KEPT = 'name="kept" value="'


@pytest.fixture
def market(monkeypatch: pytest.MonkeyPatch) -> Market:
    """The only marketplace there is."""
    return open_market(monkeypatch)


def connected(client: Client, **changes: str) -> Source:
    """An account that was connected in the form."""
    client.post("/channels/connect/shopify", TYPED | changes)
    return Source.objects.get(kind="api", name=(TYPED | changes)["account_name"])


def kept_in(page: str) -> str:
    """What the hidden field of a page carries."""
    return page.partition(HTML_KEPT)[2].partition('"')[0]


def test_it_offers_every_connector_and_mailboxes(client: Client, market: Market) -> None:
    page = client.get("/channels/connect").content.decode()
    assert 'href="/channels/connect/shopify"' in page
    assert "Mailbox" in page


def test_it_asks_what_the_connector_asks_for_and_tells_the_steps(client: Client, market: Market) -> None:
    page = client.get("/channels/connect/shopify").content.decode()
    for words in ("Press the button.", "https://help.example/keys", 'name="shop"', 'type="password"', "90 days"):
        assert words in page
    assert "365 days" in page
    assert "as far as Market allows (400 days)" in page
    assert client.get("/channels/connect/nobody").status_code == 404


def test_it_tries_without_keeping_and_never_shows_a_secret_again(client: Client, market: Market) -> None:
    page = client.post("/channels/connect/shopify", TYPED | {"then": "test"}).content.decode()
    assert "We read 3 orders and may send messages." in page
    assert "s3cret-of-ada" not in page
    assert not Source.objects.exists()
    client.post("/channels/connect/shopify", TYPED | {"api_key": "", "kept": kept_in(page), "then": "connect"})
    assert Source.objects.get().secrets == {"api_key": "s3cret-of-ada"}
    assert market.checked[0] == market.checked[1]


def test_it_takes_sealed_secrets_from_nobody_else(
    client: Client, enter: Callable[[Agent], Client], market: Market
) -> None:
    page = client.post("/channels/connect/shopify", TYPED | {"then": "test"}).content.decode()
    for kept in (kept_in(page), "nonsense", "ü"):
        again = enter(lea()).post("/channels/connect/shopify", TYPED | {"api_key": "", "kept": kept})
        assert again.status_code == 422
    assert not Source.objects.exists()


def test_it_connects_and_says_what_it_read(client: Client, market: Market, now: datetime) -> None:
    response = client.post("/channels/connect/shopify", TYPED, follow=True)
    page = response.content.decode()
    assert "We read 3 orders and may send messages." in page
    assert "s3cret-of-ada" not in page
    source = Source.objects.get()
    assert (source.connector, source.name, source.config["shop"]) == ("shopify", "Shop", "casa-lume")
    assert source.orders_since is not None
    assert abs(now - timedelta(days=30) - source.orders_since) < timedelta(minutes=1)
    assert b"s3cret" not in bytes(source.sealed)


@pytest.mark.parametrize(
    ("standing", "words"),
    [
        (Standing(orders=1), "We read 1 order."),
        (Standing(orders=0, messages=2, may_send=True), "We read 0 orders and 2 messages and may send messages."),
        (Standing(account_name="Casa Lume", sites=("a.it", "a.de")), "Sites: a.it, a.de."),
        (Standing(orders=3, missing=("Returns",)), "Returns"),
    ],
)
def test_it_says_what_a_test_found(client: Client, market: Market, standing: Standing, words: str) -> None:
    market.standing = standing
    page = client.post("/channels/connect/shopify", TYPED | {"then": "test"}).content.decode()
    assert words in page


@pytest.mark.parametrize("kind", list(TroubleKind))
def test_it_says_what_is_wrong_and_keeps_nothing(client: Client, market: Market, kind: TroubleKind) -> None:
    market.trouble = ApiTrouble(kind, "401 <b>who are you</b>")
    response = client.post("/channels/connect/shopify", TYPED)
    assert response.status_code == 422
    page = response.content.decode()
    assert "401 &lt;b&gt;who are you" in page
    assert "s3cret-of-ada" not in page
    assert not Source.objects.exists()


@pytest.mark.parametrize(
    "changes",
    [
        {"shop": "Not A Shop"},
        {"shop": ""},
        {"api_key": ""},
        {"account_name": ""},
        {"region": "mars"},
        {"reaches_back": "9999"},
        {"base_url": "http://elsewhere.example"},
        {"base_url": "https://user:word@a.example"},
        {"base_url": "ftp://127.0.0.1"},
    ],
)
def test_it_refuses_what_makes_no_sense(client: Client, market: Market, changes: dict[str, str]) -> None:
    assert client.post("/channels/connect/shopify", TYPED | changes).status_code == 422
    assert not market.checked
    assert not Source.objects.exists()


def test_it_reaches_as_far_back_as_allowed_when_nothing_is_chosen(
    client: Client, market: Market, now: datetime
) -> None:
    source = connected(client, reaches_back="")
    assert source.orders_since is not None
    assert abs(now - timedelta(days=400) - source.orders_since) < timedelta(minutes=1)


def test_it_refuses_a_name_that_is_taken(client: Client, market: Market) -> None:
    connected(client)
    response = client.post("/channels/connect/shopify", TYPED)
    assert response.status_code == 422
    assert "Another source has this name." in response.content.decode()
    assert Source.objects.count() == 1


def test_it_changes_settings_and_keeps_the_secrets_that_are_left_empty(client: Client, market: Market) -> None:
    source = connected(client)
    page = client.get(f"/channels/accounts/{source.pk}").content.decode()
    assert "s3cret-of-ada" not in page
    assert page.count("leave it empty to keep it") == 1
    client.post(f"/channels/accounts/{source.pk}", TYPED | {"account_name": "Shop 2", "api_key": "", "shop": "other"})
    source.refresh_from_db()
    assert (source.name, source.config["shop"], source.secrets["api_key"]) == ("Shop 2", "other", "s3cret-of-ada")


def test_it_never_takes_stored_secrets_to_another_address(client: Client, market: Market) -> None:
    source = connected(client)
    market.checked.clear()
    moved = TYPED | {"api_key": "", "base_url": "https://zed.example", "then": "test"}
    assert client.post(f"/channels/accounts/{source.pk}", moved).status_code == 422
    assert not market.checked
    assert client.post(f"/channels/accounts/{source.pk}", moved | {"api_key": "new"}).status_code == 200
    assert market.checked[0][1]["api_key"] == "new"
    assert "s3cret-of-ada" not in str(market.checked)


def test_it_keeps_the_address_of_a_test_system(client: Client, market: Market) -> None:
    source = connected(client, base_url="http://127.0.0.1:9/shopify/")
    assert source.config["base_url"] == "http://127.0.0.1:9/shopify"
    assert market.checked[0][0]["base_url"] == "http://127.0.0.1:9/shopify"


def test_it_tests_pauses_and_goes_on(client: Client, market: Market) -> None:
    source = connected(client)
    page = client.post(f"/channels/accounts/{source.pk}/test", follow=True).content.decode()
    assert "We read 3 orders and may send messages." in page
    client.post(f"/channels/accounts/{source.pk}/pause")
    assert Source.objects.filter(paused_at=None).count() == 0
    client.post(f"/channels/accounts/{source.pk}/resume")
    client.post(f"/channels/accounts/{source.pk}/sync")
    assert Source.objects.filter(paused_at=None, next_try_at__isnull=False).count() == 1


def test_it_forgets_the_secrets_and_keeps_the_history(client: Client, market: Market, now: datetime) -> None:
    source = connected(client)
    recording.record(record_of(now=now), account_id=source.pk, channel_id=world.channel().pk, now=now)
    client.post(f"/channels/accounts/{source.pk}/disconnect")
    source.refresh_from_db()
    assert bytes(source.sealed) == b""
    assert Order.objects.filter(account=source).exists()
    assert "Disconnected" in client.get("/channels").content.decode()
    assert Event.objects.filter(kind="source.disconnected").exists()
    for act in ("resume", "test"):
        page = client.post(f"/channels/accounts/{source.pk}/{act}", follow=True).content.decode()
        assert "This account is disconnected." in page
    assert client.post(f"/channels/accounts/{source.pk}", TYPED | {"api_key": ""}).status_code == 422
    client.post(f"/channels/accounts/{source.pk}", TYPED)
    source.refresh_from_db()
    assert "disconnected_at" not in source.config
    assert source.paused_at is None


def test_it_is_for_those_who_connect_channels(client: Client, enter: Callable[[Agent], Client], market: Market) -> None:
    source = connected(client)
    stranger, agent = Client(), enter(ben())
    pages = ["/channels/connect", "/channels/connect/shopify", "/channels/connected", f"/channels/accounts/{source.pk}"]
    for path in (*pages, f"/channels/accounts/{source.pk}/state"):
        assert client.get(path).status_code == 200
        assert agent.get(path).status_code == 403
        assert stranger.get(path).status_code == 302
    for act in ("test", "sync", "pause", "resume", "disconnect"):
        assert agent.post(f"/channels/accounts/{source.pk}/{act}").status_code == 403
        assert client.get(f"/channels/accounts/{source.pk}/{act}").status_code == 405
    mailbox = world.channel().source
    assert client.get(f"/channels/accounts/{mailbox.pk}").status_code == 404
