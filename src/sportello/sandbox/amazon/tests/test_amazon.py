"""The stand-in as a seller's program meets it: login, orders and their pages, messages, shipments."""

import base64
import hashlib
from datetime import timedelta
from typing import Any

import httpx
import pytest

from .conftest import Amazon, sign_in

ALL = "BUYER,RECIPIENT,PROCEEDS,CANCELLATION,FULFILLMENT,PACKAGES"
SEARCH = "orders/2026-01-01/orders"
LONG_AGO = {"createdAfter": "2026-01-01T00:00:00Z", "includedData": ALL}


def search(amazon: Amazon, headers: dict[str, str], **query: Any) -> httpx.Response:
    return amazon.client.get(SEARCH, params=LONG_AGO | query, headers=headers)


@pytest.mark.parametrize(
    ("fields", "status", "error"),
    [
        ({"client_secret": "wrong"}, 401, "invalid_client"),
        ({"refresh_token": "Atzr|other"}, 400, "invalid_grant"),
        ({"grant_type": "client_credentials", "scope": "everything"}, 400, "invalid_scope"),
        ({"grant_type": "password"}, 400, "unsupported_grant_type"),
        ({"grant_type": ""}, 400, "invalid_request"),
    ],
)
def test_it_refuses_to_log_in(bare: Amazon, fields: dict[str, str], status: int, error: str) -> None:
    answer = sign_in(bare.client, **fields)
    assert (answer.status_code, answer.json()["error"]) == (status, error)
    assert answer.json()["error_description"]


def test_it_gives_tokens_that_end_after_an_hour(bare: Amazon) -> None:
    headers = bare.headers()
    assert search(bare, headers).status_code == 200
    bare.apis.world.advance(hours=1)
    refused = search(bare, headers)
    assert (refused.status_code, refused.json()["errors"][0]["code"]) == (403, "Unauthorized")
    assert "expired" in refused.json()["errors"][0]["details"]
    assert search(bare, bare.headers()).status_code == 200


def test_it_lets_nobody_in_without_a_token_of_the_right_kind(bare: Amazon) -> None:
    for headers in ({}, {"x-amz-access-token": "Atza|made-up"}, bare.grantless()):
        assert search(bare, headers).status_code == 403
    assert bare.client.get("notifications/v1/destinations", headers=bare.headers()).status_code == 403


def test_it_expires_and_revokes_when_told_to(bare: Amazon) -> None:
    headers = bare.headers()
    bare.apis.world.expire_tokens("amazon")
    assert search(bare, headers).status_code == 403
    assert search(bare, bare.headers()).status_code == 200
    bare.apis.faults("amazon", revoked=True)
    assert sign_in(bare.client).json()["error"] == "invalid_grant"


def test_it_pages_through_every_order_once(amazon: Amazon) -> None:
    headers, query, seen = amazon.headers(), {"maxResultsPerPage": 40}, []
    while True:
        page = search(amazon, headers, **query).json()
        seen += [order["orderId"] for order in page["orders"]]
        if "pagination" not in page:
            break
        query["paginationToken"] = page["pagination"]["nextToken"]
    latest = amazon.apis.world.now() - timedelta(minutes=2)
    expected = [order.id for order in amazon.orders() if order.placed_at <= latest]
    assert len(seen) > 100
    assert seen == expected
    assert search(amazon, headers, **query, fulfilledBy="AMAZON").status_code == 400
    amazon.apis.world.advance(days=1.1)
    assert search(amazon, amazon.headers(), **query).status_code == 400


def test_it_moves_pages_under_the_reader_when_told_to(amazon: Amazon) -> None:
    amazon.apis.faults("amazon", moving_pages=True)
    headers = amazon.headers()
    query: dict[str, Any] = {"lastUpdatedAfter": "2026-01-01T00:00:00Z", "maxResultsPerPage": 100, "includedData": ALL}
    first = amazon.client.get(SEARCH, params=query, headers=headers).json()
    amazon.apis.world.act("acknowledge", "amazon", first["orders"][0]["orderId"])
    query["paginationToken"] = first["pagination"]["nextToken"]
    second = amazon.client.get(SEARCH, params=query, headers=headers).json()
    moved = {order["orderId"] for order in first["orders"]} | {order["orderId"] for order in second["orders"]}
    query.pop("paginationToken")
    everything = amazon.client.get(SEARCH, params=query | {"maxResultsPerPage": 100}, headers=headers).json()
    assert len(moved) == len(first["orders"]) + len(second["orders"])
    assert everything["orders"][0]["orderId"] != first["orders"][0]["orderId"]


