"""Pushes: the endpoint's check, signatures, topics, and asking for them."""

import base64
import hashlib
import json
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

from sportello.channels.contract import Account, ApiTrouble, Heard, NotGenuine, Nudge, NudgeKind, PushRequest
from sportello.connectors.ebay.webhooks import WEBHOOKS, challenge_response
from sportello.sandbox.testing import Apis

from .conftest import a_little_later, account_at

ENDPOINT = "https://desk.casalume.example/push/ebay/1"


def push(body: bytes, signature: str) -> PushRequest:
    """A push as it came."""
    return PushRequest("POST", ENDPOINT, {}, {"x-ebay-signature": signature}, body)


def told(topic: str, data: dict[str, Any]) -> bytes:
    """A notification's body."""
    notification = {"notificationId": "n-1", "eventDate": "2026-11-21T14:00:00.000Z", "data": data}
    return json.dumps({"metadata": {"topic": topic, "schemaVersion": "1.0"}, "notification": notification}).encode()


def heard(ebay: Apis, account: Account, topic: str, data: dict[str, Any]) -> Heard:
    """What a genuine push says."""
    body = told(topic, data)
    return WEBHOOKS.hear(account, push(body, ebay.hosting.state("ebay").signature(body)), now=ebay.world.now())


def test_it_answers_the_challenge_over_code_token_and_endpoint() -> None:
    kept = {"verification_token": "t" * 40, "endpoint": ENDPOINT}
    account = Account(1, {}, kept, kept.update)
    request = PushRequest("GET", f"{ENDPOINT}?challenge_code=abc", {"challenge_code": "abc"}, {}, b"")
    answer = WEBHOOKS.hear(account, request, now=datetime(2026, 11, 21, tzinfo=UTC))
    wanted = hashlib.sha256(b"abc" + b"t" * 40 + ENDPOINT.encode()).hexdigest()
    assert json.loads(answer.answer) == {"challengeResponse": wanted}
    assert answer.id == ""
    assert challenge_response("abc", "t" * 40, ENDPOINT) == wanted


def test_it_answers_no_challenge_that_nobody_asked_for() -> None:
    nothing: dict[str, str] = {}
    account = Account(1, {}, nothing, nothing.update)
    for query in ({"challenge_code": "abc"}, {}):
        with pytest.raises(NotGenuine):
            WEBHOOKS.hear(account, PushRequest("GET", ENDPOINT, query, {}, b""), now=datetime.now(UTC))


@pytest.mark.parametrize(
    ("topic", "data", "nudges"),
    [
        ("NEW_MESSAGE", {"anything": [1]}, (Nudge(NudgeKind.MESSAGES),)),
        ("BUYER_QUESTION", {}, (Nudge(NudgeKind.MESSAGES),)),
        (
            "ORDER_CONFIRMATION",
            {"user": {"username": "casalume_shop"}, "order": {"orderId": "01-23456-78901"}},
            (Nudge(NudgeKind.ORDER, "01-23456-78901"),),
        ),
        ("ORDER_CONFIRMATION", {"user": {"userId": "x", "username": "zed"}, "order": {"orderId": "9"}}, ()),
        ("ITEM_MARKED_SHIPPED", {"itemMarkedShipped": {"itemId": "175630201990"}}, (Nudge(NudgeKind.ORDERS),)),
        (
            "MARKETPLACE_ACCOUNT_DELETION",
            {"username": "cleo_93", "userId": "ma8vp1jySJC", "eiasToken": "nY+sHZ2PrBmdj6wVnY"},
            (Nudge(NudgeKind.PRIVACY_ERASE, "cleo_93"), Nudge(NudgeKind.PRIVACY_ERASE, "ma8vp1jySJC")),
        ),
        ("AUTHORIZATION_REVOCATION", {"username": "Casalume_Shop"}, (Nudge(NudgeKind.REVOKED),)),
        ("AUTHORIZATION_REVOCATION", {"username": "zed"}, ()),
        ("ITEM_PRICE_REVISION", {"itemId": "1"}, ()),
    ],
)
def test_it_knows_what_each_topic_means(
    ebay: Apis, account: Account, topic: str, data: dict[str, Any], nudges: tuple[Nudge, ...]
) -> None:
    said = heard(ebay, account, topic, data)
    assert said.nudges == nudges
    assert said.id == "n-1"
    assert said.topic == topic


