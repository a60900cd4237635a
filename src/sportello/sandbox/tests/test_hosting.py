"""The host of the stand-ins: prefixes, shared faults, webhooks, and the control page's buttons for them."""

import asyncio
import threading
import time
from collections.abc import Callable, Iterator
from datetime import datetime
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpx
import pytest

from sportello.sandbox.hosting import Hosting
from sportello.sandbox.pushes import Push, Pushes
from sportello.sandbox.testing import World, apis, running
from sportello.sandbox.vendors import Outside, Trouble, Vendor
from sportello.sandbox.web import Answer, Refused, Request
from sportello.sandbox.world import World as Inner
from sportello.sandbox.world import open_world

NOW = "2026-11-21T14:10:00Z"
STANDING = datetime.fromisoformat(NOW)


async def _answer(request: Request, _world: Inner, state: dict[str, Any]) -> Answer:
    state["seen"] = state.get("seen", 0) + 1
    return Answer.json({"path": request.path, "base": request.base, "all": request.queries}, headers={"X-Own": "yes"})


def _refuse(trouble: Trouble, _request: Request, retry_after: float | None) -> Answer:
    return Answer.json({"trouble": trouble, "after": retry_after}, HTTPStatus(429 if trouble == "throttled" else 500))


def _open(_world: Inner, _outside: Outside, kept: dict[str, Any]) -> dict[str, Any]:
    return dict(kept)


VENDOR: Vendor[Any] = Vendor("toy", _open, _answer, _refuse, dict)


@pytest.fixture
def hosting() -> Hosting:
    world = open_world(1, STANDING, quiet_orders=0, stories=False)
    return Hosting(world, [VENDOR], {"toy": {"seen": 5}})


def request(path: str, raw_query: str = "") -> Request:
    return Request("GET", path, {}, {"host": "127.0.0.1:1"}, b"", raw_query)


def test_it_takes_the_prefix_off_and_keeps_what_is_remembered(hosting: Hosting) -> None:
    answer = asyncio.run(hosting(request("/toy/a/b", "x=1&x=2&y=")))
    assert b'"path": "/a/b"' in answer.body
    assert b'"base": "http://127.0.0.1:1/toy"' in answer.body
    assert b'"y": [\n   ""' in answer.body
    assert hosting.kept() == {"toy": {"seen": 6}}
    with pytest.raises(Refused):
        asyncio.run(hosting(request("/other/a")))


def test_it_spoils_requests_in_the_vendors_words(hosting: Hosting) -> None:
    hosting.world.set_faults("toy", hosting.world.faults("toy").changed({"throttle": 1, "fail": 1, "retry_after": 3}))
    throttled, failed, well = [asyncio.run(hosting(request("/toy/a"))) for _ in range(3)]
    assert (throttled.status, failed.status, well.status) == (429, 500, 200)
    assert b'"after": 3' in throttled.body
    assert [asked.status for asked in hosting.asked] == [429, 500, 200]
    hosting.world.set_faults("toy", hosting.world.faults("toy").changed({"truncate": 1}))
    assert len(asyncio.run(hosting(request("/toy/a"))).body) < len(well.body)


class _Receiver(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        got: list[bytes] = self.server.got  # type: ignore[attr-defined]
        got.append(self.rfile.read(int(self.headers["Content-Length"])))
        self.send_response(500 if len(got) == 1 and self.path == "/fails" else 200)
        self.end_headers()

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - its name in the standard library
        """Say nothing."""


@pytest.fixture
def receiver() -> Iterator[ThreadingHTTPServer]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Receiver)
    server.got = []  # type: ignore[attr-defined]
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


def pushed(receiver: ThreadingHTTPServer, count: int) -> list[bytes]:
    """What arrived, once so much has."""
    got: list[bytes] = receiver.got  # type: ignore[attr-defined]
    return until(lambda: got, count)


def until[T](look: Callable[[], list[T]], count: int) -> list[T]:
    """What there is, once it is so much (or after a minute)."""
    ends = time.monotonic() + 60
    while len(found := look()) < count and time.monotonic() < ends:
        time.sleep(0.01)
    return found


def test_it_pushes_doubled_and_out_of_order(receiver: ThreadingHTTPServer) -> None:
    url = f"http://127.0.0.1:{receiver.server_port}/hook"
    with apis(vendors=(), quiet_orders=0, stories=False) as running_apis:
        running_apis.faults("toy", double_pushes=True, reorder_pushes=True)
        for body in (b"1", b"2"):
            running_apis.hosting.pushes.push(Push("toy", url, body, {}))
        assert pushed(receiver, 4) == [b"2", b"1", b"2", b"1"]


def test_it_pushes_again_when_the_receiver_fails(receiver: ThreadingHTTPServer) -> None:
    url = f"http://127.0.0.1:{receiver.server_port}/fails"
    with apis(vendors=(), quiet_orders=0, stories=False) as running_apis:
        running_apis.hosting.pushes.push(Push("toy", url, b"1", {}))
        assert pushed(receiver, 2) == [b"1", b"1"]
        assert [(one.attempt, one.status) for one in until(running_apis.pushed, 2)] == [(1, 500), (2, 200)]


