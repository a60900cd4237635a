"""Requests to Walmart's Marketplace API, answered from the world.

A token bucket of 20 requests for each address, one more every half second, told in `x-current-token-count` and
`x-next-replenish-time`; one call a minute for each summary of performance. Access tokens live 900 seconds.
"""

import base64
import binascii
import math
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

from sportello.sandbox.vendors import Outside, Trouble, Vendor
from sportello.sandbox.web import Answer, Request
from sportello.sandbox.world import World, WorldOrder

from . import contract, performance
from .documents import last_change, node_of, order_document, return_document

CLIENT_ID = "casa-lume-walmart"
CLIENT_SECRET = "walmart-secret-of-the-sandbox"  # noqa: S105 - no secret: it opens nothing but this stand-in
TOKEN_LIVES = timedelta(seconds=900)
BURST, PER_SECOND = 20.0, 2.0
FIGURES = "/v3/insights/performance/"
MOST = 20_000


@dataclass(slots=True)
class State:
    """Tokens given out, and how full each address' bucket is."""

    outside: Outside
    tokens: dict[str, datetime] = field(default_factory=dict)
    buckets: dict[str, tuple[float, datetime]] = field(default_factory=dict)


class _Error(Exception):
    def __init__(self, status: HTTPStatus, code: str, words: str, name: str = "") -> None:
        super().__init__(words)
        self.status, self.code, self.name = status, code, name


async def answer(request: Request, world: World, state: State) -> Answer:
    """Answer one request."""
    try:
        if request.path == "/v3/token":
            return _token(request, world, state)
        _must_be_signed_in(request, world, state)
        left = _take(request, world.now(), state)
        found = _route(request, world)
        if found is None:
            return Answer(HTTPStatus.NO_CONTENT, "application/json", b"")
    except contract.Wrong as wrong:
        return _refusal(_Error(HTTPStatus.BAD_REQUEST, "INVALID_REQUEST_PARAM.GMP_ORDER_API", str(wrong), wrong.field))
    except _Error as error:
        return _refusal(error)
    headers = {"x-current-token-count": str(int(left)), "x-next-replenish-time": str(int(1000 / PER_SECOND))}
    return Answer.json(found, headers=headers)


def refuse(trouble: Trouble, _request: Request, retry_after: float | None) -> Answer:
    """Too many requests, or an error inside, as Walmart's gateway says it."""
    if trouble == "failed":
        return _refusal(_Error(HTTPStatus.INTERNAL_SERVER_ERROR, "SYSTEM_ERROR.GMP_GATEWAY_API", "try again later"))
    error = _Error(HTTPStatus.TOO_MANY_REQUESTS, "REQUEST_THRESHOLD_VIOLATED.GMP_GATEWAY_API", "too many requests")
    after = {} if retry_after is None else {"Retry-After": str(math.ceil(retry_after))}
    return _refusal(error, after | {"x-current-token-count": "0"})


def _token(request: Request, world: World, state: State) -> Answer:
    if request.method != "POST":
        raise _Error(HTTPStatus.METHOD_NOT_ALLOWED, "METHOD_NOT_ALLOWED.GMP_GATEWAY_API", "POST it")
    _must_have(request, "wm_qos.correlation_id", "wm_svc.name")
    if request.form.get("grant_type") != ["client_credentials"]:
        raise _Error(HTTPStatus.BAD_REQUEST, "INVALID_REQUEST.GMP_GATEWAY_API", "grant_type is missing", "grant_type")
    if _basic(request) != (CLIENT_ID, CLIENT_SECRET) or world.faults("walmart").revoked:
        raise _Error(HTTPStatus.UNAUTHORIZED, "UNAUTHORIZED.GMP_GATEWAY_API", "Unauthorized")
    token = secrets.token_urlsafe(40)
    state.tokens[token] = world.now()
    lives = int(TOKEN_LIVES.total_seconds())
    return Answer.json({"access_token": token, "token_type": "Bearer", "expires_in": lives})


