"""Which request is answered by what, with whose token, and how many a day."""

import inspect
import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from sportello.sandbox.vendors import Outside, Trouble, Vendor
from sportello.sandbox.web import Answer, Request
from sportello.sandbox.world import World

from . import aftersales, analytics, messages, notifications, orders
from .calls import Call
from .errors import FAILED, NO_SUCH, TOO_MANY, EbayError, OAuthError, oauth_refusal, refusal
from .state import (
    ANALYTICS,
    DISPUTE,
    FULFILLMENT,
    IDENTITY,
    MESSAGE,
    ROOT,
    SELLER,
    SELLER_ID,
    SUBSCRIPTION,
    State,
    keep,
    opened,
)
from .tokens import must_be_signed_in, token

DAILY = {"notification": 10_000}
OTHERWISE_DAILY = 5_000


@dataclass(frozen=True, slots=True)
class Route:
    """One request: the pattern of its path, who answers, the scope of the token and how it is presented.

    `of_seller` None takes the seller's and the application's token.
    """

    method: str
    path: re.Pattern[str]
    answer: Callable[[Call], Any]
    scope: str
    counted: str
    scheme: str = "Bearer"
    of_seller: bool | None = True


def _route(method: str, path: str, answer: Callable[[Call], Any], scope: str, counted: str, **more: Any) -> Route:
    pattern = re.compile(re.sub(r"\{[^}]*\}", "([^/]+)", path))
    return Route(method, pattern, answer, scope, counted, **more)


def user(call: Call) -> dict[str, Any]:
    """GET /commerce/identity/v1/user/."""
    del call
    return {
        "userId": SELLER_ID,
        "username": SELLER,
        "accountType": "BUSINESS",
        "registrationMarketplaceId": "EBAY_IT",
        "status": "CONFIRMED",
    }


_SELL, _TALK = "/sell/fulfillment/v1", "/commerce/message/v1"
_FIGURES = "/sell/analytics/v1"
_NOTE, _POST = "/commerce/notification/v1", "/post-order/v2"
_APP: dict[str, Any] = {"of_seller": False}
_IAF: dict[str, Any] = {"scheme": "IAF"}
_BOTH: dict[str, Any] = {"of_seller": None}
ROUTES = (
    _route("GET", f"{_SELL}/order", orders.get_orders, FULFILLMENT, "fulfillment"),
    _route("GET", f"{_SELL}/order/{{id}}", orders.get_order, FULFILLMENT, "fulfillment"),
    _route("GET", f"{_SELL}/order/{{id}}/shipping_fulfillment", orders.get_fulfillments, FULFILLMENT, "fulfillment"),
    _route("GET", f"{_SELL}/payment_dispute_summary", orders.get_disputes, DISPUTE, "dispute"),
    _route("GET", f"{_FIGURES}/seller_standards_profile", analytics.find_profiles, ANALYTICS, "analytics"),
    _route(
        "GET", f"{_FIGURES}/customer_service_metric/{{type}}/{{cycle}}", analytics.get_metric, ANALYTICS, "analytics"
    ),
    _route("GET", f"{_TALK}/conversation", messages.get_conversations, MESSAGE, "message"),
    _route("GET", f"{_TALK}/conversation/{{id}}", messages.get_conversation, MESSAGE, "message"),
    _route("POST", f"{_TALK}/send_message", messages.send_message, MESSAGE, "message"),
    _route("POST", f"{_TALK}/update_conversation", messages.update_conversation, MESSAGE, "message"),
    _route("GET", f"{_POST}/return/search", aftersales.search_returns, ROOT, "return", **_IAF),
    _route("GET", f"{_POST}/inquiry/search", aftersales.search_inquiries, ROOT, "inquiry", **_IAF),
    _route("GET", f"{_POST}/casemanagement/search", aftersales.search_cases, ROOT, "case", **_IAF),
    _route("GET", "/commerce/identity/v1/user/", user, IDENTITY, "identity"),
    _route("GET", f"{_NOTE}/config", notifications.get_config, ROOT, "notification", **_APP),
    _route("PUT", f"{_NOTE}/config", notifications.put_config, ROOT, "notification", **_APP),
    _route("GET", f"{_NOTE}/public_key/{{id}}", notifications.get_public_key, ROOT, "notification", **_APP),
    _route("GET", f"{_NOTE}/topic/{{id}}", notifications.get_topic, ROOT, "notification", **_APP),
    _route("GET", f"{_NOTE}/destination", notifications.get_destinations, ROOT, "notification", **_APP),
    _route("POST", f"{_NOTE}/destination", notifications.post_destination, ROOT, "notification", **_APP),
    _route("PUT", f"{_NOTE}/destination/{{id}}", notifications.put_destination, ROOT, "notification", **_APP),
    _route("GET", f"{_NOTE}/subscription", notifications.get_subscriptions, SUBSCRIPTION, "notification", **_BOTH),
    _route("POST", f"{_NOTE}/subscription", notifications.post_subscription, SUBSCRIPTION, "notification", **_BOTH),
    _route("POST", f"{_NOTE}/subscription/{{id}}/enable", notifications.enable, SUBSCRIPTION, "notification", **_BOTH),
    _route("POST", f"{_NOTE}/subscription/{{id}}/test", notifications.test, SUBSCRIPTION, "notification", **_BOTH),
)


