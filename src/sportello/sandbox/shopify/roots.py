"""The roots of the schema: what a query and a mutation begin with."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from sportello.sandbox.world import WorldOrder

from .aftersales import dispute_document
from .connections import connection, sliced
from .documents import customer_document, order_document
from .search import day_of, orders_found
from .state import State, Subscription
from .wording import gid, stamp

SHOP_NAME, SHOP_DOMAIN = "Casa Lume", "casa-lume.myshopify.com"
RECENT = timedelta(days=60)
HERE = {"127.0.0.1", "localhost", "::1"}
# What the app must be allowed to read to be told of a topic.
SCOPE_OF_TOPIC = {"RETURNS": "read_returns", "DISPUTES": "read_shopify_payments_disputes", "APP": ""}
type Resolver = Callable[..., Any]


def query_root(state: State) -> dict[str, Any]:
    """What a query begins with."""
    return {
        "shop": {
            "id": gid("Shop", "68001122334"),
            "name": SHOP_NAME,
            "myshopifyDomain": SHOP_DOMAIN,
            "currencyCode": "EUR",
            "orderNumberFormatPrefix": "#",
            "orderNumberFormatSuffix": "",
        },
        "currentAppInstallation": {
            "id": gid("AppInstallation", "440011223344"),
            "accessScopes": [{"handle": scope} for scope in state.scopes],
        },
        "order": lambda _info, id: _order(state, id),  # noqa: A006 - the argument's own name
        "orders": lambda _info, **given: _orders(state, **given),
        "ordersCount": lambda _info, **given: _count(state, **given),
        "customer": lambda _info, id: _customer(state, id),  # noqa: A006 - as above
        "disputes": lambda info, query=None, **given: connection(_disputes(state, query))(info, **given),
        "webhookSubscriptions": lambda info, **given: _subscriptions(state, info, **given),
    }


def mutation_root(state: State) -> dict[str, Resolver]:
    """What a mutation begins with."""
    return {
        "webhookSubscriptionCreate": lambda _info, **given: _subscribe(state, **given),
        "webhookSubscriptionDelete": lambda _info, id: _unsubscribe(state, id),  # noqa: A006 - as above
    }


def _visible(state: State) -> list[WorldOrder]:
    """Without `read_all_orders` an app sees the last 60 days."""
    orders = state.world.orders("shopify")
    if "read_all_orders" in state.scopes:
        return orders
    return [order for order in orders if order.placed_at >= state.world.now() - RECENT]


def _order(state: State, wanted: str) -> dict[str, Any] | None:
    found = next((order for order in _visible(state) if gid("Order", order.id) == wanted), None)
    return order_document(found) if found else None


def _orders(
    state: State,
    query: str | None = None,
    sortKey: str = "PROCESSED_AT",  # noqa: N803 - the vendor's name
    **given: Any,
) -> dict[str, Any]:
    by_change = sortKey == "UPDATED_AT"

    def key(order: WorldOrder) -> list[str]:
        if sortKey == "ID":
            return [order.id.zfill(20)]
        return [f"{order.changed_at if by_change else order.placed_at:%Y-%m-%dT%H:%M:%S.%f}", order.id.zfill(20)]

    found = sorted(orders_found(query, _visible(state)), key=key)
    page = sliced(found, key, given)
    told = {order.id: order_document(order) for order in page["nodes"]}
    page["nodes"] = [told[order.id] for order in page["nodes"]]
    page["edges"] = [{**edge, "node": told[edge["node"].id]} for edge in page["edges"]]
    _move(state, page)
    return page


def _move(state: State, page: dict[str, Any]) -> None:
    """Let an order that was just read change while somebody pages, a few times only: else paging never ended."""
    if state.world.faults("shopify").moving_pages and page["pageInfo"]["hasNextPage"] and state.moved < 5:
        state.moved += 1
        state.world.act("acknowledge", "shopify", page["nodes"][0]["legacyResourceId"])


def _count(state: State, query: str | None = None, limit: int | None = 10_000) -> dict[str, Any]:
    found = len(orders_found(query, _visible(state)))
    cut = limit is not None and found > limit
    return {"count": limit if cut else found, "precision": "AT_LEAST" if cut else "EXACT"}


def _customer(state: State, wanted: str) -> dict[str, Any] | None:
    found = next((order for order in _visible(state) if order.buyer.shopify_gid == wanted), None)
    return customer_document(found) if found else None


def _disputes(state: State, query: str | None) -> list[dict[str, Any]]:
    since = day_of(query, "initiated_at")
    claims = [
        (claim, order)
        for order in _visible(state)
        for claim in order.claims
        if since is None or claim.opened_at >= since
    ]
    claims.sort(key=lambda pair: (pair[0].opened_at, pair[0].id))
    return [dispute_document(order, claim, order_document(order)) for claim, order in claims]


def _subscriptions(
    state: State,
    info: Any,
    uri: str | None = None,
    topics: list[str] | None = None,
    format: str | None = None,  # noqa: A002 - the vendor's name
    **given: Any,
) -> dict[str, Any]:
    found = [
        subscription_document(known)
        for known in state.subscriptions
        if uri in {None, known.uri} and format in {None, known.format} and (not topics or known.topic in topics)
    ]
    return connection(found)(info, **given)


def _subscribe(state: State, topic: str, webhookSubscription: dict[str, Any]) -> dict[str, Any]:  # noqa: N803 - vendor's
    uri, kind = webhookSubscription.get("uri") or "", webhookSubscription.get("format") or "JSON"
    scope = SCOPE_OF_TOPIC.get(topic.partition("_")[0], "read_orders")
    if scope and scope not in state.scopes:
        words = f"You do not have permission to create or update webhooks with {topic_name(topic)} topic. This topic "
        return _failed("topic", f"{words}might require an additional access scope that you do not have.")
    parts = urlsplit(uri)
    if not (parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in HERE)):
        return _failed("uri", "Address protocol http:// is not supported")
    if any((known.topic, known.uri, known.format) == (topic, uri, kind) for known in state.subscriptions):
        return _failed("uri", "Address for this topic has already been taken")
    made = state.subscribe(topic, uri, kind)
    return {"webhookSubscription": subscription_document(made), "userErrors": []}


def _unsubscribe(state: State, wanted: str) -> dict[str, Any]:
    found = next((known for known in state.subscriptions if gid("WebhookSubscription", known.id) == wanted), None)
    if found is None:
        error = {"field": ["id"], "message": "Webhook subscription does not exist"}
        return {"deletedWebhookSubscriptionId": None, "userErrors": [error]}
    state.subscriptions.remove(found)
    return {"deletedWebhookSubscriptionId": wanted, "userErrors": []}


def subscription_document(known: Subscription) -> dict[str, Any]:
    """One subscription."""
    return {
        "id": gid("WebhookSubscription", known.id),
        "topic": known.topic,
        "uri": known.uri,
        "format": known.format,
        "createdAt": stamp(known.created_at),
        "updatedAt": stamp(known.created_at),
    }


def topic_name(topic: str) -> str:
    """A topic as headers write it: "fulfillment_events/create" for FULFILLMENT_EVENTS_CREATE."""
    what, _, did = topic.lower().rpartition("_")
    return f"{what}/{did}"


def _failed(field: str, words: str) -> dict[str, Any]:
    named = ["topic"] if field == "topic" else ["webhookSubscription", field]
    return {"webhookSubscription": None, "userErrors": [{"field": named, "message": words}]}