@pytest.mark.parametrize(
    "query",
    [
        {"createdAfter": ""},
        {"createdAfter": "yesterday"},
        {"lastUpdatedAfter": "2026-01-01T00:00:00Z"},
        {"createdBefore": "2026-11-21T14:09:00Z"},
        {"createdBefore": "2025-01-01T00:00:00Z"},
        {"maxResultsPerPage": "101"},
        {"marketplaceIds": "AMAZON"},
        {"fulfillmentStatuses": "Shipped"},
        {"includedData": "EVERYTHING"},
        {"paginationToken": "made-up"},
        {"pageSize": "5"},
    ],
)
def test_it_refuses_a_search_that_breaks_the_contract(bare: Amazon, query: dict[str, str]) -> None:
    answer = search(bare, bare.headers(), **query)
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (400, "InvalidInput")


def test_it_tells_nothing_of_the_buyer_and_the_parcel_when_amazon_fulfils(amazon: Amazon) -> None:
    headers = amazon.headers()
    for by, told in (("marketplace", False), ("seller", True)):
        order = amazon.orders(fulfilled_by=by, state="delivered")[0]
        shown = amazon.client.get(f"{SEARCH}/{order.id}", params={"includedData": ALL}, headers=headers).json()["order"]
        assert ("buyer" in shown, "packages" in shown) == (told, told)
        assert ("name" in shown["recipient"]["deliveryAddress"]) is told
    assert shown["buyer"]["buyerEmail"] == order.buyer.amazon_relay(order.site)
    assert shown["packages"][0]["trackingNumber"] == order.parcels[0].tracking
    assert shown["packages"][0]["packageStatus"] == {"status": "DELIVERED", "detailedStatus": "DELIVERED"}
    assert shown["proceeds"]["grandTotal"] == {"amount": f"{order.total:.2f}", "currencyCode": order.currency}


def test_it_leaves_out_what_was_not_asked_for(amazon: Amazon) -> None:
    order = amazon.orders(fulfilled_by="seller")[0]
    shown = amazon.client.get(f"{SEARCH}/{order.id}", headers=amazon.headers()).json()["order"]
    assert not {"buyer", "recipient", "packages", "proceeds", "fulfillment"} & set(shown)
    assert amazon.client.get(f"{SEARCH}/999-9999999-9999999", headers=amazon.headers()).status_code == 404


def test_it_limits_calls_by_the_published_rates(bare: Amazon) -> None:
    headers = bare.headers()
    answers = [search(bare, headers) for _ in range(21)]
    assert [answer.status_code for answer in answers] == [200] * 20 + [429]
    assert answers[0].headers["x-amzn-RateLimit-Limit"] == "0.0056"
    assert answers[20].json()["errors"][0]["code"] == "QuotaExceeded"
    bare.apis.world.advance(hours=3 / 60)
    assert [search(bare, headers).status_code for _ in range(2)] == [200, 429]


def test_it_shows_a_confirmed_shipment_as_a_package(amazon: Amazon) -> None:
    order = amazon.orders(state="unshipped", fulfilled_by="seller")[0]
    market = {"amazon.it": "APJ6JRA9NG5V4", "amazon.de": "A1PA6795UKMFR9", "amazon.fr": "A13V1IB3VIYZZH"}
    package = {
        "packageReferenceId": "1",
        "carrierCode": "DHL",
        "trackingNumber": "00340434161094042557",
        "shipDate": "2026-11-21T14:00:00Z",
        "orderItems": [{"orderItemId": line.id, "quantity": line.quantity} for line in order.lines],
    }
    headers, path = amazon.headers(), f"orders/v0/orders/{order.id}/shipmentConfirmation"
    shown = amazon.client.get(f"{SEARCH}/{order.id}", headers=headers).json()["order"]["salesChannel"]["marketplaceId"]
    assert market.get(order.site, shown) == shown
    body = {"marketplaceId": shown, "packageDetail": package}
    wrong = [
        body | {"marketplaceId": "A33AVAJ2PDY3EV"},
        {"marketplaceId": shown},
        body | {"packageDetail": package | {"shipDate": "21/11/2026"}},
        body | {"packageDetail": package | {"orderItems": [{"orderItemId": order.lines[0].id, "quantity": 99}]}},
        body | {"packageDetail": package | {"colour": "red"}},
    ]
    assert [amazon.client.post(path, json=one, headers=headers).status_code for one in wrong] == [400] * 5
    another = body | {"packageDetail": package | {"packageReferenceId": "2"}}
    told = [amazon.client.post(path, json=one, headers=headers).status_code for one in (body, body, another)]
    assert told == [204, 204, 400]
    query = {"includedData": "PACKAGES,FULFILLMENT"}
    after = amazon.client.get(f"{SEARCH}/{order.id}", params=query, headers=headers).json()["order"]
    assert len(after["packages"]) == 1
    assert after["fulfillment"]["fulfillmentStatus"] == "SHIPPED"
    assert (after["packages"][0]["carrier"], after["packages"][0]["trackingNumber"]) == ("DHL", "00340434161094042557")