async def answer(request: Request, world: World, state: State) -> Answer:
    """Answer one request."""
    call = Call(request, world, state)
    try:
        if (request.method, request.path) == ("POST", "/identity/v1/oauth2/token"):
            return token(call)
        route, ids = _found(request)
        _check_token(route, request, state)
        _count(route, world, state)
        found = route.answer(Call(request, world, state, ids))
        found = await found if inspect.isawaitable(found) else found
    except OAuthError as error:
        return oauth_refusal(error)
    except EbayError as error:
        return refusal(error, request.path)
    return found if isinstance(found, Answer) else Answer.json(found)


def refuse(trouble: Trouble, request: Request, retry_after: float | None) -> Answer:
    """Too many requests, or an error inside, as eBay's gateway says it."""
    if trouble == "failed":
        return refusal(FAILED, request.path)
    after = {} if retry_after is None else {"Retry-After": str(math.ceil(retry_after))}
    return refusal(TOO_MANY, request.path, after)


def _found(request: Request) -> tuple[Route, tuple[str, ...]]:
    matches = [(route, route.path.fullmatch(request.path)) for route in ROUTES]
    fitting = [(route, match) for route, match in matches if match]
    for route, match in fitting:
        if route.method == request.method:
            return route, match.groups()
    if fitting:
        raise EbayError(HTTPStatus.METHOD_NOT_ALLOWED, 2002, "ACCESS", "Method not allowed")
    raise NO_SUCH


def _check_token(route: Route, request: Request, state: State) -> None:
    """The application's token has the root scope alone, and may then do what the application may."""
    value = request.headers.get("authorization", "").partition(" ")[2]
    known = state.tokens.get(value)
    of_seller = known.of_seller if known and route.of_seller is None else bool(route.of_seller)
    scope = ROOT if known and not known.of_seller and route.of_seller is not True else route.scope
    must_be_signed_in(request, state, scheme=route.scheme, scope=scope, of_seller=of_seller)


def _count(route: Route, world: World, state: State) -> None:
    """eBay counts each interface's calls by the day, and gives no sign of how many are left."""
    key = route.counted, world.now().date().isoformat()
    state.calls[key] = state.calls.get(key, 0) + 1
    if state.calls[key] > DAILY.get(route.counted, OTHERWISE_DAILY):
        raise TOO_MANY


def _open(world: World, outside: Outside, kept: dict[str, Any]) -> State:
    state = opened(world, outside, kept)
    world.subscribe(lambda change: notifications.tell(state, change))
    return state


VENDOR = Vendor(prefix="ebay", open=_open, answer=answer, refuse=refuse, keep=keep)
