"""Ada's eBay account at the stand-in."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from sportello.channels.contract import Account
from sportello.connectors.ebay.signatures import forget_keys
from sportello.sandbox.testing import Apis, apis

SECRETS = {
    "client_id": "CasaLume-Sportell-PRD-0a1b2c3d4-5e6f7a8b",
    "client_secret": "PRD-sandbox-secret-of-ebay",
    "refresh_token": "v^1.1#i^1#r^1#p^3#I^3#f^0#t^sandbox-casa-lume",
}


@pytest.fixture
def ebay() -> Iterator[Apis]:
    """A running stand-in with Casa Lume's past in it."""
    forget_keys()
    with apis(vendors=["ebay"]) as running:
        yield running


@pytest.fixture
def account(ebay: Apis) -> Account:
    """Ada's account; `keep_secrets` merges as the desk does."""
    return account_at(ebay)


def account_at(ebay: Apis, **config: Any) -> Account:
    """An account at this stand-in with these settings."""
    kept = dict(SECRETS)
    settings = {
        "base_url": ebay.base("ebay"),
        "user_name": "casalume_shop",
        "site": "ebay.it",
        "alert_email": "ada@casalume.example",
        **config,
    }
    return Account(1, settings, kept, kept.update)


def a_little_later(ebay: Apis) -> None:
    """Ten seconds pass in the world."""
    ebay.world.advance(hours=timedelta(seconds=10) / timedelta(hours=1))
