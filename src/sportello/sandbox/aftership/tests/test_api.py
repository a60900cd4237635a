from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from sportello.sandbox.aftership.api import API_KEY
from sportello.sandbox.testing import Apis, apis

BASE = "/tracking/2026-07/trackings"


@pytest.fixture
def world() -> Iterator[Apis]:
    with apis(vendors=("aftership",), stories=False) as running:
        running.faults("aftership", no_limits=True)
        yield running


@pytest.fixture
def client(world: Apis) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=world.base("aftership"), headers={"as-api-key": API_KEY}, trust_env=False) as client:
        yield client


def _parcel(world: Apis) -> Any:
    return next(parcel for order in world.world.orders() for parcel in order.parcels if parcel.scans)


@pytest.mark.parametrize(
    ("method", "path", "given", "status", "code", "kind"),
    [
        ("GET", f"{BASE}/unheard-of", {}, 404, 4004, "NotFound"),
        ("GET", "/tracking/2019-01/trackings", {}, 404, 404, "NotFound"),
        ("PATCH", BASE, {}, 404, 404, "NotFound"),
        ("GET", BASE, {"params": {"limit": "0"}}, 400, 4008, "BadRequest"),
        ("GET", BASE, {"params": {"cursor": "x"}}, 400, 4008, "BadRequest"),
        ("GET", BASE, {"params": {"number": "1"}}, 400, 4008, "BadRequest"),
        ("POST", BASE, {"content": b"{"}, 400, 4001, "BadRequest"),
        ("POST", BASE, {"json": []}, 400, 4007, "BadRequest"),
        ("POST", BASE, {"json": {"tracking_number": "a b"}}, 400, 4005, "BadRequest"),
        ("POST", BASE, {"json": {"tracking_number": "123456", "slug": "U P S"}}, 400, 4010, "BadRequest"),
        ("POST", BASE, {"json": {"tracking_number": "123456"}}, 400, 4012, "BadRequest"),
        ("GET", BASE, {"headers": {"as-api-key": "stolen"}}, 401, 401, "Unauthorized"),
    ],
)
def test_it_refuses_as_aftership_does(
    client: httpx.Client, method: str, path: str, given: dict[str, Any], status: int, code: int, kind: str
) -> None:
    answer = client.request(method, path, **given)
    assert answer.status_code == status
    meta = answer.json()["meta"]
    assert (meta["code"], meta["type"]) == (code, kind)
    assert meta["message"]


def test_it_knows_nothing_of_a_parcel_before_it_is_registered(world: Apis, client: httpx.Client) -> None:
    number = _parcel(world).tracking
    assert client.get(BASE, params={"tracking_numbers": number}).json()["data"]["trackings"] == []
    created = client.post(BASE, json={"tracking_number": number})
    assert created.status_code == 201
    assert created.json()["data"]["tag"] == "Pending"
    listed = client.get(BASE, params={"tracking_numbers": number}).json()["data"]["trackings"]
    assert len(listed[0]["checkpoints"]) == len(_parcel(world).scans)
    assert client.post(BASE, json={"tracking_number": number}).json()["meta"]["code"] == 4003
    name = created.json()["data"]["id"]
    assert client.get(f"{BASE}/{name}").json()["data"]["tracking_number"] == number
    assert client.delete(f"{BASE}/{name}").status_code == 200
    assert client.get(f"{BASE}/{name}").status_code == 404


def test_it_lists_page_by_page(world: Apis, client: httpx.Client) -> None:
    for number in ("100000001", "100000002", "100000003"):
        client.post(BASE, json={"tracking_number": number, "slug": "ups"}).raise_for_status()
    first = client.get(BASE, params={"limit": "2"}).json()["data"]
    second = client.get(BASE, params={"limit": "2", "cursor": first["pagination"]["next_cursor"]}).json()["data"]
    numbers = [each["tracking_number"] for each in (*first["trackings"], *second["trackings"])]
    assert numbers == ["100000001", "100000002", "100000003"]
    assert not second["pagination"]["has_next_page"]


def test_it_lets_a_parcel_without_news_expire(world: Apis, client: httpx.Client) -> None:
    client.post(BASE, json={"tracking_number": "100000001", "slug": "ups"}).raise_for_status()
    world.world.advance(31)
    assert client.get(BASE).json()["data"]["trackings"][0]["tag"] == "Expired"


def test_it_enforces_ten_requests_a_second(world: Apis, client: httpx.Client) -> None:
    world.faults("aftership")
    statuses = [client.get(BASE).status_code for _ in range(12)]
    assert statuses == [200] * 10 + [429] * 2
    assert client.get(BASE).headers["x-ratelimit-remaining"] == "0"
    world.world.advance(1)
    assert client.get(BASE).status_code == 200


def test_it_remembers_what_was_registered(world: Apis, client: httpx.Client) -> None:
    client.post(BASE, json={"tracking_number": "100000001", "slug": "ups"}).raise_for_status()
    kept = world.hosting.kept()["aftership"]
    assert [entry["number"] for entry in kept["registered"].values()] == ["100000001"]
