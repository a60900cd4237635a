"""Shopify's webhooks: is it genuine, what does it say, and asking for them.

Source: shopify.dev, "Deliver webhooks through HTTPS" (base64 of HMAC-SHA256 over the raw body with the app's client
secret; a wrong one gets 401) and "Privacy law compliance" (three topics that are set in the app's configuration).
"""

import base64
import hashlib
import hmac
import json
from collections.abc import Iterator
from datetime import datetime

from sportello.channels.contract import (
    Account,
    ApiTrouble,
    Heard,
    NotGenuine,
    Nudge,
    NudgeKind,
    PushRequest,
    TroubleKind,
)

from .api import Api, handle_in, handle_of
from .shop import the_shop
from .troubles import refusal
from .values import ORDER_GID, Node, is_cut, part, rows, text

# What we want to be told of, by what the app must be allowed to read for it.
TOPICS = {
    "orders": (
        "ORDERS_CREATE",
        "ORDERS_UPDATED",
        "ORDERS_CANCELLED",
        "FULFILLMENTS_CREATE",
        "FULFILLMENTS_UPDATE",
        "FULFILLMENT_EVENTS_CREATE",
        "REFUNDS_CREATE",
    ),
    "returns": (
        "RETURNS_REQUEST",
        "RETURNS_APPROVE",
        "RETURNS_DECLINE",
        "RETURNS_CANCEL",
        "RETURNS_CLOSE",
        "RETURNS_REOPEN",
        "RETURNS_UPDATE",
        "RETURNS_PROCESS",
    ),
    "shopify_payments_disputes": ("DISPUTES_CREATE", "DISPUTES_UPDATE"),
}
ALWAYS = ("APP_UNINSTALLED",)
_ABOUT_ORDERS = ("fulfillments/", "fulfillment_events/", "refunds/", "returns/")
_TAKEN = "already been taken"


class ShopWebhooks:
    """`contract.Webhooks`."""

    def hear(self, account: Account, request: PushRequest, *, now: datetime) -> Heard:
        """See `contract.Webhooks`. A push about another shop of the same app is genuine, and says nothing for us."""
        del now
        _must_be_genuine(account.secrets.get("client_secret", ""), request)
        topic = request.headers.get("x-shopify-topic", "").strip().lower()
        body = _object(request.body)
        domain = text(body, "shop_domain") or request.headers.get("x-shopify-shop-domain", "")
        ours = not handle_of(account) or handle_in(domain) == handle_of(account)
        nudges = tuple(_nudges(topic, body)) if ours else ()
        return Heard(request.headers.get("x-shopify-webhook-id", "").strip(), nudges, topic=topic)

    def subscribe(self, account: Account, endpoint: str, *, now: datetime) -> None:
        """See `contract.Webhooks`. Only topics that the app may read are asked for."""
        with Api(account, now) as api:
            shop = the_shop(api)
            known = set(_known(api, endpoint))
            wanted = [topic for what, topics in TOPICS.items() if shop.may(what) for topic in topics]
            troubles = [_ask_for(api, topic, endpoint) for topic in (*ALWAYS, *wanted) if topic not in known]
        words = "; ".join(dict.fromkeys(trouble.words for trouble in troubles if trouble))
        if words:
            raise ApiTrouble(TroubleKind.REFUSED, words)


def _must_be_genuine(secret: str, request: PushRequest) -> None:
    given = request.headers.get("x-shopify-hmac-sha256", "").strip()
    expected = base64.b64encode(hmac.new(secret.encode(), request.body, hashlib.sha256).digest())
    if not secret or not hmac.compare_digest(expected, given.encode("utf-8", "replace")):
        raise NotGenuine("the signature does not fit")


def _object(body: bytes) -> Node:
    try:
        found = json.loads(body or b"{}")
    except ValueError as broken:
        raise ApiTrouble(TroubleKind.NONSENSE, f"the push is no JSON: {broken}") from broken
    return found if isinstance(found, dict) else {}


def _nudges(topic: str, body: Node) -> Iterator[Nudge]:
    customer = part(body, "customer")
    if topic.startswith("orders/"):
        yield _order(text(body, "id"))
    elif topic.startswith(_ABOUT_ORDERS):
        yield _order(text(body, "order_id") or text(body, "order", "id"))
    elif topic.startswith("disputes/"):
        yield Nudge(NudgeKind.ORDERS)
    elif topic == "customers/data_request":
        yield Nudge(NudgeKind.PRIVACY_REQUEST, text(customer, "id") or text(customer, "email"))
    elif topic == "customers/redact":
        yield from _erasures(customer)
    elif topic == "shop/redact":
        yield Nudge(NudgeKind.PRIVACY_ERASE)
    elif topic == "app/uninstalled":
        yield Nudge(NudgeKind.REVOKED)


def _order(number: str) -> Nudge:
    """A nudge to fetch one order by its id; to look for all that changed when the push names none (returns/update)."""
    return Nudge(NudgeKind.ORDER, f"{ORDER_GID}{number}") if number.isdecimal() else Nudge(NudgeKind.ORDERS)


def _erasures(customer: Node) -> Iterator[Nudge]:
    """By id and by address: a guest's orders carry only the latter."""
    for ref in dict.fromkeys(filter(None, (text(customer, "id"), text(customer, "email").lower()))):
        yield Nudge(NudgeKind.PRIVACY_ERASE, ref)


def _known(api: Api, endpoint: str) -> Iterator[str]:
    after = ""
    while True:
        found = part(
            api.ask("subscriptions", "Subscriptions", {"uri": endpoint, "after": after or None}),
            "webhookSubscriptions",
        )
        yield from (text(node, "topic") for node in rows(found, "nodes") if text(node, "format") == "JSON")
        after = text(found, "pageInfo", "endCursor")
        if not is_cut(found) or not after:
            return


def _ask_for(api: Api, topic: str, endpoint: str) -> ApiTrouble | None:
    given = {"topic": topic, "webhookSubscription": {"uri": endpoint, "format": "JSON"}}
    answer = part(api.ask("subscribe", "Subscribe", given), "webhookSubscriptionCreate")
    trouble = refusal(rows(answer, "userErrors"))
    return None if trouble is None or _TAKEN in trouble.words else trouble
