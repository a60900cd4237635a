"""Shopify's stand-in, spoken to as anybody would over HTTP."""

import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from graphql import GraphQLSchema, build_client_schema, is_enum_type, is_input_object_type, is_object_type

from sportello.sandbox.shopify.execution import schema
from sportello.sandbox.shopify.state import ADMIN_TOKEN, CLIENT_ID, CLIENT_SECRET
from sportello.sandbox.testing import Apis, apis

GRAPHQL = "/admin/api/2026-10/graphql.json"
TOKEN = "/admin/oauth/access_token"


@pytest.fixture(scope="module")
def shop() -> Iterator[Apis]:
    with apis(vendors=("shopify",), stories=False, quiet_orders=60) as running:
        yield running


@pytest.fixture
def client(shop: Apis) -> Iterator[httpx.Client]:
    shop.faults("shopify")
    headers = {"X-Shopify-Access-Token": ADMIN_TOKEN}
    with httpx.Client(base_url=shop.base("shopify"), headers=headers, trust_env=False, timeout=60) as made:
        yield made


def asked(client: httpx.Client, query: str, **variables: Any) -> dict[str, Any]:
    """The answer's JSON, which has status 200 whatever it says."""
    answer = client.post(GRAPHQL, json={"query": query, "variables": variables})
    assert answer.status_code == 200
    told: dict[str, Any] = answer.json()
    return told


def vendors_schema() -> GraphQLSchema:
    """The vendor's own, where it stands beside the repository."""
    for folder in Path(__file__).resolve().parents:
        found = folder.parent / "shared" / "contracts" / "shopify" / "admin_2026-10.json.gz"
        if found.is_file():
            return build_client_schema(json.loads(gzip.decompress(found.read_bytes()))["data"], assume_valid=True)
    pytest.skip("Shopify's schema does not stand beside this repository")


def test_it_speaks_a_part_of_the_vendors_schema() -> None:
    theirs = vendors_schema().type_map
    wrong: list[str] = []
    for name, ours in schema().type_map.items():
        known = theirs.get(name)
        if known is None:
            wrong.append(name)
        elif is_enum_type(ours) and is_enum_type(known):
            wrong += [f"{name}.{value}" for value in ours.values if value not in known.values]
        elif not name.startswith("__") and (is_object_type(ours) or is_input_object_type(ours)):
            wrong += _other_fields(ours, known)
    assert wrong == []


def _other_fields(ours: Any, theirs: Any) -> list[str]:
    wrong: list[str] = []
    for name, field in ours.fields.items():
        known = theirs.fields.get(name)
        if known is None or str(known.type) != str(field.type):
            wrong.append(f"{ours.name}.{name}")
            continue
        for argument, value in getattr(field, "args", {}).items():
            if str(getattr(known.args.get(argument), "type", "")) != str(value.type):
                wrong.append(f"{ours.name}.{name}({argument})")
    return wrong


@pytest.mark.parametrize("way", ["data", "json"])
def test_it_gives_a_token_for_a_day(client: httpx.Client, way: str) -> None:
    given = {"grant_type": "client_credentials", "client_id": CLIENT_ID, "client_secret": CLIENT_SECRET}
    answer = client.post(TOKEN, data=given) if way == "data" else client.post(TOKEN, json=given)
    told = answer.raise_for_status().json()
    assert set(told) == {"access_token", "scope", "expires_in"}
    assert told["expires_in"] == 86_399
    mine = {"X-Shopify-Access-Token": told["access_token"]}
    assert client.post(GRAPHQL, json={"query": "{ shop { name } }"}, headers=mine).json()["data"]["shop"]["name"]


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"client_secret": "wrong"}, "invalid_client"),
        ({"client_id": "nobody"}, "application_cannot_be_found"),
        ({"grant_type": "password"}, "invalid_request"),
    ],
)
def test_it_refuses_wrong_credentials(client: httpx.Client, change: dict[str, str], error: str) -> None:
    given = {"grant_type": "client_credentials", "client_id": CLIENT_ID, "client_secret": CLIENT_SECRET, **change}
    answer = client.post(TOKEN, data=given)
    assert (answer.status_code, answer.json()["error"]) == (400, error)


def test_it_refuses_strangers_and_other_addresses(client: httpx.Client) -> None:
    assert (
        client.post(GRAPHQL, json={"query": "{ shop { name } }"}, headers={"X-Shopify-Access-Token": "x"}).status_code
        == 401
    )
    assert client.post("/admin/api/2019-01/graphql.json", json={"query": "{ shop { name } }"}).status_code == 404
    assert client.get(GRAPHQL).status_code == 405
    assert client.post(GRAPHQL, content=b"{").status_code == 400
    assert client.post(GRAPHQL, json={"query": 7}).status_code == 400


@pytest.mark.parametrize(
    "query",
    [
        "{ shop { colour } }",
        "{ orders(first: 1, query: \"colour:'red'\") { nodes { id } } }",
        "{ orders { nodes { id } } }",
        "{ orders(first: 999) { nodes { id } } }",
        '{ orders(first: 1, after: "x") { nodes { id } } }',
        "query A { shop { name } } query B { shop { name } }",
        "query A($x: Int!) { orders(first: $x) { nodes { id } } }",
        "{ shop",
    ],
)
def test_it_refuses_what_the_schema_does_not_allow(client: httpx.Client, query: str) -> None:
    told = asked(client, query)
    assert told["errors"][0]["message"]
    assert not told.get("data")


