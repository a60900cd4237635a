"""The SQS queue: signatures, messages, and what a notification asks for."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sportello.channels.contract import ApiTrouble, Nudge, NudgeKind, TroubleKind
from sportello.connectors.amazon.nudging import SUBSCRIBED, nudge_of, pull_nudges
from sportello.connectors.amazon.queue import Queue, place_of
from sportello.connectors.amazon.signing import Keys, signed

from .api import NOW, Asked, Said, account, answering

QUEUE = "/123456789012/orders"
ARN = "arn:aws:sqs:eu-west-1:123456789012:orders"


def test_it_signs_as_the_examples_of_aws_do() -> None:
    """The cases `post-vanilla` and `post-x-www-form-urlencoded` of AWS's Signature Version 4 test suite."""
    keys = Keys("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY")
    at = datetime(2015, 8, 30, 12, 36, tzinfo=UTC)
    about: dict[str, Any] = {"host": "example.amazonaws.com", "path": "/", "keys": keys, "region": "us-east-1"}
    plain = signed({}, b"", service="service", now=at, **about)
    assert plain["Authorization"] == (
        "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, "
        "SignedHeaders=host;x-amz-date, Signature=5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b"
    )
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    assert signed(form, b"Param1=value1", service="service", now=at, **about)["Authorization"].endswith(
        "SignedHeaders=content-type;host;x-amz-date, "
        "Signature=ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a"
    )


@pytest.mark.parametrize(
    ("url", "root", "arn"),
    [
        (
            "https://sqs.eu-central-1.amazonaws.com/123456789012/orders",
            "/",
            "arn:aws:sqs:eu-central-1:123456789012:orders",
        ),
        (
            "http://127.0.0.1:9/amazon/sqs/123456789012/o.fifo",
            "/amazon/sqs/",
            "arn:aws:sqs:eu-west-1:123456789012:o.fifo",
        ),
    ],
)
def test_it_knows_where_a_queue_is(url: str, root: str, arn: str) -> None:
    place = place_of(account("http://127.0.0.1:9", queue_url=url))
    assert (place.root, place.arn) == (root, arn)


@pytest.mark.parametrize(
    "url",
    [
        "http://sqs.eu-west-1.amazonaws.com/123456789012/orders",
        "https://sqs.eu-west-1.amazonaws.com.evil.example/123456789012/orders",
        "https://evil.example/123456789012/orders",
        "https://sqs.eu-west-1.amazonaws.com/orders",
        "nonsense",
    ],
)
def test_it_signs_nothing_for_another_host(url: str) -> None:
    with pytest.raises(ApiTrouble) as trouble:
        Queue(account("http://127.0.0.1:9", queue_url=url), now=NOW)
    assert trouble.value.kind is TroubleKind.REFUSED


@pytest.mark.parametrize(
    ("status", "name", "kind"),
    [
        (403, "com.amazon.coral.service#InvalidClientTokenId", TroubleKind.CREDENTIALS),
        (403, "com.amazon.coral.service#SignatureDoesNotMatch", TroubleKind.CREDENTIALS),
        (403, "com.amazonaws.sqs#AccessDenied", TroubleKind.PERMISSION),
        (400, "com.amazonaws.sqs#QueueDoesNotExist", TroubleKind.NOT_FOUND),
        (400, "com.amazonaws.sqs#RequestThrottled", TroubleKind.THROTTLED),
        (400, "com.amazonaws.sqs#UnsupportedOperation", TroubleKind.REFUSED),
        (500, "InternalError", TroubleKind.SERVER),
    ],
)
def test_it_understands_what_a_queue_refuses(status: int, name: str, kind: TroubleKind) -> None:
    with answering(lambda _asked: Said(status, {"__type": name, "message": "no"})) as api:
        shop = account(api.url, queue_url=api.url + QUEUE)
        with Queue(shop, now=NOW) as queue, pytest.raises(ApiTrouble) as trouble:
            queue.receive()
    assert trouble.value.kind is kind
    assert name.rpartition("#")[2] in trouble.value.words


