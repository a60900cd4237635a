"""ORDER_CHANGE notifications from the queue, as nudges to fetch an order again."""

import json
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from sportello.channels.contract import Account, Nudge, NudgeKind, QueuedNudge

from .client import Client
from .queue import Queue
from .sites import site_of
from .subscribing import ORDER_CHANGE, ensure
from .values import EMPTY

SUBSCRIBED = "subscribed_queue"


def pull_nudges(account: Account, *, now: datetime) -> tuple[QueuedNudge, ...]:
    """What waits in the account's queue, at most ten; () for an account without one.

    The first call lets ORDER_CHANGE go to the queue. Other notifications are deleted; one that cannot be read becomes
    a nudge to look for all changes, so that a change is never lost with it. Raises `ApiTrouble`.
    """
    if not account.setting("queue_url"):
        return ()
    with Queue(account, now=now) as queue:
        _subscribe_once(account, queue.place.arn, now=now)
        waiting = queue.receive()
        heard = [(nudge_of(message.body), message.handle) for message in waiting]
        for nudge, handle in heard:
            if nudge is None:
                queue.delete(handle)
    return tuple(QueuedNudge(nudge, _forget(account, handle, now)) for nudge, handle in heard if nudge)


def _subscribe_once(account: Account, arn: str, *, now: datetime) -> None:
    if account.secrets.get(SUBSCRIBED) == arn:
        return
    with Client(account, now=now) as client:
        ensure(client, arn)
    account.secrets[SUBSCRIBED] = arn
    account.keep_secrets({SUBSCRIBED: arn})


def _forget(account: Account, handle: str, now: datetime) -> Callable[[], None]:
    def forget() -> None:
        with Queue(account, now=now) as queue:
            queue.delete(handle)

    return forget


def nudge_of(body: str) -> Nudge | None:
    """What a message of the queue asks for; None for a notification of another type."""
    try:
        told = json.loads(body)
    except ValueError:
        return Nudge(NudgeKind.ORDERS)
    if not isinstance(told, Mapping):
        return Nudge(NudgeKind.ORDERS)
    if _value(told, "NotificationType") not in ("", ORDER_CHANGE):
        return None
    change = _inner(_inner(told, "Payload"), "OrderChangeNotification")
    number = _value(change, "AmazonOrderId")
    if not number:
        return Nudge(NudgeKind.ORDERS)
    return Nudge(NudgeKind.ORDER, ref=number, site=site_of(_value(_inner(change, "Summary"), "MarketplaceId")))


def _value(told: Mapping[str, Any], name: str) -> str:
    """A text by a name that some of Amazon's notifications write with a small first letter."""
    found = told.get(name, told.get(name[0].lower() + name[1:]))
    return found if isinstance(found, str) else ""


def _inner(told: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = told.get(name, told.get(name[0].lower() + name[1:]))
    return found if isinstance(found, Mapping) else EMPTY