def test_it_takes_nothing_with_a_wrong_signature(ebay: Apis, account: Account) -> None:
    body, now = told("NEW_MESSAGE", {}), ebay.world.now()
    good = ebay.hosting.state("ebay").signature(body)
    inside = json.loads(base64.b64decode(good))
    swapped = base64.b64encode(json.dumps({**inside, "signature": "AAAA"}).encode()).decode()
    unknown = base64.b64encode(json.dumps({**inside, "kid": "another-key"}).encode()).decode()
    path = base64.b64encode(json.dumps({**inside, "kid": "../../identity"}).encode()).decode()
    for signature in ("", "no base64!", base64.b64encode(b"[]").decode(), swapped, unknown, path, "A" * 9_999):
        with pytest.raises(NotGenuine):
            WEBHOOKS.hear(account, push(body, signature), now=now)
    with pytest.raises(NotGenuine):
        WEBHOOKS.hear(account, push(body + b" ", good), now=now)
    assert WEBHOOKS.hear(account, push(body, good), now=now).nudges


def test_it_asks_for_a_key_once_an_hour(ebay: Apis, account: Account) -> None:
    for _ in range(5):
        heard(ebay, account, "NEW_MESSAGE", {})
    keys = [asked for asked in ebay.asked() if "public_key" in asked.path]
    assert len(keys) == 1
    ebay.world.advance(hours=1.1)
    heard(ebay, account, "NEW_MESSAGE", {})
    assert len([asked for asked in ebay.asked() if "public_key" in asked.path]) == 2


def test_it_does_not_ask_ebay_for_every_invented_key(ebay: Apis, account: Account) -> None:
    body = told("NEW_MESSAGE", {})
    for number in range(40):
        header = base64.b64encode(json.dumps({"kid": f"invented-{number}", "signature": "AAAA"}).encode()).decode()
        with pytest.raises(NotGenuine):
            WEBHOOKS.hear(account, push(body, header), now=ebay.world.now())
    assert len([asked for asked in ebay.asked() if "public_key" in asked.path]) == 20


def test_it_says_when_the_key_cannot_be_had(ebay: Apis, account: Account) -> None:
    body = told("NEW_MESSAGE", {})
    signature = ebay.hosting.state("ebay").signature(body)
    ebay.faults("ebay", fail=-1)
    with pytest.raises(ApiTrouble):
        WEBHOOKS.hear(account, push(body, signature), now=ebay.world.now())


def test_it_hears_a_signed_body_that_is_no_json(ebay: Apis, account: Account) -> None:
    signature = ebay.hosting.state("ebay").signature(b"{")
    assert WEBHOOKS.hear(account, push(b"{", signature), now=ebay.world.now()) == Heard(id="")


@dataclass
class Desk:
    """An endpoint that hears pushes as the desk would."""

    url: str = ""
    account: Account | None = None
    now: datetime = field(default_factory=lambda: datetime.now(UTC))
    heard: list[Heard] = field(default_factory=list)

    def take(self, method: str, path: str, headers: dict[str, str], body: bytes) -> tuple[int, bytes]:
        """One request's answer."""
        assert self.account is not None
        query = dict(parse_qsl(urlsplit(path).query))
        request = PushRequest(method, self.url, query, headers, body)
        try:
            said = WEBHOOKS.hear(self.account, request, now=self.now)
        except NotGenuine:
            return 401, b""
        self.heard.append(said)
        return 200, said.answer


@pytest.fixture
def desk() -> Iterator[Desk]:
    """A desk's endpoint on this machine."""
    standing = Desk()

    class Handler(BaseHTTPRequestHandler):
        def _answer(self) -> None:
            length = int(self.headers.get("content-length") or 0)
            headers = {name.lower(): value for name, value in self.headers.items()}
            status, body = standing.take(self.command, self.path, headers, self.rfile.read(length))
            self.send_response(status)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_GET = do_POST = _answer  # noqa: N815 - the names of http.server

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    standing.url = f"http://127.0.0.1:{server.server_port}/push/ebay/1"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield standing
    server.shutdown()
    thread.join(60)


def wait_for(desk: Desk, kind: NudgeKind) -> list[Nudge]:
    """The nudges of this kind, once there is one."""
    for _ in range(100):
        found = [nudge for said in list(desk.heard) for nudge in said.nudges if nudge.kind is kind]
        if found:
            return found
        time.sleep(0.05)
    return []


