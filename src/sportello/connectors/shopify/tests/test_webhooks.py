"""Pushes: genuine or not, what they mean, and asking for them."""

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sportello.channels.contract import Account, ApiTrouble, Heard, NotGenuine, Nudge, NudgeKind, PushRequest
from sportello.connectors.shopify.webhooks import ALWAYS, TOPICS, ShopWebhooks
from sportello.sandbox.testing import Apis

from .conftest import CLIENT_ID, CLIENT_SECRET, account_at

NOW = datetime(2026, 11, 21, 14, 10, tzinfo=UTC)
HOOKS = ShopWebhooks()
ORDER = Nudge(NudgeKind.ORDER, "gid://shopify/Order/820982911946154508")
CUSTOMER = {"id": 207119551, "email": "Cleo@mail.example", "phone": "555-625-1199"}


def some_account(secret: str = CLIENT_SECRET) -> Account:
    """An account that needs no server."""
    return account_at("http://127.0.0.1:9", client_id=CLIENT_ID, client_secret=secret)


def pushed(topic: str, body: bytes, *, secret: str = CLIENT_SECRET, **headers: str) -> PushRequest:
    """A push as Shopify signs it."""
    digest = hmac.new(secret.encode(), body, hashlib.sha256).digest()
    sent = {
        "x-shopify-topic": topic,
        "x-shopify-hmac-sha256": base64.b64encode(digest).decode(),
        "x-shopify-shop-domain": "casa-lume.myshopify.com",
        "x-shopify-webhook-id": "b54557e4-bdd9-4b37-8a5f-bf7d70bcd043",
    }
    return PushRequest("POST", "https://desk.example/hooks/1", {}, {**sent, **headers}, body)


def heard(topic: str, body: dict[str, Any]) -> Heard:
    """What a genuine push says."""
    return HOOKS.hear(some_account(), pushed(topic, json.dumps(body).encode()), now=NOW)


@pytest.mark.parametrize(
    ("topic", "body", "nudges"),
    [
        ("orders/create", {"id": 820982911946154508, "name": "#9999"}, (ORDER,)),
        ("orders/updated", {"id": 820982911946154508}, (ORDER,)),
        ("fulfillments/create", {"id": 1, "order_id": 820982911946154508}, (ORDER,)),
        ("fulfillments/update", {"id": 1, "order_id": 820982911946154508}, (ORDER,)),
        ("fulfillment_events/create", {"id": 1, "order_id": 820982911946154508}, (ORDER,)),
        ("refunds/create", {"id": 1, "order_id": 820982911946154508}, (ORDER,)),
        ("returns/request", {"id": 1, "order": {"id": 820982911946154508}}, (ORDER,)),
        ("returns/close", {"id": 1, "order_id": 820982911946154508}, (ORDER,)),
        ("returns/update", {"admin_graphql_api_id": "gid://shopify/Return/1"}, (Nudge(NudgeKind.ORDERS),)),
        ("disputes/create", {"id": 1, "order_id": 820982911946154508}, (Nudge(NudgeKind.ORDERS),)),
        ("customers/data_request", {"customer": CUSTOMER}, (Nudge(NudgeKind.PRIVACY_REQUEST, "207119551"),)),
        (
            "customers/redact",
            {"customer": CUSTOMER, "shop_domain": "casa-lume.myshopify.com"},
            (Nudge(NudgeKind.PRIVACY_ERASE, "207119551"), Nudge(NudgeKind.PRIVACY_ERASE, "cleo@mail.example")),
        ),
        ("shop/redact", {"shop_domain": "casa-lume.myshopify.com"}, (Nudge(NudgeKind.PRIVACY_ERASE),)),
        ("app/uninstalled", {"id": 548380009}, (Nudge(NudgeKind.REVOKED),)),
        ("products/update", {"id": 1}, ()),
    ],
)
def test_it_hears_what_a_push_says(topic: str, body: dict[str, Any], nudges: tuple[Nudge, ...]) -> None:
    said = heard(topic, body)
    assert said.nudges == nudges
    assert (said.id, said.topic) == ("b54557e4-bdd9-4b37-8a5f-bf7d70bcd043", topic)


@pytest.mark.parametrize(
    "request_",
    [
        pushed("orders/create", b"{}", secret="another"),
        pushed("orders/create", b"{}", **{"x-shopify-hmac-sha256": ""}),
        pushed("orders/create", b"{}", **{"x-shopify-hmac-sha256": "ünsigned"}),
        PushRequest("POST", "https://desk.example/hooks/1", {}, {"x-shopify-topic": "orders/create"}, b"{}"),
    ],
)
def test_it_believes_no_push_with_another_signature(request_: PushRequest) -> None:
    with pytest.raises(NotGenuine):
        HOOKS.hear(some_account(), request_, now=NOW)


