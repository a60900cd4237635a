"""The queue: an event for each change that somebody subscribed to, read as a client of AWS reads."""

import gzip
import json
from datetime import timedelta
from typing import Any

import httpx
import pytest

from sportello.sandbox.amazon import ACCESS_KEY, QUEUE_ARN
from sportello.sandbox.amazon.sites import MARKETPLACES

from .conftest import Amazon
from .model import folder, wrong

SIGNED = (
    f"AWS4-HMAC-SHA256 Credential={ACCESS_KEY}/20261121/eu-west-1/sqs/aws4_request, "
    f"SignedHeaders=content-type;host;x-amz-date;x-amz-target, Signature={'0a' * 32}"
)


def call(amazon: Amazon, action: str, **body: Any) -> httpx.Response:
    headers = {
        "authorization": SIGNED,
        "x-amz-date": "20261121T141000Z",
        "x-amz-target": f"AmazonSQS.{action}",
        "content-type": "application/x-amz-json-1.0",
    }
    return amazon.client.post("sqs/", headers=headers, content=json.dumps(body))


def subscribe(amazon: Amazon, *kinds: str) -> str:
    """Connect the queue to the changes of orders, and return its address."""
    body: dict[str, Any] = {"name": "desk", "resourceSpecification": {"sqs": {"arn": QUEUE_ARN}}}
    made = amazon.client.post("notifications/v1/destinations", json=body, headers=amazon.grantless())
    filtered = {"eventFilterType": "ORDER_CHANGE", "orderChangeTypes": list(kinds)}
    body = {"payloadVersion": "1.0", "destinationId": made.json()["payload"]["destinationId"]}
    body |= {"processingDirective": {"eventFilter": filtered}} if kinds else {}
    path = "notifications/v1/subscriptions/ORDER_CHANGE"
    assert amazon.client.post(path, json=body, headers=amazon.headers()).status_code == 200
    assert amazon.client.post(path, json=body, headers=amazon.headers()).status_code == 409
    return str(call(amazon, "GetQueueUrl", QueueName="casalume-orders").json()["QueueUrl"])


def receive(amazon: Amazon, url: str, **more: Any) -> list[dict[str, Any]]:
    got = call(amazon, "ReceiveMessage", QueueUrl=url, MaxNumberOfMessages=10, **more).json().get("Messages", [])
    return [{**message, "event": json.loads(message["Body"])} for message in got]


