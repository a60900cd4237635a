"""Pushes of eBay's Notification API: the endpoint's check, and what each topic means for us."""

import hashlib
import json
from collections.abc import Callable
from datetime import datetime
from typing import Any

from sportello.channels.contract import Account, Heard, NotGenuine, Nudge, NudgeKind, PushRequest

from . import subscribing
from .sellers import Seller, known_seller
from .signatures import check_signature
from .values import Document, part, text


class EbayWebhooks:
    """`Webhooks` of eBay's."""

    def hear(self, account: Account, request: PushRequest, *, now: datetime) -> Heard:
        """Answer the endpoint's check, or check a push and say what it is. Raises `NotGenuine` or `ApiTrouble`."""
        if request.method == "GET":
            return _challenged(account, request)
        check_signature(account, request.body, request.headers.get("x-ebay-signature", ""), now=now)
        try:
            said: Any = json.loads(request.body)
        except (ValueError, RecursionError):
            return Heard(id="")
        topic = text(part(said, "metadata"), "topic")
        notification = part(said, "notification")
        nudges = _nudges(topic, part(notification, "data"), known_seller(account))
        return Heard(id=text(notification, "notificationId"), nudges=nudges, topic=topic)

    def subscribe(self, account: Account, endpoint: str, *, now: datetime) -> None:
        """`Webhooks.subscribe`. Raises `ApiTrouble`."""
        subscribing.subscribe(account, endpoint, now=now)


def challenge_response(code: str, token: str, endpoint: str) -> str:
    """The answer to eBay's check of an endpoint: SHA-256 of the three in this order, as hexadecimal digits."""
    return hashlib.sha256(f"{code}{token}{endpoint}".encode()).hexdigest()


def _challenged(account: Account, request: PushRequest) -> Heard:
    code = request.query.get("challenge_code", "")
    token = account.secrets.get("verification_token", "")
    if not code or not token:
        raise NotGenuine("nobody asked eBay to check this endpoint")
    # Behind a proxy the address we are called by may be another than the one eBay was given.
    endpoint = account.secrets.get("endpoint") or request.url.partition("?")[0]
    answer = json.dumps({"challengeResponse": challenge_response(code, token, endpoint)})
    return Heard(id="", answer=answer.encode(), topic="challenge")


def _messages(_data: Document, _seller: Seller) -> tuple[Nudge, ...]:
    return (Nudge(NudgeKind.MESSAGES),)


def _order(data: Document, seller: Seller) -> tuple[Nudge, ...]:
    """The order's number stands in a part named after the topic; without one, all that is new is read.

    eBay signs with one key for all sellers, so a push of another seller of the same application is left alone.
    """
    if _is_of_another(part(data, "user"), seller):
        return ()
    named = [text(value, "orderId") for value in (data, *data.values()) if isinstance(value, dict)]
    number = next(filter(None, named), "")
    return (Nudge(NudgeKind.ORDER, number),) if number else (Nudge(NudgeKind.ORDERS),)


def _erase(data: Document, _seller: Seller) -> tuple[Nudge, ...]:
    """A closed account, under both its names: we may know either."""
    names = dict.fromkeys(filter(None, (text(data, "username"), text(data, "userId"))))
    return tuple(Nudge(NudgeKind.PRIVACY_ERASE, name) for name in names)


def _revoked(data: Document, seller: Seller) -> tuple[Nudge, ...]:
    """The seller's consent has ended; only our own seller's counts, and only where eBay names one."""
    user = part(data, "user") or data
    names = (text(user, "username"), text(user, "userId"))
    return (Nudge(NudgeKind.REVOKED),) if any(seller.is_named(name) for name in names) else ()


def _is_of_another(user: Document, seller: Seller) -> bool:
    names = [name for name in (text(user, "username"), text(user, "userId")) if name]
    return bool(names) and bool(seller.names) and not any(seller.is_named(name) for name in names)


_TOPICS: dict[str, Callable[[Document, Seller], tuple[Nudge, ...]]] = {
    "NEW_MESSAGE": _messages,
    "BUYER_QUESTION": _messages,
    "ORDER_CONFIRMATION": _order,
    "ITEM_MARKED_SHIPPED": _order,
    "MARKETPLACE_ACCOUNT_DELETION": _erase,
    "AUTHORIZATION_REVOCATION": _revoked,
}


def _nudges(topic: str, data: Document, seller: Seller) -> tuple[Nudge, ...]:
    means = _TOPICS.get(topic)
    return means(data, seller) if means else ()


WEBHOOKS = EbayWebhooks()