def test_it_sends_only_the_messages_it_lists(amazon: Amazon) -> None:
    order = amazon.orders(fulfilled_by="seller", state="unshipped")[0]
    query, base, headers = _market(amazon, order.id), f"messaging/v1/orders/{order.id}", amazon.headers()
    links = amazon.client.get(base, params=query, headers=headers).json()["_links"]["actions"]
    listed = {link["name"] for link in links}
    assert "unexpectedProblem" in listed
    assert "warranty" not in listed

    def send(name: str, body: dict[str, str]) -> httpx.Response:
        return amazon.client.post(f"{base}/messages/{name}", params=query, json=body, headers=headers)

    assert send("unexpectedProblem", {"text": "Die Farbe fehlt noch bis Freitag."}).status_code == 201
    assert send("unexpectedProblem", {"text": ""}).status_code == 400
    assert send("unexpectedProblem", {"text": "Schreiben Sie an ada@example.org"}).status_code == 400
    assert send("digitalAccessKey", {"text": "ABC"}).status_code == 400
    assert [sent.body["text"] for sent in amazon.state.sent] == ["Die Farbe fehlt noch bis Freitag."]
    assert amazon.apis.world.ledger()[-1]["details"]["action"] == "unexpectedProblem"
    amazon.apis.world.advance(days=60)
    later = amazon.client.get(base, params=query, headers=amazon.headers()).json()["_links"]["actions"]
    assert {link["name"] for link in later} == {"attributes"}


def test_it_attaches_only_what_was_uploaded(amazon: Amazon) -> None:
    order = amazon.orders(fulfilled_by="seller", state="unshipped")[0]
    query, headers, invoice = _market(amazon, order.id), amazon.headers(), b"%PDF-1.7 invoice"
    path = f"messaging/v1/orders/{order.id}/messages/invoice"
    digest = base64.b64encode(hashlib.md5(invoice, usedforsecurity=False).digest()).decode()
    place = amazon.client.post(
        f"uploads/2020-11-01/uploadDestinations/{path}",
        params=query | {"contentMD5": digest, "contentType": "application/pdf"},
        headers=headers,
    )
    assert place.status_code == 201
    told = place.json()["payload"]
    body = {"attachments": [{"uploadDestinationId": told["uploadDestinationId"], "fileName": "invoice.pdf"}]}
    assert amazon.client.post(path, params=query, json=body, headers=headers).status_code == 400
    assert amazon.client.put(told["url"], content=b"other", headers=told["headers"]).status_code == 400
    assert amazon.client.put(told["url"], content=invoice, headers=told["headers"]).status_code == 200
    assert amazon.client.post(path, params=query, json=body, headers=headers).status_code == 201


def test_it_asks_for_a_review_once_and_in_time(amazon: Amazon) -> None:
    now = amazon.apis.world.now()
    order = next(one for one in amazon.orders(state="delivered") if timedelta(8) < now - one.placed_at < timedelta(30))
    query, headers = _market(amazon, order.id), amazon.headers()
    base = f"solicitations/v1/orders/{order.id}"

    def actions() -> list[dict[str, str]]:
        listed: list[dict[str, str]] = amazon.client.get(base, params=query, headers=headers).json()["_links"][
            "actions"
        ]
        return listed

    assert [action["name"] for action in actions()] == ["productReviewAndSellerFeedback"]
    ask = f"{base}/solicitations/productReviewAndSellerFeedback"
    assert [amazon.client.post(ask, params=query, headers=headers).status_code for _ in range(2)] == [201, 403]
    assert actions() == []


def test_it_shows_the_wish_to_cancel(amazon: Amazon) -> None:
    order = amazon.orders(state="unshipped")[0]
    amazon.apis.world.act("wish", "amazon", order.id, reason="no_longer_needed")
    query = {"includedData": "CANCELLATION"}
    shown = amazon.client.get(f"{SEARCH}/{order.id}", params=query, headers=amazon.headers()).json()["order"]
    wish = shown["orderItems"][0]["cancellation"]["cancellationRequest"]
    assert wish == {"requester": "BUYER", "cancelReason": "NO_LONGER_NEEDED"}


def test_it_does_wrong_what_it_is_told_to(bare: Amazon) -> None:
    headers = bare.headers()
    bare.apis.faults("amazon", throttle=1, retry_after=7)
    throttled = search(bare, headers)
    assert (throttled.status_code, throttled.headers["Retry-After"]) == (429, "7")
    bare.apis.faults("amazon", fail=1, truncate=1)
    assert search(bare, headers).json()["errors"][0]["code"] == "InternalFailure"
    with pytest.raises(ValueError, match=r"Expecting|Unterminated|delimiter"):
        search(bare, headers).json()
    bare.apis.faults("amazon", drop=1)
    with pytest.raises(httpx.HTTPError):
        search(bare, headers)
    assert search(bare, headers).status_code == 200


def _market(amazon: Amazon, order: str) -> dict[str, str]:
    shown = amazon.client.get(f"{SEARCH}/{order}", headers=amazon.headers()).json()["order"]
    return {"marketplaceIds": shown["salesChannel"]["marketplaceId"]}
