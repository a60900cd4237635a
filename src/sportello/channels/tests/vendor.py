"""A small marketplace over real HTTP with faults at will, and the connector that speaks to it."""

import hmac
import json
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from sportello.channels.calling import Caller
from sportello.channels.contract import (
    Account,
    ApiTrouble,
    Audience,
    ConnectForm,
    Connector,
    Field,
    Heard,
    MessagePage,
    NotGenuine,
    Nudge,
    NudgeKind,
    OrderPage,
    Pace,
    PushRequest,
    QueuedNudge,
    RawMessage,
    Standing,
    TroubleKind,
)
from sportello.channels.inbound import ChannelKind, Inbound, MailKind, Party
from sportello.channels.models import Outbox, Source
from sportello.channels.sending import Lost, Transport
from sportello.core.secrets import seal
from sportello.orders.records import (
    AfterSale,
    BuyerRecord,
    Fulfiller,
    LineRecord,
    Money,
    OrderRecord,
    OrderState,
    ReturnRecord,
    ReturnState,
)

NOON = datetime(2026, 11, 10, 12, tzinfo=UTC)
SECRET = "push secret"
PAGE = 3


@dataclass
class Vendor:
    """What the marketplace holds, what it was asked, and the faults it answers with next: (status, headers, body)."""

    orders: dict[str, dict[str, Any]] = field(default_factory=dict)
    news: list[str] = field(default_factory=list)
    messages: list[dict[str, Any]] = field(default_factory=list)
    queue: list[str] = field(default_factory=list)
    faults: list[tuple[int, dict[str, str], bytes]] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    sent: list[dict[str, Any]] = field(default_factory=list)
    base_url: str = ""
    slow: threading.Event | None = None

    def sell(self, number: str, changed: int = 0, **told: Any) -> None:
        """An order, changed so many minutes after noon."""
        self.orders[number] = {"number": number, "changed": changed, "email": f"{number.lower()}@buyers.example"} | told

    def answer(self, method: str, path: str, body: bytes) -> tuple[int, dict[str, str], bytes]:
        where, query = urlsplit(path), parse_qs(urlsplit(path).query, keep_blank_values=True)
        self.asked.append(where.path)
        if self.slow is not None:
            self.slow.wait(60)
        if self.faults:
            return self.faults.pop(0)
        if where.path == "/orders":
            return 200, {}, json.dumps(self._page(query)).encode()
        if where.path == "/messages":
            after = int(query["after"][0])
            return 200, {}, json.dumps(self.messages[after : after + PAGE]).encode()
        if where.path == "/queue":
            if method == "POST":
                self.queue.remove(body.decode())
            return 200, {}, json.dumps(self.queue[:2]).encode()
        if where.path == "/send":
            self.sent.append(json.loads(body))
            return 200, {}, b"{}"
        found = self.orders.get(where.path.rpartition("/")[2])
        return (200, {}, json.dumps(found).encode()) if found else (404, {}, b'{"error": "none"}')

    def _page(self, query: Mapping[str, list[str]]) -> dict[str, Any]:
        after = (int(query["changed"][0]), query["number"][0])
        rows = sorted((order["changed"], number) for number, order in self.orders.items())
        later = [number for changed, number in rows if (changed, number) > after]
        return {"orders": [self.orders[number] for number in later[:PAGE]], "total": len(rows), "news": self.news}


@contextmanager
def serving() -> Iterator[Vendor]:
    """The marketplace on a port of this machine."""
    vendor = Vendor()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            status, headers, body = vendor.answer(self.command, self.path, self.rfile.read(length))
            self.send_response(status)
            for name, value in ({"Content-Length": str(len(body))} | headers).items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        do_POST = do_GET  # noqa: N815

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    vendor.base_url = f"http://127.0.0.1:{server.server_port}"
    try:
        yield vendor
    finally:
        server.shutdown()
        server.server_close()
        thread.join(60)


def order_record(told: Mapping[str, Any]) -> OrderRecord:
    """An order of the vendor's as ours."""
    return OrderRecord(
        external_id=told["number"],
        number=told["number"],
        site=told.get("site", "ebay.it"),
        placed_at=NOON,
        changed_at=NOON + timedelta(minutes=told["changed"]),
        state=OrderState(told.get("state", "unshipped")),
        fulfilled_by=Fulfiller.SELLER,
        lines=(LineRecord("1", "Lamp\x00" if told.get("odd") else "Lamp", 1, sku="LUNA-1"),),
        total=Money(Decimal(told.get("total", "10.00")), "EUR"),
        buyer=BuyerRecord(name="Cleo", email=told["email"], user_name=told.get("user", "")),
    )


def account(name: str, vendor: Vendor, **given: Any) -> Source:
    """An API account of the vendor's."""
    config = {"base_url": vendor.base_url, "push_token": "token"}
    told: dict[str, Any] = {
        "kind": "api", "connector": "ebay", "name": name, "created_at": NOON, "history_before": NOON,
        "orders_since": NOON - timedelta(days=30), "secrets_set_at": NOON, "config": config,
        "sealed": seal({"key": "k"}),
    }  # fmt: skip
    return Source.objects.create(**(told | given))


def _json(account: Account, path: str, now: datetime, method: str = "GET", **given: Any) -> Any:
    with Caller(account.setting("base_url"), read_seconds=3) as caller:
        return caller.json(method, path, now=now, **given)


