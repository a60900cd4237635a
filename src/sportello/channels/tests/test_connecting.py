"""Connecting an account keeps its secrets sealed; disconnecting forgets them and keeps the history."""

from datetime import timedelta

import pytest

from sportello.accounts.models import Agent
from sportello.channels import connecting
from sportello.channels.accounts import account_of
from sportello.channels.contract import ApiTrouble
from sportello.channels.models import Source
from sportello.core.models import Event

from .vendor import CONNECTOR, NOON, Vendor

pytestmark = pytest.mark.django_db


@pytest.fixture
def ada() -> Agent:
    return Agent.objects.create(email="ada@example.com", name="Ada", created_at=NOON)


def connected(market: Vendor, ada: Agent, name: str = "shop", **given: timedelta) -> Source:
    values = {"base_url": market.base_url, "key": "hidden", "unknown": "left out"}
    return connecting.connect(connector=CONNECTOR, name=name, values=values, by=ada, now=NOON, **given)


def test_it_keeps_settings_and_seals_secrets(market: Vendor, ada: Agent) -> None:
    source = connected(market, ada)
    account = account_of(source)
    assert (account.setting("base_url"), account.secrets) == (market.base_url, {"key": "hidden"})
    assert b"hidden" not in bytes(source.sealed)
    assert "key" not in source.config
    assert "unknown" not in source.config
    assert len(source.config["push_token"]) >= 32
    assert source.orders_since == NOON - CONNECTOR.pace.back_fill
    assert Event.objects.get(kind="source.connected").actor_id == ada.pk
    with pytest.raises(connecting.NameTaken):
        connected(market, ada)


def test_it_goes_back_as_far_as_the_owner_wants_and_the_marketplace_allows(market: Vendor, ada: Agent) -> None:
    days = [timedelta(days=30), timedelta(days=900)]
    sources = [connected(market, ada, str(each), back_fill=each) for each in days]
    assert [NOON - source.orders_since for source in sources if source.orders_since] == [days[0], timedelta(days=90)]


def test_it_tries_what_a_form_says_before_it_is_kept(market: Vendor) -> None:
    market.sell("N1")
    account = connecting.trying(connector=CONNECTOR, values={"base_url": market.base_url, "key": "k"})
    standing = connecting.check(account, connector=CONNECTOR, now=NOON)
    assert (standing.orders, standing.may_send) == (1, True)
    market.faults = [(401, {}, b"wrong key")]
    with pytest.raises(ApiTrouble, match="wrong key"):
        connecting.check(account, connector=CONNECTOR, now=NOON)
    assert not Source.objects.exists()


def test_it_keeps_secrets_that_are_left_empty(market: Vendor, ada: Agent) -> None:
    source = connected(market, ada)
    later = NOON + timedelta(days=9)
    connecting.change(
        source=source, name="new", values={"base_url": "http://127.0.0.1:1", "key": ""}, by=ada, now=later
    )
    source.refresh_from_db()
    assert (source.name, source.secrets, source.secrets_set_at) == ("new", {"key": "hidden"}, NOON)
    connecting.change(source=source, name="new", values={"key": "other"}, by=ada, now=later)
    source.refresh_from_db()
    assert (source.secrets, source.secrets_set_at, source.next_try_at) == ({"key": "other"}, later, later)


def test_it_forgets_secrets_and_takes_up_again(market: Vendor, ada: Agent) -> None:
    source = connected(market, ada)
    connecting.disconnect(source, by=ada, now=NOON)
    source.refresh_from_db()
    assert connecting.is_disconnected(source)
    assert (source.secrets, source.paused_at) == ({}, NOON)
    connecting.change(source=source, name="shop", values={"key": "again"}, by=ada, now=NOON)
    source.refresh_from_db()
    assert not connecting.is_disconnected(source)
    assert (source.secrets, source.paused_at) == ({"key": "again"}, None)