def _notice(number: str = "402-1180337-5521907", kind: str = "ORDER_CHANGE") -> str:
    change = {"AmazonOrderId": number, "Summary": {"MarketplaceId": "APJ6JRA9NG5V4"}}
    return json.dumps({"NotificationType": kind, "Payload": {"OrderChangeNotification": change}})


@pytest.mark.parametrize(
    ("body", "nudge"),
    [
        (_notice(), Nudge(NudgeKind.ORDER, "402-1180337-5521907", "amazon.it")),
        (_notice(kind="LISTINGS_ITEM_ISSUES_CHANGE"), None),
        (_notice(number=""), Nudge(NudgeKind.ORDERS)),
        ("{broken", Nudge(NudgeKind.ORDERS)),
        ("[1]", Nudge(NudgeKind.ORDERS)),
    ],
)
def test_it_makes_a_nudge_of_a_notice(body: str, nudge: Nudge | None) -> None:
    assert nudge_of(body) == nudge


@given(body=st.text(max_size=40) | st.recursive(st.none() | st.text(), st.lists).map(json.dumps))
def test_it_loses_no_notice_however_broken(body: str) -> None:
    assert nudge_of(body) == Nudge(NudgeKind.ORDERS)


class Aws:
    """SP-API's notifications and the queue behind one address."""

    def __init__(self, *bodies: str, subscribed_to: str = "") -> None:
        self.waiting = {f"handle-{place}": body for place, body in enumerate(bodies)}
        self.subscribed_to = subscribed_to
        self.made: list[str] = []

    def __call__(self, asked: Asked) -> Said:
        if asked.path == "/":
            return self._queue(asked)
        self.made.append(f"{asked.method} {asked.path}")
        if asked.path == "/notifications/v1/destinations":
            place = {"destinationId": "d1", "name": "Sportello", "resource": {"sqs": {"arn": ARN}}}
            return Said(200, {"payload": place if asked.method == "POST" else []})
        if asked.method == "GET" and not self.subscribed_to:
            return Said(404, {"errors": [{"code": "NotFound", "message": "no"}]})
        return Said(200, {"payload": {"subscriptionId": "s1", "destinationId": self.subscribed_to or "d1"}})

    def _queue(self, asked: Asked) -> Said:
        assert asked.headers["content-type"] == "application/x-amz-json-1.0"
        if asked.headers["x-amz-target"] == "AmazonSQS.DeleteMessage":
            self.waiting.pop(asked.body["ReceiptHandle"], None)
            return Said(200, {})
        found = [{"MessageId": key, "ReceiptHandle": key, "Body": body} for key, body in self.waiting.items()]
        return Said(200, {"Messages": found} if found else {})


def test_it_subscribes_once_and_keeps_what_is_not_yet_stored() -> None:
    aws = Aws(_notice(), _notice(kind="OTHER"))
    with answering(aws) as api:
        shop = account(api.url, queue_url=api.url + QUEUE)
        (heard,) = pull_nudges(shop, now=NOW)
        pull_nudges(shop, now=NOW)
        assert list(aws.waiting) == ["handle-0"]
        heard.forget()
    assert aws.waiting == {}
    assert shop.secrets[SUBSCRIBED] == ARN
    assert aws.made == [
        "GET /notifications/v1/destinations",
        "POST /notifications/v1/destinations",
        "GET /notifications/v1/subscriptions/ORDER_CHANGE",
        "POST /notifications/v1/subscriptions/ORDER_CHANGE",
    ]


def test_it_moves_a_subscription_from_an_old_queue() -> None:
    aws = Aws(subscribed_to="old")
    with answering(aws) as api:
        pull_nudges(account(api.url, queue_url=api.url + QUEUE), now=NOW)
    assert aws.made[-2:] == [
        "DELETE /notifications/v1/subscriptions/ORDER_CHANGE/s1",
        "POST /notifications/v1/subscriptions/ORDER_CHANGE",
    ]


def test_it_needs_no_queue() -> None:
    assert pull_nudges(account("http://127.0.0.1:9"), now=NOW) == ()
