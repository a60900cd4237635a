"""Asking eBay for pushes: an address for its alarms, a destination, and one subscription for each topic."""

import secrets
from collections.abc import Iterator
from datetime import datetime
from urllib.parse import parse_qs, urlsplit

from sportello.channels.contract import Account, ApiTrouble, TroubleKind

from .api import NOTIFICATION, Api
from .tokens import BASE_URL
from .values import Document, part, rows, text

TOPICS = (
    "MARKETPLACE_ACCOUNT_DELETION",
    "AUTHORIZATION_REVOCATION",
    "NEW_MESSAGE",
    "BUYER_QUESTION",
    "ORDER_CONFIRMATION",
    "ITEM_MARKED_SHIPPED",
)
NAME = "Sportello"
LIMIT = "100"
_HERE = {"127.0.0.1", "localhost", "::1"}


def subscribe(account: Account, endpoint: str, *, now: datetime) -> None:
    """Have eBay push to `endpoint`. What is there already stays. Raises `ApiTrouble`."""
    _check(account, endpoint)
    token = account.secrets.get("verification_token") or secrets.token_urlsafe(48)
    # Before eBay is told: it checks the endpoint while it answers.
    account.keep_secrets({"verification_token": token, "endpoint": endpoint})
    with Api(account, now) as api:
        _configure(api, account)
        destination = _destination(api, endpoint, token)
        for name in TOPICS:
            _subscribe(api, name, destination)


def _check(account: Account, endpoint: str) -> None:
    address = urlsplit(endpoint)
    is_sandboxed = urlsplit(account.setting("base_url", BASE_URL)).hostname in _HERE
    if address.scheme != "https" and not is_sandboxed:
        raise ApiTrouble(TroubleKind.REFUSED, "eBay pushes to https addresses only")


def _configure(api: Api, account: Account) -> None:
    """eBay wants to know whom to write to when pushes fail, before it takes a destination."""
    wanted = account.setting("alert_email")
    try:
        known = text(api.get_as_application(f"{NOTIFICATION}/config"), "alertEmail")
    except ApiTrouble as trouble:
        if trouble.kind is not TroubleKind.NOT_FOUND:
            raise
        known = ""
    if wanted and known != wanted:
        api.send("PUT", f"{NOTIFICATION}/config", {"alertEmail": wanted}, as_application=True)


def _destination(api: Api, endpoint: str, token: str) -> str:
    wanted = {
        "name": NAME,
        "status": "ENABLED",
        "deliveryConfig": {"endpoint": endpoint, "verificationToken": token},
    }
    for known in _all(api, "destination", "destinations", as_application=True):
        if text(part(known, "deliveryConfig"), "endpoint") != endpoint:
            continue
        key, shown = text(known, "destinationId"), text(part(known, "deliveryConfig"), "verificationToken")
        if text(known, "status") != "ENABLED" or shown not in {"", token}:
            api.send("PUT", f"{NOTIFICATION}/destination/{key}", wanted, as_application=True)
        return key
    made = api.send("POST", f"{NOTIFICATION}/destination", wanted, as_application=True)
    return str(made.headers.get("location", "")).rstrip("/").rpartition("/")[2]


def _subscribe(api: Api, name: str, destination: str) -> None:
    """One topic. What this application may not have, or eBay does not offer, is left out: polling stands in for it."""
    try:
        topic = api.get_as_application(f"{NOTIFICATION}/topic/{name}")
        of_application = text(topic, "scope") == "APPLICATION"
        wanted = {"status": "ENABLED", "payload": _payload(topic), "destinationId": destination}
        known = _known(api, name, destination, as_application=of_application)
        if known is None:
            body = {"topicId": name, **wanted}
            api.send("POST", f"{NOTIFICATION}/subscription", body, as_application=of_application)
        elif text(known, "status") != "ENABLED":
            path = f"{NOTIFICATION}/subscription/{text(known, 'subscriptionId')}/enable"
            api.send("POST", path, None, as_application=of_application)
    except ApiTrouble as trouble:
        if trouble.kind not in {TroubleKind.NOT_FOUND, TroubleKind.PERMISSION}:
            raise


def _payload(topic: Document) -> dict[str, str]:
    """The newest schema of the topic that is not on its way out."""
    offered = [one for one in rows(topic, "supportedPayloads") if one.get("deprecated") is not True]
    versions = [text(one, "schemaVersion") for one in offered]
    return {"format": "JSON", "schemaVersion": max(versions, default="1.0"), "deliveryProtocol": "HTTPS"}


def _known(api: Api, name: str, destination: str, *, as_application: bool) -> Document | None:
    """Our subscription to a topic. One that goes to another destination is not ours."""
    for known in _all(api, "subscription", "subscriptions", as_application=as_application):
        if text(known, "topicId") == name and text(known, "destinationId") == destination:
            return known
    return None


def _all(api: Api, path: str, name: str, *, as_application: bool) -> Iterator[Document]:
    get = api.get_as_application if as_application else api.get
    params = {"limit": LIMIT}
    while True:
        found = get(f"{NOTIFICATION}/{path}", params)
        yield from rows(found, name)
        following = parse_qs(urlsplit(text(found, "next")).query).get("continuation_token", [""])[0]
        if not following or following == params.get("continuation_token"):
            return
        params = {"limit": LIMIT, "continuation_token": following}
