"""Webhooks: which topics a change is news for, what they say, and the signature."""

import base64
import hashlib
import hmac
import json
import uuid
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from sportello.sandbox.world import Change, WorldOrder

from .documents import EVENTS, cancelled_at, financial_status
from .roots import HERE, SHOP_DOMAIN, topic_name
from .state import CLIENT_SECRET, State
from .wording import gid, stamp

VERSION = "2026-10"
PRIVACY = ("customers/data_request", "customers/redact", "shop/redact")
MOVES = {
    "approved": "RETURNS_APPROVE",
    "refused": "RETURNS_DECLINE",
    "in_transit": "RETURNS_UPDATE",
    "received": "RETURNS_PROCESS",
    "closed": "RETURNS_CLOSE",
}
PLAIN = {
    "placed": ("ORDERS_CREATE",),
    "pay": ("ORDERS_PAID", "ORDERS_UPDATED"),
    "ship": ("FULFILLMENTS_CREATE", "ORDERS_UPDATED"),
    "scan": ("FULFILLMENT_EVENTS_CREATE", "FULFILLMENTS_UPDATE"),
    "cancel": ("ORDERS_CANCELLED", "ORDERS_UPDATED"),
    "open_return": ("RETURNS_REQUEST",),
    "refund": ("REFUNDS_CREATE", "ORDERS_UPDATED"),
    "open_claim": ("DISPUTES_CREATE",),
    "close_claim": ("DISPUTES_UPDATE",),
}


def tell(state: State, change: Change) -> None:
    """Push a change of an order of this shop to whoever asked for it. Called with the world locked."""
    if change.kind != "shopify" or change.order is None or not state.subscriptions:
        return
    for topic in _topics(change):
        push(state, topic, payload(topic, change.order))


def push(state: State, topic: str, body: dict[str, Any]) -> None:
    """Push a topic: one that was asked for ("ORDERS_CREATE") where it was, a privacy topic to the app's own address."""
    name = topic if topic in PRIVACY else topic_name(topic)
    wanted = "APP_UNINSTALLED" if topic in PRIVACY else topic
    raw = json.dumps(body, ensure_ascii=False).encode()
    for known in state.subscriptions:
        # An address elsewhere may be asked for as at Shopify; the sandbox calls this machine only.
        if known.topic == wanted and urlsplit(known.uri).hostname in HERE:
            state.told += 1
            state.outside.push(known.uri, raw, headers(state, name, raw))


def headers(state: State, name: str, raw: bytes) -> dict[str, str]:
    """What Shopify sends with a push; the id is the same for every try, and no two pushes share one."""
    digest = hmac.new(CLIENT_SECRET.encode(), raw, hashlib.sha256).digest()
    now = state.world.now()
    return {
        "Content-Type": "application/json",
        "X-Shopify-Topic": name,
        "X-Shopify-Hmac-SHA256": base64.b64encode(digest).decode(),
        "X-Shopify-Shop-Domain": SHOP_DOMAIN,
        "X-Shopify-API-Version": VERSION,
        "X-Shopify-Webhook-Id": str(uuid.uuid4()),
        "X-Shopify-Event-Id": str(uuid.uuid4()),
        "X-Shopify-Triggered-At": f"{now:%Y-%m-%dT%H:%M:%S.%f}000Z",
    }


def payload(topic: str, order: WorldOrder) -> dict[str, Any]:
    """What a push of this topic says of an order, as the REST interface writes it."""
    if topic.startswith("ORDERS_"):
        return _order(order)
    if topic.startswith("FULFILLMENT"):
        return _parcel(order, events=topic.startswith("FULFILLMENT_EVENTS"))
    if topic.startswith("REFUNDS_"):
        refund = order.refunds[-1]
        times = {"created_at": stamp(refund.at), "processed_at": stamp(refund.at)}
        return _ids("Refund", refund.id) | {"order_id": int(order.id), "note": refund.reason, **times}
    if topic.startswith("RETURNS_"):
        return _return(topic, order)
    claim = order.claims[-1]
    return {
        "id": int(claim.id),
        "order_id": int(order.id),
        "type": "chargeback",
        "initiated_at": stamp(claim.opened_at),
    }


def _topics(change: Change) -> Iterator[str]:
    if change.what == "move_return":
        topic = MOVES.get(change.details.get("state", ""))
        if topic:
            yield topic
    else:
        yield from PLAIN.get(change.what, ("ORDERS_UPDATED",))


def _ids(kind: str, number: str) -> dict[str, Any]:
    return {"id": int(number), "admin_graphql_api_id": gid(kind, number)}


def _order(order: WorldOrder) -> dict[str, Any]:
    return _ids("Order", order.id) | {
        "name": order.number,
        "email": order.buyer.email,
        "created_at": stamp(order.placed_at),
        "processed_at": stamp(order.placed_at),
        "updated_at": stamp(order.changed_at),
        "cancelled_at": stamp(cancelled_at(order)),
        "financial_status": financial_status(order).lower(),
        "currency": order.currency,
        "total_price": f"{order.total:.2f}",
    }


def _parcel(order: WorldOrder, *, events: bool) -> dict[str, Any]:
    parcel = order.parcels[-1]
    number = f"{order.id}{len(order.parcels)}"
    if events:
        scan = parcel.scans[-1]
        said = {"status": EVENTS.get(scan.state, "CONFIRMED").lower(), "message": scan.words}
        times = {"happened_at": stamp(scan.at), "created_at": stamp(scan.at), "updated_at": stamp(scan.at)}
        ids = _ids("FulfillmentEvent", f"{number}{len(parcel.scans):02d}")
        return ids | {"order_id": int(order.id), "fulfillment_id": int(number), "city": scan.place, **said, **times}
    return _ids("Fulfillment", number) | {
        "order_id": int(order.id),
        "name": f"{order.number}.{len(order.parcels)}",
        "status": "success",
        "created_at": stamp(parcel.shipped_at),
        "updated_at": stamp(order.changed_at),
        "tracking_company": parcel.carrier_name,
        "tracking_number": parcel.tracking,
        "shipment_status": EVENTS.get(parcel.state, "CONFIRMED").lower(),
    }


def _return(topic: str, order: WorldOrder) -> dict[str, Any]:
    wanted = order.returns[-1]
    ids = _ids("Return", wanted.id)
    if topic == "RETURNS_UPDATE":
        return {"admin_graphql_api_id": ids["admin_graphql_api_id"]}
    if topic == "RETURNS_CLOSE":
        return ids | {"order_id": int(order.id), "status": "closed"}
    name = f"{order.number}-R{len(order.returns)}"
    return ids | {"name": name, "status": wanted.state, "order": _ids("Order", order.id)}