def test_it_subscribes_once_and_hears_what_happens(ebay: Apis, account: Account, desk: Desk) -> None:
    desk.account, desk.now = account, ebay.world.now()
    WEBHOOKS.subscribe(account, desk.url, now=ebay.world.now())
    state = ebay.hosting.state("ebay")
    assert state.alert_email == "ada@casalume.example"
    assert len(state.destinations) == 1
    assert {one["topicId"] for one in state.subscriptions.values()} == {
        "MARKETPLACE_ACCOUNT_DELETION",
        "AUTHORIZATION_REVOCATION",
        "NEW_MESSAGE",
        "BUYER_QUESTION",
        "ORDER_CONFIRMATION",
        "ITEM_MARKED_SHIPPED",
    }
    order = next(order for order in ebay.world.orders("ebay") if order.state == "unshipped")
    ebay.world.act("ship", "ebay", order.id, carrier="dhl", tracking="00340434161094042557")
    assert wait_for(desk, NudgeKind.ORDER)[0].ref == order.id


def test_it_changes_nothing_when_asked_again(ebay: Apis, account: Account, desk: Desk) -> None:
    desk.account, desk.now = account, ebay.world.now()
    WEBHOOKS.subscribe(account, desk.url, now=ebay.world.now())
    state = ebay.hosting.state("ebay")
    before = json.dumps([state.destinations, state.subscriptions], sort_keys=True)
    WEBHOOKS.subscribe(account, desk.url, now=ebay.world.now())
    assert json.dumps([state.destinations, state.subscriptions], sort_keys=True) == before
    changing = [asked for asked in ebay.asked() if asked.method != "GET" and "oauth2" not in asked.path]
    assert len(changing) == 1 + 1 + 6


def test_it_wakes_a_subscription_that_sleeps(ebay: Apis, account: Account, desk: Desk) -> None:
    desk.account, desk.now = account, ebay.world.now()
    WEBHOOKS.subscribe(account, desk.url, now=ebay.world.now())
    for subscription in ebay.hosting.state("ebay").subscriptions.values():
        subscription["status"] = "DISABLED"
    WEBHOOKS.subscribe(account, desk.url, now=ebay.world.now())
    assert {one["status"] for one in ebay.hosting.state("ebay").subscriptions.values()} == {"ENABLED"}


def test_it_hears_doubled_pushes_under_one_id(ebay: Apis, account: Account, desk: Desk) -> None:
    desk.account, desk.now = account, ebay.world.now()
    WEBHOOKS.subscribe(account, desk.url, now=ebay.world.now())
    ebay.faults("ebay", double_pushes=True)
    ebay.hosting.state("ebay").tell("NEW_MESSAGE", {"conversationId": "1"})
    assert wait_for(desk, NudgeKind.MESSAGES)
    for _ in range(100):
        if len([said for said in list(desk.heard) if said.topic == "NEW_MESSAGE"]) == 2:
            break
        time.sleep(0.05)
    ids = [said.id for said in desk.heard if said.topic == "NEW_MESSAGE"]
    assert len(ids) == 2
    assert len(set(ids)) == 1


def test_it_needs_https_and_an_address_for_alerts(ebay: Apis, desk: Desk) -> None:
    nothing: dict[str, str] = {}
    real = Account(1, {"base_url": "https://api.ebay.com"}, nothing, nothing.update)
    with pytest.raises(ApiTrouble, match="https"):
        WEBHOOKS.subscribe(real, "http://desk.example/push", now=ebay.world.now())
    silent = account_at(ebay, alert_email="")
    desk.account, desk.now = silent, ebay.world.now()
    with pytest.raises(ApiTrouble, match="195003"):
        WEBHOOKS.subscribe(silent, desk.url, now=ebay.world.now())


def test_it_goes_without_topics_that_are_not_allowed(ebay: Apis, desk: Desk) -> None:
    scope = "https://api.ebay.com/oauth/api_scope/commerce.notification.subscription"
    ebay.hosting.state("ebay").granted -= {scope}
    account = account_at(ebay)
    desk.account, desk.now = account, ebay.world.now()
    WEBHOOKS.subscribe(account, desk.url, now=ebay.world.now())
    topics = {one["topicId"] for one in ebay.hosting.state("ebay").subscriptions.values()}
    assert topics == {"MARKETPLACE_ACCOUNT_DELETION", "AUTHORIZATION_REVOCATION"}
    a_little_later(ebay)
    assert ebay.world.now() - desk.now < timedelta(minutes=1)
