"""The stand-in over a small world, and a client that is signed in."""

from collections.abc import Iterator
from dataclasses import dataclass

import httpx
import pytest

from sportello.sandbox.amazon import CLIENT_ID, CLIENT_SECRET, REFRESH_TOKEN, State
from sportello.sandbox.testing import Apis, apis
from sportello.sandbox.world import WorldOrder


def sign_in(client: httpx.Client, **fields: str) -> httpx.Response:
    """Ask for a token: a seller's, unless a grant type says otherwise."""
    form = {"grant_type": "refresh_token", "refresh_token": REFRESH_TOKEN}
    form |= {"client_id": CLIENT_ID, "client_secret": CLIENT_SECRET} | fields
    return client.post("auth/o2/token", data=form)


@dataclass(frozen=True)
class Amazon:
    """The stand-in as a test sees it."""

    apis: Apis
    client: httpx.Client

    @property
    def state(self) -> State:
        state: State = self.apis.hosting.state("amazon")
        return state

    def headers(self, **fields: str) -> dict[str, str]:
        return {"x-amz-access-token": sign_in(self.client, **fields).json()["access_token"]}

    def grantless(self) -> dict[str, str]:
        return self.headers(grant_type="client_credentials", scope="sellingpartnerapi::notifications")

    def orders(self, **wanted: str) -> list[WorldOrder]:
        """The world's orders on Amazon with these attributes, oldest first."""
        found = self.apis.world.orders("amazon", placed_since=self.apis.world.now().replace(year=2020))
        return [order for order in found if all(getattr(order, name) == value for name, value in wanted.items())]


@pytest.fixture
def amazon() -> Iterator[Amazon]:
    """With some of Casa Lume's orders."""
    yield from _running(quiet_orders=40, stories=True)


@pytest.fixture
def bare() -> Iterator[Amazon]:
    """Without any order."""
    yield from _running(quiet_orders=0, stories=False)


def _running(*, quiet_orders: int, stories: bool) -> Iterator[Amazon]:
    with (
        apis(vendors=("amazon",), quiet_orders=quiet_orders, stories=stories) as running,
        httpx.Client(base_url=running.base("amazon") + "/", timeout=60, trust_env=False) as client,
    ):
        yield Amazon(running, client)