def test_it_tells_of_changes_until_they_are_deleted(amazon: Amazon) -> None:
    url = subscribe(amazon)
    order = amazon.orders(state="unshipped", fulfilled_by="seller")[0]
    amazon.apis.world.act("wish", "amazon", order.id)
    amazon.apis.world.act("cancel", "amazon", order.id)
    got = receive(amazon, url)
    notices = [message["event"]["Payload"]["OrderChangeNotification"] for message in got]
    assert [notice["OrderChangeType"] for notice in notices] == ["BuyerRequestedChange", "OrderStatusChange"]
    assert [notice["Summary"]["OrderStatus"] for notice in notices] == ["Unshipped", "Canceled"]
    assert notices[0]["Summary"]["OrderItems"][0]["IsBuyerRequestedCancel"] is True
    assert {notice["AmazonOrderId"] for notice in notices} == {order.id}
    assert receive(amazon, url) == []
    amazon.apis.world.advance(hours=31 / 3600)
    again = receive(amazon, url)
    assert [message["MessageId"] for message in again] == [message["MessageId"] for message in got]
    for message in again:
        call(amazon, "DeleteMessage", QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
    amazon.apis.world.advance(hours=31 / 3600)
    assert receive(amazon, url) == []


def test_it_tells_only_what_was_asked_for(amazon: Amazon) -> None:
    url = subscribe(amazon, "BuyerRequestedChange")
    first, second = amazon.orders(state="unshipped", fulfilled_by="seller")[:2]
    amazon.apis.world.act("cancel", "amazon", first.id)
    amazon.apis.world.act("wish", "amazon", second.id)
    notices = [message["event"]["Payload"]["OrderChangeNotification"] for message in receive(amazon, url)]
    assert [notice["AmazonOrderId"] for notice in notices] == [second.id]


def test_it_doubles_and_reorders_when_told_to(amazon: Amazon) -> None:
    url = subscribe(amazon)
    orders = [order.id for order in amazon.orders(state="unshipped", fulfilled_by="seller")[:2]]
    amazon.apis.faults("amazon", double_pushes=True, reorder_pushes=True)
    for order in orders:
        amazon.apis.world.act("wish", "amazon", order)
    told = [one["event"]["Payload"]["OrderChangeNotification"]["AmazonOrderId"] for one in receive(amazon, url)]
    assert told == [orders[1], orders[0], orders[1]]


def test_it_waits_for_a_message(amazon: Amazon) -> None:
    url = subscribe(amazon)
    assert receive(amazon, url, WaitTimeSeconds=1) == []
    assert call(amazon, "ReceiveMessage", QueueUrl=url, MaxNumberOfMessages=11).status_code == 400
    assert call(amazon, "ReceiveMessage", QueueUrl=f"{url}-other").json()["__type"].endswith("QueueDoesNotExist")


def test_it_brings_a_test_notification(amazon: Amazon) -> None:
    url = subscribe(amazon)
    place = next(iter(amazon.state.destinations))
    body = {"destinationId": place, "payload": '{"NotificationType": "ORDER_CHANGE"}'}
    path = "notifications/v1/subscriptions/ORDER_CHANGE/testNotification"
    assert amazon.client.post(path, json=body, headers=amazon.headers()).status_code == 202
    assert receive(amazon, url)[0]["event"] == {"NotificationType": "ORDER_CHANGE"}


@pytest.mark.parametrize(
    "authorization", ["", SIGNED.replace(ACCESS_KEY, "AKIAOTHER"), SIGNED.replace("host;", ""), SIGNED[:-4]]
)
def test_it_refuses_calls_that_are_not_signed(bare: Amazon, authorization: str) -> None:
    headers = {"authorization": authorization, "x-amz-date": "x", "x-amz-target": "AmazonSQS.GetQueueUrl"}
    refused = bare.client.post("sqs/", headers=headers, content='{"QueueName": "casalume-orders"}')
    assert refused.status_code == 403
    assert refused.json()["__type"].startswith("com.amazonaws.sqs#")


def test_it_sends_events_in_amazons_shape(amazon: Amazon) -> None:
    path = folder() / "notifications" / "OrderChangeNotification.json"
    if not path.exists():
        pytest.skip("Amazon's schema of the event is not here")
    url = subscribe(amazon)
    amazon.apis.world.act("wish", "amazon", amazon.orders(state="unshipped")[0].id)
    schema = json.loads(path.read_text(encoding="utf-8"))
    assert wrong(schema, schema, receive(amazon, url)[0]["event"]) == []


def test_it_reports_account_health_and_feedback(amazon: Amazon) -> None:
    health = json.loads(report(amazon, "GET_V2_SELLER_PERFORMANCE_REPORT"))
    assert {one["status"] for one in health["accountStatuses"]} == {"NORMAL"}
    metrics = health["performanceMetrics"][0]
    assert metrics["lateShipmentRate"]["targetValue"] == 0.04
    assert 0 <= metrics["orderDefectRate"]["mfn"]["rate"] <= 1
    head, *rows = gzip.decompress(report(amazon, "GET_SELLER_FEEDBACK_DATA")).decode().strip().split("\r\n")
    assert head.split("\t")[:2] == ["Date", "Rating"]
    assert {row.split("\t")[4] for row in rows} <= {order.id for order in amazon.orders()}
    assert rows


def report(amazon: Amazon, kind: str) -> bytes:
    """Ask for a report, wait for it, and fetch it."""
    headers, base = amazon.headers(), "reports/2021-06-30"
    since = (amazon.apis.world.now() - timedelta(days=200)).isoformat()
    body = {"reportType": kind, "marketplaceIds": list(MARKETPLACES)[:5], "dataStartTime": since}
    asked = amazon.client.post(f"{base}/reports", json=body, headers=headers)
    assert asked.status_code == 202
    name = asked.json()["reportId"]
    polls = [amazon.client.get(f"{base}/reports/{name}", headers=headers).json() for _ in range(3)]
    assert [one["processingStatus"] for one in polls] == ["IN_PROGRESS", "DONE", "DONE"]
    document = amazon.client.get(f"{base}/documents/{polls[-1]['reportDocumentId']}", headers=headers).json()
    return amazon.client.get(document["url"]).raise_for_status().content