def _basic(request: Request) -> tuple[str, str]:
    scheme, _, value = request.headers.get("authorization", "").partition(" ")
    try:
        name, _, secret = base64.b64decode(value, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return "", ""
    return (name, secret) if scheme == "Basic" else ("", "")


def _must_have(request: Request, *names: str) -> None:
    for name in names:
        if not request.headers.get(name):
            raise _Error(HTTPStatus.BAD_REQUEST, "INVALID_REQUEST_HEADER.GMP_GATEWAY_API", f"{name} is missing", name)


def _must_be_signed_in(request: Request, world: World, state: State) -> None:
    _must_have(request, "wm_qos.correlation_id", "wm_svc.name")
    issued = state.tokens.get(request.headers.get("wm_sec.access_token", ""))
    faults = world.faults("walmart")
    if issued is None or world.now() >= issued + TOKEN_LIVES or faults.expired(issued) or faults.revoked:
        raise _Error(HTTPStatus.UNAUTHORIZED, "UNAUTHORIZED.GMP_GATEWAY_API", "Unauthorized")


def _take(request: Request, now: datetime, state: State) -> float:
    """One from the bucket of this address; what is left. A world whose time stands still is not throttled."""
    key = request.path.partition("?")[0]
    burst, per_second = (1.0, 1 / 60) if key.startswith(FIGURES) else (BURST, PER_SECOND)
    left, at = state.buckets.get(key, (burst, now))
    if now == at:
        left = max(left, 1.0)
    left = min(burst, left + (now - at).total_seconds() * per_second) - 1
    if left < 0:
        code = "REQUEST_THRESHOLD_VIOLATED.GMP_GATEWAY_API"
        raise _Error(HTTPStatus.TOO_MANY_REQUESTS, code, "too many requests")
    state.buckets[key] = (left, now)
    return left


def _route(request: Request, world: World) -> Any:
    if request.method != "GET":
        raise _Error(HTTPStatus.METHOD_NOT_ALLOWED, "METHOD_NOT_ALLOWED.GMP_GATEWAY_API", "only reading is spoken here")
    if request.path == "/v3/orders":
        return _orders(request.query, world)
    if request.path == "/v3/returns":
        return _returns(request.query, world)
    if request.path.startswith(FIGURES):
        return _performance(request, world)
    if request.path.startswith("/v3/orders/"):
        return _one(request.path.removeprefix("/v3/orders/"), world)
    raise _Error(HTTPStatus.NOT_FOUND, "CONTENT_NOT_FOUND.GMP_GATEWAY_API", "there is nothing here")


def _orders(query: Mapping[str, str], world: World) -> Any:
    contract.check(query, contract.ORDERS)
    found = [order for order in world.orders("walmart") if _is_wanted(order, query, world.now())]
    # Newest first, and by number: nobody was promised an order of change.
    found.sort(key=lambda order: (order.placed_at, order.id), reverse=True)
    begin, limit = int(query.get("soIndex", "0")), int(query.get("limit", "100"))
    rows = found[begin : begin + limit]
    if not rows and begin == 0:
        raise _Error(HTTPStatus.NOT_FOUND, "CONTENT_NOT_FOUND.GMP_ORDER_API", "no orders were found")
    following = _next(query, begin + limit, begin + limit < len(found[:MOST]))
    with_type = query.get("replacementInfo") == "true"
    return {
        "list": {
            "meta": {"totalCount": len(found), "limit": limit, "nextCursor": following},
            "elements": {"order": [order_document(order, with_type=with_type) for order in rows]},
        }
    }


def _next(query: Mapping[str, str], at: int, more: bool) -> str | None:
    if not more:
        return None
    kept = {name: value for name, value in query.items() if name not in {"hasMoreElements", "soIndex", "poIndex"}}
    return "?" + urlencode({**kept, "hasMoreElements": "true", "soIndex": str(at), "poIndex": str(at)})


def _is_wanted(order: WorldOrder, query: Mapping[str, str], now: datetime) -> bool:
    created_since = contract.time(query["createdStartDate"]) if "createdStartDate" in query else now - timedelta(days=7)
    by_number = "customerOrderId" in query or "purchaseOrderId" in query
    return (
        node_of(order) == query.get("shipNodeType", "SellerFulfilled")
        and query.get("customerOrderId", order.number) == order.number
        and query.get("purchaseOrderId", order.id) == order.id
        and (by_number or max(created_since, now - timedelta(days=180)) <= order.placed_at)
        and _between(order.placed_at, "", query.get("createdEndDate", ""))
        and _between(last_change(order), query.get("lastModifiedStartDate", ""), query.get("lastModifiedEndDate", ""))
        and any(line.sku == query.get("sku", line.sku) for line in order.lines)
    )


def _between(at: datetime, begin: str, end: str) -> bool:
    return (not begin or contract.time(begin) <= at) and (not end or at <= contract.time(end))


def _one(number: str, world: World) -> Any:
    order = world.order("walmart", number)
    if order is None or order.id != number:
        raise _Error(HTTPStatus.NOT_FOUND, "CONTENT_NOT_FOUND.GMP_ORDER_API", "no such purchase order")
    return {"order": order_document(order)}


def _performance(request: Request, world: World) -> Any:
    """One summary; None, which is 204, without a sale."""
    name = request.path.removeprefix(FIGURES).removesuffix("/summary")
    metric = performance.METRICS.get(name)
    if metric is None or not request.path.endswith("/summary"):
        raise _Error(HTTPStatus.NOT_FOUND, "CONTENT_NOT_FOUND.GMP_GATEWAY_API", "there is no such summary")
    contract.check(request.query, contract.PERFORMANCE)
    return performance.summary(world, metric, request.query.get("reportDuration", metric.days))


def _returns(query: Mapping[str, str], world: World) -> Any:
    contract.check(query, contract.RETURNS)
    found = [
        return_document(order, back)
        for order in world.orders("walmart")
        for back in order.returns
        if _between(
            back.changed_at, query.get("returnLastModifiedStartDate", ""), query.get("returnLastModifiedEndDate", "")
        )
        and _between(back.opened_at, query.get("returnCreationStartDate", ""), query.get("returnCreationEndDate", ""))
        and query.get("customerOrderId", order.number) == order.number
        and query.get("returnOrderId", back.id) == back.id
    ]
    begin, limit = int(query.get("cursor", "0")), int(query.get("limit", "10"))
    rest = {name: value for name, value in query.items() if name != "cursor"}
    more = begin + limit < len(found)
    cursor = "?" + urlencode({**rest, "cursor": str(begin + limit)}) if more else None
    meta = {"totalCount": len(found), "limit": limit, "nextCursor": cursor}
    return {"meta": meta, "returnOrders": found[begin : begin + limit]}


def _refusal(error: _Error, headers: Mapping[str, str] | None = None) -> Answer:
    said: dict[str, Any] = {
        "code": error.code,
        "field": error.name or None,
        "description": str(error),
        "info": "Request invalid.",
        "severity": "ERROR",
        "category": "DATA" if error.status < 500 else "APPLICATION",
        "causes": [],
        "errorIdentifiers": {},
    }
    return Answer.json({"errors": {"error": [said]}}, error.status, headers)


VENDOR = Vendor(prefix="walmart", open=lambda _world, outside, _kept: State(outside), answer=answer, refuse=refuse)