def _pull_orders(account: Account, cursor: Mapping[str, Any], *, since: datetime, now: datetime) -> Iterator[OrderPage]:
    place = {"changed": cursor.get("changed", -1), "number": cursor.get("number", ""), "done": cursor.get("done", 0)}
    while True:
        page = _json(account, f"/orders?changed={place['changed']}&number={place['number']}", now)
        rows = page["orders"]
        if rows:
            last = rows[-1]
            place = {"changed": last["changed"], "number": last["number"], "done": place["done"] + len(rows)}
            news = tuple(_news(number) for number in page["news"])
            yield OrderPage(tuple(map(order_record, rows)), place, news, place["done"], page["total"])
        if len(rows) < PAGE:
            return


def _news(number: str) -> AfterSale:
    back = ReturnRecord("r1", ReturnState.REQUESTED, NOON, NOON)
    return AfterSale(number, "ebay.it", returns=(back,))


def _fetch_order(account: Account, number: str, *, site: str, now: datetime) -> OrderRecord | None:
    try:
        return order_record(_json(account, f"/order/{number}", now))
    except ApiTrouble as trouble:
        if trouble.kind is TroubleKind.NOT_FOUND:
            return None
        raise


def _pull_messages(
    account: Account, cursor: Mapping[str, Any], *, since: datetime, now: datetime
) -> Iterator[MessagePage]:
    after = int(cursor.get("after", 0))
    while rows := _json(account, f"/messages?after={after}", now):
        after += len(rows)
        raw = [RawMessage(row["id"], json.dumps(row).encode(), datetime.fromisoformat(row["at"])) for row in rows]
        yield MessagePage(tuple(raw), {"after": after})


def _reads(data: bytes) -> Inbound:
    row = json.loads(data)
    outgoing = bool(row.get("outgoing"))
    return Inbound(
        kind=MailKind.SELLER_COPY if outgoing else MailKind.BUYER,
        channel_kind=ChannelKind.EBAY,
        site="ebay.it",
        sender=Party("buyer_id", row["buyer"], "" if outgoing else row["buyer"]),
        reply_to=f"conversation:{row['conversation']}",
        subject=row.get("subject", "A lamp"),
        text=row["text"],
        thread_key=row["conversation"],
        also_keys=(f"{row['buyer']}:{row.get('item', '')}",),
        sent_at=datetime.fromisoformat(row["at"]),
        message_id=f"<{row['id']}@vendor.invalid>",
        order_ids=tuple(row.get("orders", ())),
        recipients=(row["buyer"],) if outgoing else (),
        outgoing=outgoing,
    )


class _Way:
    def __init__(self, account: Account) -> None:
        self._account = account

    def deliver(self, outbox: Outbox, *, now: datetime, handed_over: Any) -> str:
        handed_over()
        try:
            _json(self._account, "/send", now, "POST", json={"to": outbox.recipient, "text": outbox.text})
        except ApiTrouble as trouble:
            raise Lost(str(trouble)) from trouble
        return "200"


def _sends(account: Account) -> Transport:
    return _Way(account)


def _pull_nudges(account: Account, *, now: datetime) -> tuple[QueuedNudge, ...]:
    rows = _json(account, "/queue", now)

    def forgetting(number: str) -> Any:
        return lambda: _json(account, "/queue", now, "POST", content=number.encode())

    return tuple(QueuedNudge(Nudge(NudgeKind.ORDER, number, "ebay.it"), forgetting(number)) for number in rows)


class _Webhooks:
    """The signature is an HMAC over the body; the body says kind and ref."""

    def hear(self, account: Account, request: PushRequest, *, now: datetime) -> Heard:
        if request.method == "GET":
            return Heard("", answer=json.dumps({"code": request.query["code"]}).encode())
        if not hmac.compare_digest(request.headers.get("x-signature", ""), sign(request.body)):
            raise NotGenuine("no")
        said = json.loads(request.body)
        return Heard(said["id"], tuple(Nudge(NudgeKind(kind), ref) for kind, ref in said["nudges"]), topic="order")

    def subscribe(self, account: Account, endpoint: str, *, now: datetime) -> None:
        _json(account, "/subscribe", now, "POST", json={"endpoint": endpoint})


def sign(body: bytes) -> str:
    """What stands in X-Signature."""
    return hmac.new(SECRET.encode(), body, "sha256").hexdigest()


def _check(account: Account, *, now: datetime) -> Standing:
    return Standing(orders=_json(account, "/orders?changed=-1&number=", now)["total"], may_send=True)


CONNECTOR = Connector(
    kind=ChannelKind.EBAY,
    name="Vendor",
    audience=Audience.EBAY,
    form=ConnectForm((Field("base_url", "Address"), Field("key", "Key", secret=True)), ("Do it.",)),
    pace=Pace(
        orders_every=timedelta(minutes=5),
        orders_every_when_pushed=timedelta(minutes=30),
        back_fill=timedelta(days=90),
        messages_every=timedelta(minutes=2),
        secret_lives=timedelta(days=180),
    ),
    check=_check,
    pull_orders=_pull_orders,
    fetch_order=_fetch_order,
    pull_messages=_pull_messages,
    reads=_reads,
    sends=_sends,
    webhooks=_Webhooks(),
    pull_nudges=_pull_nudges,
)