def test_it_believes_nothing_without_a_secret() -> None:
    with pytest.raises(NotGenuine):
        HOOKS.hear(some_account(""), pushed("orders/create", b"{}", secret=""), now=NOW)


@given(body=st.binary(max_size=200), flip=st.integers(min_value=0, max_value=199))
def test_it_notices_a_changed_byte(body: bytes, flip: int) -> None:
    request = pushed("orders/create", body)
    place = flip % (len(body) + 1)
    changed = body[:place] + bytes([body[place] ^ 1] if place < len(body) else [7]) + body[place + 1 :]
    with pytest.raises(NotGenuine):
        HOOKS.hear(some_account(), PushRequest("POST", request.url, {}, request.headers, changed), now=NOW)


@given(
    body=st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda inner: (
            st.lists(inner) | st.dictionaries(st.sampled_from(["id", "order_id", "order", "customer", "email"]), inner)
        ),
    ),
    topic=st.sampled_from(["orders/create", "refunds/create", "customers/redact", "customers/data_request", "x"]),
)
def test_it_hears_any_genuine_json(body: Any, topic: str) -> None:
    said = HOOKS.hear(some_account(), pushed(topic, json.dumps(body).encode()), now=NOW)
    assert all(len(nudge.ref) < 10_000 for nudge in said.nudges)


def test_it_calls_a_genuine_push_that_is_no_json_nonsense() -> None:
    with pytest.raises(ApiTrouble):
        HOOKS.hear(some_account(), pushed("orders/create", b"{half"), now=NOW)


def test_it_says_nothing_of_another_shop_of_the_same_app() -> None:
    request = pushed("orders/create", b'{"id": 1}', **{"x-shopify-shop-domain": "other.myshopify.com"})
    said = HOOKS.hear(some_account(), request, now=NOW)
    assert (said.nudges, said.topic) == ((), "orders/create")


class Ear(BaseHTTPRequestHandler):
    """Takes pushes."""

    taken: list[PushRequest]

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        headers = {name.lower(): value for name, value in self.headers.items()}
        self.taken.append(PushRequest("POST", f"http://{self.headers['Host']}{self.path}", {}, headers, body))
        self.send_response(200)
        self.end_headers()

    def log_message(self, *args: Any) -> None:
        """Say nothing."""


@pytest.fixture
def ear() -> Iterator[tuple[str, list[PushRequest]]]:
    """An endpoint and what came to it."""
    taken: list[PushRequest] = []
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("OneEar", (Ear,), {"taken": taken}))
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/hooks/1", taken
    server.shutdown()
    server.server_close()


def test_it_subscribes_once_to_what_it_may_read(account: Account, shop: Apis, ear: tuple[str, Any]) -> None:
    HOOKS.subscribe(account, ear[0], now=NOW)
    HOOKS.subscribe(account, ear[0], now=NOW)
    state = shop.hosting.state("shopify")
    topics = [known.topic for known in state.subscriptions]
    assert sorted(topics) == sorted([*ALWAYS, *(topic for every in TOPICS.values() for topic in every)])
    assert {known.uri for known in state.subscriptions} == {ear[0]}


def test_it_subscribes_to_less_with_fewer_scopes(account: Account, shop: Apis, ear: tuple[str, Any]) -> None:
    shop.hosting.state("shopify").scopes = ("read_orders",)
    HOOKS.subscribe(account, ear[0], now=NOW)
    assert not [k.topic for k in shop.hosting.state("shopify").subscriptions if k.topic.startswith("RETURNS")]


def test_it_passes_on_why_an_address_was_refused(account: Account) -> None:
    with pytest.raises(ApiTrouble) as caught:
        HOOKS.subscribe(account, "http://desk.example/hooks/1", now=NOW)
    assert caught.value.words == "Address protocol http:// is not supported"


def test_it_hears_what_the_stand_in_pushes(account: Account, shop: Apis, ear: tuple[str, list[PushRequest]]) -> None:
    HOOKS.subscribe(account, ear[0], now=NOW)
    shop.faults("shopify", double_pushes=True)
    real = next(order for order in shop.world.orders("shopify") if order.state == "delivered" and not order.returns)
    shop.world.act("open_return", "shopify", real.id, reason="defective")
    said = [HOOKS.hear(account, request, now=NOW) for request in _arrived(ear[1], 2)]
    assert {one.topic for one in said} == {"returns/request"}
    assert {one.nudges for one in said} == {(Nudge(NudgeKind.ORDER, f"gid://shopify/Order/{real.id}"),)}
    assert len({one.id for one in said}) == 1


def _arrived(taken: list[PushRequest], count: int) -> list[PushRequest]:
    until = time.monotonic() + 10
    while len(taken) < count and time.monotonic() < until:
        time.sleep(0.02)
    return list(taken)