def test_it_pushes_to_this_machine_only() -> None:
    world = open_world(1, STANDING, quiet_orders=0, stories=False)
    with pytest.raises(ValueError, match="this machine"):
        Pushes(world).push(Push("toy", "https://example.org/hook", b"", {}))


@pytest.fixture(scope="module")
def shop() -> Iterator[World]:
    with running("--now", NOW) as world:
        yield world


def test_it_serves_the_stand_ins_beside_the_mail(shop: World) -> None:
    refused = httpx.post(f"{shop.api}/amazon/auth/o2/token", data={"grant_type": "refresh_token"}, timeout=60)
    assert (refused.status_code, refused.json()["error"]) == (401, "invalid_client")
    assert "amazon" in shop.control.get("/interfaces").json()


def test_it_obeys_buttons_about_orders(shop: World) -> None:
    orders = shop.control.get("/orders", params={"kind": "shopify"}).json()
    order = next(one for one in orders if one["state"] == "unshipped")
    form = {"order": f"shopify/{order['id']}", "what": "ship"}
    assert shop.control.post("/orders", data=form).status_code == 303
    shipped = shop.control.post("/orders", data=form | {"what": "deliver"})
    assert shipped.status_code == 303
    assert shop.control.post("/orders", data=form | {"what": "lose"}).status_code == 409
    assert shop.act("open_return", "shopify", order["id"])["returns"] == ["requested"]
    done = [entry["what"] for entry in shop.ledger() if entry["order"] == order["id"]]
    assert done[-3:] == ["ship", "scan", "open_return"]
    page = shop.control.get("/").text
    assert "style=" not in page
    assert "<script" not in page
    assert order["number"] in page


def test_it_lets_a_buyer_write_about_an_order(shop: World) -> None:
    orders = shop.control.get("/orders").json()
    for kind in ("amazon", "ebay", "walmart", "shopify"):
        order = next(one for one in orders if one["kind"] == kind)
        said = shop.control.post(f"/orders/{kind}/{order['id']}/write", json={"text": "Où est-il ?"}).json()
        assert said["uid"] > 0
        entry = shop.ledger()[-1]
        assert (entry["what"], entry["details"]["text"]) == ("message", "Où est-il ?")


def test_it_lets_time_pass_and_new_orders_come(shop: World) -> None:
    before = len(shop.ledger())
    made = shop.control.post("/orders", json={"kind": "walmart"}).json()
    assert (made["kind"], made["state"]) == ("walmart", "unshipped")
    shop.advance(3)
    new = shop.ledger(before)
    assert sum(entry["what"] == "placed" for entry in new) > 6
    after = shop.control.get("/orders", params={"kind": "walmart"}).json()
    assert next(one["state"] for one in after if one["id"] == made["id"]) != "unshipped"


def test_it_sets_and_clears_the_faults_of_an_interface(shop: World) -> None:
    shop.interface_faults("amazon", throttle=1, retry_after=2.5)
    throttled = httpx.get(f"{shop.api}/amazon/orders/2026-01-01/orders", timeout=60)
    assert (throttled.status_code, throttled.headers["retry-after"]) == (429, "2.5")
    assert shop.control.post("/interfaces/amazon", data={"fail": "1", "revoked": "true"}).status_code == 303
    faults = shop.control.get("/interfaces").json()["amazon"]["faults"]
    assert (faults["fail"], faults["revoked"], faults["retry_after"]) == (1, True, None)
    assert shop.control.post("/interfaces/amazon/clear", data={}).status_code in {200, 303}
    assert shop.control.post("/interfaces/amazon/expire", json={}).status_code == 200


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("POST", "/time", {"days": -1}, 400),
        ("POST", "/time", {"days": "soon"}, 400),
        ("POST", "/orders/amazon/nothing/ship", {}, 404),
        ("POST", "/orders/bazaar/1/ship", {}, 404),
        ("POST", "/orders", {"kind": "bazaar"}, 404),
        ("POST", "/interfaces/bazaar", {}, 404),
        ("POST", "/interfaces/amazon", {"throttle": "x"}, 400),
        ("GET", "/ledger?since=x", None, 400),
    ],
)
def test_it_refuses_buttons_that_make_no_sense(
    shop: World, method: str, path: str, body: dict[str, object] | None, status: int
) -> None:
    assert shop.control.request(method, path, json=body).status_code == status


def test_it_goes_on_where_it_was_after_a_restart(tmp_path: Path) -> None:
    with running("--state", str(tmp_path), "--now", NOW) as world:
        order = next(one for one in world.control.get("/orders").json() if one["state"] == "unshipped")
        world.act("ship", order["kind"], order["id"], carrier="gls", tracking="OWN-3")
        world.advance(1)
        before = world.ledger()
        world.process.kill()
    with running("--state", str(tmp_path)) as world:
        assert world.ledger()[: len(before)] == before