def test_it_counts_what_a_query_costs(client: httpx.Client) -> None:
    cost = asked(client, "{ orders(first: 5) { nodes { id customer { id } } } }")["extensions"]["cost"]
    assert cost["requestedQueryCost"] == 2 + 5 * 2
    assert 0 < cost["actualQueryCost"] <= cost["requestedQueryCost"]
    assert set(cost["throttleStatus"]) == {"maximumAvailable", "currentlyAvailable", "restoreRate"}
    skipped = "query($may: Boolean!) { orders(first: 5) { nodes { id customer @include(if: $may) { id } } } }"
    assert asked(client, skipped, may=False)["extensions"]["cost"]["requestedQueryCost"] == 2 + 5


def test_it_refuses_a_query_that_costs_too_much(client: httpx.Client) -> None:
    told = asked(client, "{ orders(first: 100) { nodes { lineItems(first: 50) { nodes { id } } } } }")
    assert told["errors"][0]["extensions"]["code"] == "MAX_COST_EXCEEDED"


def test_it_throttles_when_the_bucket_is_empty(client: httpx.Client, shop: Apis) -> None:
    bucket = shop.hosting.state("shopify").bucket
    kept = bucket.clock
    bucket.left, bucket.clock = 1.0, lambda: bucket._real_at
    told = asked(client, "{ orders(first: 5) { nodes { id } } }")
    bucket.left, bucket.clock = bucket.size, kept
    assert told["errors"][0]["extensions"]["code"] == "THROTTLED"
    assert told["extensions"]["cost"]["actualQueryCost"] is None


def test_it_denies_what_the_app_may_not_read(client: httpx.Client, shop: Apis) -> None:
    state = shop.hosting.state("shopify")
    kept, state.scopes = state.scopes, ("read_orders", "read_all_orders")
    told = asked(client, "{ orders(first: 1) { nodes { name customer { id } } } }")
    denied = asked(client, "{ orders(first: 1) { nodes { returns(first: 1) { nodes { id } } } } }")
    state.scopes = kept
    assert told["data"]["orders"]["nodes"][0]["name"]
    assert told["data"]["orders"]["nodes"][0]["customer"] is None
    assert [error["extensions"]["code"] for error in told["errors"]] == ["ACCESS_DENIED"]
    assert denied["data"] is None


def test_it_pages_forwards_and_backwards(client: httpx.Client, shop: Apis) -> None:
    parts = "nodes { name } pageInfo { hasNextPage endCursor }"
    query = f"query($a: String) {{ orders(first: 4, after: $a, sortKey: UPDATED_AT) {{ {parts} }} }}"
    names: list[str] = []
    after = None
    while True:
        page = asked(client, query, a=after)["data"]["orders"]
        names += [node["name"] for node in page["nodes"]]
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            break
    assert names == [order.number for order in shop.world.orders("shopify")]
    last = asked(client, "{ orders(last: 2, sortKey: UPDATED_AT) { nodes { name } pageInfo { hasPreviousPage } } }")
    assert [node["name"] for node in last["data"]["orders"]["nodes"]] == names[-2:]
    back = asked(client, "{ orders(first: 2, sortKey: UPDATED_AT, reverse: true) { nodes { name } } }")
    assert [node["name"] for node in back["data"]["orders"]["nodes"]] == names[::-1][:2]


def test_it_forgets_a_subscription(client: httpx.Client) -> None:
    made = asked(
        client,
        "mutation($s: WebhookSubscriptionInput!) {"
        " webhookSubscriptionCreate(topic: ORDERS_CREATE, webhookSubscription: $s)"
        " { webhookSubscription { id topic uri } userErrors { message } } }",
        s={"uri": "https://desk.example/hooks/1", "format": "JSON"},
    )["data"]["webhookSubscriptionCreate"]
    assert made["userErrors"] == []
    gone = "mutation($id: ID!) { webhookSubscriptionDelete(id: $id) { userErrors { message } } }"
    assert (
        asked(client, gone, id=made["webhookSubscription"]["id"])["data"]["webhookSubscriptionDelete"]["userErrors"]
        == []
    )
    assert asked(client, gone, id=made["webhookSubscription"]["id"])["data"]["webhookSubscriptionDelete"]["userErrors"]


def test_it_pushes_to_this_machine_only(shop: Apis, client: httpx.Client) -> None:
    state = shop.hosting.state("shopify")
    state.subscribe("ORDERS_UPDATED", "https://desk.example/hooks/1", "JSON")
    shop.world.act("acknowledge", "shopify", shop.world.orders("shopify")[0].id)
    state.subscriptions.clear()
    assert asked(client, "{ shop { name } }")["data"]
    assert not [done for done in shop.pushed() if "desk.example" in done.push.url]


def test_it_remembers_tokens_and_subscriptions(shop: Apis, client: httpx.Client) -> None:
    given = {"grant_type": "client_credentials", "client_id": CLIENT_ID, "client_secret": CLIENT_SECRET}
    token = client.post(TOKEN, data=given).json()["access_token"]
    state = shop.hosting.state("shopify")
    state.subscribe("ORDERS_CREATE", "http://127.0.0.1:9/x", "JSON")
    kept = json.loads(json.dumps(state.kept()))
    with apis(vendors=("shopify",), stories=False, quiet_orders=0) as other:
        again = other.hosting.state("shopify")
        again.restore(kept)
        assert again.is_good(token)
        assert again.subscriptions == state.subscriptions
    state.subscriptions.clear()
