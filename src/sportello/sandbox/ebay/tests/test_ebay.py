"""The stand-in holds its callers to eBay's contract."""

import base64
import json
from collections.abc import Iterator

import httpx
import pytest

from sportello.sandbox.ebay.state import opened
from sportello.sandbox.testing import Apis, apis

PAIR = base64.b64encode(b"CasaLume-Sportell-PRD-0a1b2c3d4-5e6f7a8b:PRD-sandbox-secret-of-ebay").decode()
REFRESH = {"grant_type": "refresh_token", "refresh_token": "v^1.1#i^1#r^1#p^3#I^3#f^0#t^sandbox-casa-lume"}

NOVEMBER = "2026-11-01T00:00:00.000Z"
PICTURE = {"mediaName": "a", "mediaType": "IMAGE"}


@pytest.fixture
def ebay() -> Iterator[Apis]:
    """A running stand-in."""
    with apis(vendors=["ebay"], quiet_orders=5) as running:
        yield running


@pytest.fixture
def client(ebay: Apis) -> Iterator[httpx.Client]:
    """A caller without a token."""
    with httpx.Client(base_url=ebay.base("ebay"), trust_env=False) as caller:
        yield caller


def signed_in(client: httpx.Client, scheme: str = "Bearer", **form: str) -> dict[str, str]:
    """The header with a fresh token."""
    headers = {"Authorization": f"Basic {PAIR}"}
    given = client.post("/identity/v1/oauth2/token", data={**REFRESH, **form}, headers=headers).raise_for_status()
    return {"Authorization": f"{scheme} {given.json()['access_token']}"}


def test_it_gives_tokens_to_who_knows_the_secrets(client: httpx.Client) -> None:
    wrong = client.post("/identity/v1/oauth2/token", data=REFRESH, headers={"Authorization": "Basic eA=="})
    assert (wrong.status_code, wrong.json()["error"]) == (401, "invalid_client")
    headers = {"Authorization": f"Basic {PAIR}"}
    old = client.post("/identity/v1/oauth2/token", data={**REFRESH, "refresh_token": "old"}, headers=headers)
    assert (old.status_code, old.json()["error"]) == (400, "invalid_grant")
    more = client.post("/identity/v1/oauth2/token", data={**REFRESH, "scope": "all"}, headers=headers)
    assert (more.status_code, more.json()["error"]) == (400, "invalid_scope")


@pytest.mark.parametrize(
    ("path", "number"),
    [
        ("/sell/fulfillment/v1/order?limit=201", 31100),
        ("/sell/fulfillment/v1/order?offset=-1", 31000),
        ("/sell/fulfillment/v1/order?filter=colour:{red}", 30700),
        ("/sell/fulfillment/v1/order?filter=lastmodifieddate:[yesterday..]", 30810),
        ("/sell/fulfillment/v1/order?filter=lastmodifieddate:[..2026-11-01T00:00:00.000Z]", 30820),
        (f"/sell/fulfillment/v1/order?filter=lastmodifieddate:[{NOVEMBER}..2027-01-01T00:00:00.000Z]", 30850),
        ("/sell/fulfillment/v1/order?filter=creationdate:[2021-11-01T00:00:00.000Z..]", 30830),
        ("/sell/fulfillment/v1/order?page=2", 2004),
        ("/sell/fulfillment/v1/order/01-00000-00000", 32100),
        ("/commerce/message/v1/conversation", 355017),
        ("/commerce/message/v1/conversation?conversation_type=FROM_MEMBERS&limit=51", 355009),
        ("/commerce/message/v1/conversation?conversation_type=FROM_MEMBERS&limit=20&offset=30", 355008),
        ("/commerce/message/v1/conversation?conversation_type=FROM_MEMBERS&reference_id=1", 355022),
        ("/commerce/message/v1/conversation?conversation_type=FROM_MEMBERS&start_time=today", 355005),
        ("/commerce/message/v1/conversation/404?conversation_type=FROM_MEMBERS", 355007),
    ],
)  # fmt: skip
def test_it_refuses_what_is_not_in_the_contract(client: httpx.Client, path: str, number: int) -> None:
    response = client.get(path, headers=signed_in(client))
    assert response.status_code == 400
    assert response.json()["errors"][0]["errorId"] == number


def test_it_wants_the_right_token_in_the_right_way(client: httpx.Client) -> None:
    returns, orders = "/post-order/v2/return/search", "/sell/fulfillment/v1/order"
    assert client.get(orders).status_code == 401
    assert client.get(orders, headers=signed_in(client, "IAF")).status_code == 401
    assert client.get(returns, headers=signed_in(client)).status_code == 401
    assert client.get(returns, headers=signed_in(client, "IAF")).status_code == 200
    application = signed_in(client, grant_type="client_credentials", scope="https://api.ebay.com/oauth/api_scope")
    assert client.get(orders, headers=application).status_code == 403


@pytest.mark.parametrize(
    ("body", "number"),
    [
        ({"messageText": "x"}, 355018),
        ({"conversationId": "1", "messageText": "x" * 2001}, 355013),
        ({"conversationId": "1", "messageText": ""}, 355015),
        ({"conversationId": "1", "messageText": "x"}, 355007),
        ({"conversationId": "1", "messageText": "x", "cc": "y"}, 2004),
        ({"conversationId": "1", "messageMedia": [{"mediaName": "a"}]}, 355012),
        ({"conversationId": "1", "messageMedia": [{**PICTURE, "mediaUrl": "http://a"}]}, 355014),
    ],
)  # fmt: skip
def test_it_refuses_messages_that_ebay_would(client: httpx.Client, body: dict[str, object], number: int) -> None:
    response = client.post("/commerce/message/v1/send_message", json=body, headers=signed_in(client))
    assert response.status_code == 400
    assert response.json()["errors"][0]["errorId"] == number


def test_it_begins_a_conversation_with_a_buyer_about_a_listing(ebay: Apis, client: httpx.Client) -> None:
    order = ebay.world.orders("ebay")[0]
    body = {
        "otherPartyUsername": order.buyer.ebay_user,
        "messageText": "Grazie!",
        "reference": {"referenceType": "LISTING", "referenceId": order.lines[0].ebay_item},
    }
    response = client.post("/commerce/message/v1/send_message", json=body, headers=signed_in(client))
    assert response.status_code == 201
    talks = [talk for talk in ebay.world.conversations() if talk.buyer_user == order.buyer.ebay_user]
    assert any(talk.messages[-1].text == "Grazie!" for talk in talks)


def test_it_keeps_its_key_and_subscriptions_over_a_restart(ebay: Apis) -> None:
    before = ebay.hosting.state("ebay")
    before.alert_email = "ada@casalume.example"
    before.subscriptions["1"] = {"subscriptionId": "1", "topicId": "NEW_MESSAGE"}
    kept = json.loads(json.dumps(ebay.hosting.kept()["ebay"]))
    after = opened(ebay.world, before.outside, kept)
    assert after.public_key() == before.public_key()
    assert (after.kid, after.alert_email) == (before.kid, before.alert_email)
    assert after.subscriptions == before.subscriptions
