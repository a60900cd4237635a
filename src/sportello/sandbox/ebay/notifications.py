"""Commerce Notification v1: configuration, destinations, subscriptions, the public key, and what is pushed."""

import hashlib
import re
import secrets
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

import httpx

from sportello.sandbox.web import Answer
from sportello.sandbox.world import Change, WorldOrder

from .calls import Call, iso, unknown
from .errors import EbayError, bad, conflict, missing
from .state import ROOT, SELLER, SELLER_ID, State

DOMAIN = "API_NOTIFICATION"
HERE = {"127.0.0.1", "localhost", "::1"}
TOPICS = {
    "MARKETPLACE_ACCOUNT_DELETION": "APPLICATION",
    "AUTHORIZATION_REVOCATION": "APPLICATION",
    "NEW_MESSAGE": "USER",
    "BUYER_QUESTION": "USER",
    "ORDER_CONFIRMATION": "USER",
    "ITEM_MARKED_SHIPPED": "USER",
}
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_TOKEN = re.compile(r"[A-Za-z0-9_-]{32,80}")
_DONE = Answer(HTTPStatus.NO_CONTENT, "application/json")


def get_config(call: Call) -> dict[str, Any]:
    """GET /config."""
    if not call.state.alert_email:
        raise missing(195026, DOMAIN, "Configuration Not Found.")
    return {"alertEmail": call.state.alert_email}


def put_config(call: Call) -> Answer:
    """PUT /config."""
    email = call.body(unknown(DOMAIN), "alertEmail").get("alertEmail", "")
    if not _EMAIL.fullmatch(str(email)):
        raise bad(195025, DOMAIN, "Invalid or missing email.")
    call.state.alert_email = email
    return _DONE


def get_public_key(call: Call) -> dict[str, Any]:
    """GET /public_key/{public_key_id}."""
    if call.ids[0] != call.state.kid:
        raise missing(195001, DOMAIN, "The specified key id is invalid.")
    return {"algorithm": "ECDSA", "digest": "SHA1", "key": call.state.public_key()}


def get_topic(call: Call) -> dict[str, Any]:
    """GET /topic/{topic_id}."""
    name = call.ids[0]
    if name not in TOPICS:
        raise missing(195002, DOMAIN, "Invalid or missing topic id.")
    payload = {"schemaVersion": "1.0", "format": ["JSON"], "deliveryProtocol": "HTTPS", "deprecated": False}
    return {
        "topicId": name,
        "description": name.replace("_", " ").capitalize(),
        "authorizationScopes": [ROOT],
        "status": "ENABLED",
        "context": "SELL",
        "scope": TOPICS[name],
        "supportedPayloads": [payload],
    }


def get_destinations(call: Call) -> dict[str, Any]:
    """GET /destination."""
    return _listed(call, "destinations", list(call.state.destinations.values()))


def get_subscriptions(call: Call) -> dict[str, Any]:
    """GET /subscription, of the application; with the seller's token those of the seller."""
    return _listed(call, "subscriptions", _own(call))


async def post_destination(call: Call) -> Answer:
    """POST /destination: the endpoint is asked to prove itself before it is taken."""
    if not call.state.alert_email:
        raise _unconfigured()
    wanted = await _proved(call)
    endpoint = wanted["deliveryConfig"]["endpoint"]
    if any(known["deliveryConfig"]["endpoint"] == endpoint for known in call.state.destinations.values()):
        raise conflict(195021, DOMAIN, "Destination exists for this endpoint")
    number = secrets.token_hex(12)
    call.state.destinations[number] = {"destinationId": number, **wanted}
    return _made(call, "destination", number)


async def put_destination(call: Call) -> Answer:
    """PUT /destination/{destination_id}."""
    if call.ids[0] not in call.state.destinations:
        raise missing(195022, DOMAIN, "Invalid destination id.")
    call.state.destinations[call.ids[0]] = {"destinationId": call.ids[0], **await _proved(call)}
    return _DONE


def post_subscription(call: Call) -> Answer:
    """POST /subscription."""
    wanted = call.body(unknown(DOMAIN), "topicId", "status", "payload", "destinationId")
    _check_subscription(call, wanted)
    if any(known["topicId"] == wanted["topicId"] for known in _own(call)):
        raise conflict(195012, DOMAIN, "Subscription already exists")
    number = secrets.token_hex(12)
    more = {"subscriptionId": number, "creationDate": iso(call.world.now()), "ofSeller": _is_seller(call)}
    call.state.subscriptions[number] = {**wanted, **more}
    return _made(call, "subscription", number)


def enable(call: Call) -> Answer:
    """POST /subscription/{subscription_id}/enable."""
    _subscription(call)["status"] = "ENABLED"
    return _DONE


def test(call: Call) -> Answer:
    """POST /subscription/{subscription_id}/test: a push about nobody."""
    nobody = {"username": "test_user", "userId": "ma8vp1jySJC", "eiasToken": "nY+sHZ2PrBmdj6wVnY+sEZ2PrA2dj6wJnY+"}
    call.state.push(_subscription(call), nobody)
    return Answer(HTTPStatus.ACCEPTED, "application/json")


def tell(state: State, change: Change) -> None:
    """Push what somebody subscribed to; called with the world locked."""
    order = change.order
    if change.what == "message" and change.details.get("by") == "buyer" and change.conversation:
        talk = change.conversation
        state.tell("NEW_MESSAGE", {"conversationId": talk.id, "messageId": change.details.get("message", "")})
    elif change.what == "placed" and change.kind == "ebay" and order:
        state.tell("ORDER_CONFIRMATION", {"user": _seller(), "order": {"orderId": order.id}})
    elif change.what == "ship" and change.kind == "ebay" and order:
        state.tell("ITEM_MARKED_SHIPPED", {"itemMarkedShipped": _shipped(order)})


