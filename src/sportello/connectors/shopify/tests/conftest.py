"""A shop of the sandbox, and an account of it."""

from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from sportello.channels.contract import Account
from sportello.sandbox.testing import Apis, apis

CLIENT_ID = "c45a1e5a9d0b4c7f8e2a6b3d1f0c9e87"
CLIENT_SECRET = "shpss_sandboxopensnothingbutthisstandin"
ADMIN_TOKEN = "shpat_sandboxopensnothingbutthisstandin"


@pytest.fixture
def shop() -> Iterator[Apis]:
    """A running stand-in with some thirty orders."""
    with apis(vendors=("shopify",), stories=False, quiet_orders=150) as running:
        yield running


def account_at(url: str, **secrets: str) -> Account:
    """An account whose renewed tokens go where the runner would put them: over the old ones."""
    kept: dict[str, str] = secrets or {"client_id": CLIENT_ID, "client_secret": CLIENT_SECRET}

    def keep(values: Mapping[str, str]) -> None:
        kept.update(values)

    config: dict[str, Any] = {"base_url": url, "shop": "casa-lume"}
    return Account(source_id=1, config=config, secrets=kept, keep_secrets=keep)


@pytest.fixture
def account(shop: Apis) -> Account:
    """The shop's account by client credentials."""
    return account_at(shop.base("shopify"))