def _shipped(order: WorldOrder) -> dict[str, str]:
    return {"itemId": order.lines[0].ebay_item, "orderId": order.id, "publicUserId": SELLER_ID, "username": SELLER}


def _seller() -> dict[str, str]:
    return {"userId": SELLER_ID, "username": SELLER}


def _is_seller(call: Call) -> bool:
    token = call.state.tokens[call.request.headers.get("authorization", "").partition(" ")[2]]
    return token.of_seller


def _own(call: Call) -> list[dict[str, Any]]:
    return [known for known in call.state.subscriptions.values() if known["ofSeller"] == _is_seller(call)]


def _subscription(call: Call) -> dict[str, Any]:
    found = call.state.subscriptions.get(call.ids[0])
    if found is None:
        raise missing(195013, DOMAIN, "Invalid subscription Id.")
    return found


def _check_subscription(call: Call, wanted: dict[str, Any]) -> None:
    payload = wanted.get("payload")
    payload = payload if isinstance(payload, dict) else {}
    scope = TOPICS.get(str(wanted.get("topicId")))
    checks: list[tuple[bool, EbayError]] = [
        (scope is not None, bad(195027, DOMAIN, "Invalid or missing topic id.")),
        (scope == ("USER" if _is_seller(call) else "APPLICATION"), _not_for_this_topic()),
        (wanted.get("status") in {"ENABLED", "DISABLED"}, bad(195006, DOMAIN, "Invalid subscription status.")),
        (wanted.get("destinationId") in call.state.destinations, bad(195007, DOMAIN, "Invalid destination id.")),
        (payload.get("schemaVersion") == "1.0", bad(195008, DOMAIN, "Invalid or missing schema version.")),
        (payload.get("format") == "JSON", bad(195009, DOMAIN, "Specified format is not supported for the topic.")),
        (payload.get("deliveryProtocol") == "HTTPS", bad(195010, DOMAIN, "Invalid or missing protocol")),
        (bool(call.state.alert_email), _unconfigured()),
    ]
    for is_right, error in checks:
        if not is_right:
            raise error


def _not_for_this_topic() -> EbayError:
    return EbayError(HTTPStatus.FORBIDDEN, 195011, DOMAIN, "Not authorized for this topic.")


def _unconfigured() -> EbayError:
    return conflict(195003, DOMAIN, "Please provide configurations required for notifications. Refer to /config")


def _listed(call: Call, name: str, found: list[dict[str, Any]]) -> dict[str, Any]:
    limit = call.number("limit", 20, 100, bad(195004, DOMAIN, "Invalid limit. Supported ranges 10 - 100."), 10)
    wrong = bad(195005, DOMAIN, "Invalid continuation token.")
    begin = call.number("continuation_token", 0, 1_000_000, wrong)
    rows = [{key: value for key, value in row.items() if key != "ofSeller"} for row in found[begin : begin + limit]]
    answer: dict[str, Any] = {"total": len(found), "limit": limit, name: rows}
    if begin + limit < len(found):
        answer["next"] = f"{call.request.base}{call.request.path}?limit={limit}&continuation_token={begin + limit}"
    return answer


def _made(call: Call, name: str, number: str) -> Answer:
    location = f"{call.request.base}/commerce/notification/v1/{name}/{number}"
    return Answer(HTTPStatus.CREATED, "application/json", b"{}", location=location)


async def _proved(call: Call) -> dict[str, Any]:
    """The destination that was sent, once its endpoint has answered the challenge."""
    wanted = call.body(unknown(DOMAIN), "name", "status", "deliveryConfig")
    config = wanted.get("deliveryConfig")
    config = config if isinstance(config, dict) else {}
    endpoint, token = str(config.get("endpoint", "")), str(config.get("verificationToken", ""))
    if not 0 < len(str(wanted.get("name", ""))) <= 64:
        raise bad(195016, DOMAIN, "Invalid name. Markups or lengths greater than 64 not supported")
    if wanted.get("status") not in {"ENABLED", "DISABLED"}:
        raise bad(195018, DOMAIN, "Invalid or missing destination status. Supported values:[ENABLED,DISABLED]")
    # eBay wants https; the stand-in calls nobody but this machine, where there is none.
    if urlsplit(endpoint).hostname not in HERE:
        raise bad(195017, DOMAIN, "Invalid or missing endpoint.")
    if not _TOKEN.fullmatch(token):
        raise bad(195019, DOMAIN, "Invalid or missing verification token for this endpoint.")
    if not await _answers(endpoint, token):
        raise conflict(195020, DOMAIN, "Challenge verification failed for requested endpoint")
    return wanted


async def _answers(endpoint: str, token: str) -> bool:
    code = secrets.token_hex(16)
    wanted = hashlib.sha256(f"{code}{token}{endpoint}".encode()).hexdigest()
    try:
        async with httpx.AsyncClient(timeout=5, trust_env=False) as client:
            response = await client.get(endpoint, params={"challenge_code": code})
            said = response.json()
    except (httpx.HTTPError, ValueError):
        return False
    return response.status_code == HTTPStatus.OK and isinstance(said, dict) and said.get("challengeResponse") == wanted
