"""Notifications v1: where ORDER_CHANGE goes, and that it goes there."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sportello.channels.contract import ApiTrouble, TroubleKind

from . import operations
from .client import Client
from .values import needed, nonsense, part, parts, text

ORDER_CHANGE = "ORDER_CHANGE"
PAYLOAD_VERSION = "1.0"
DESTINATION_NAME = "Sportello"
_CHANGES = ("BuyerRequestedChange", "OrderStatusChange")


@dataclass(frozen=True, slots=True)
class Destination:
    """A place that Amazon may write to; `arn` is "" when it is no SQS queue."""

    id: str
    name: str
    arn: str


@dataclass(frozen=True, slots=True)
class Subscription:
    """What goes to a destination."""

    id: str
    destination_id: str
    payload_version: str


def ensure(client: Client, arn: str) -> Subscription:
    """Let order changes go to the queue `arn`; asking again changes nothing. Raises `ApiTrouble`."""
    place = next((one for one in destinations(client) if one.arn == arn), None)
    place = place or create_destination(client, name=DESTINATION_NAME, arn=arn)
    held = subscription(client, ORDER_CHANGE)
    if held and held.destination_id == place.id:
        return held
    if held:
        # Amazon keeps one subscription for a type and application: the one to an old queue has to go first.
        delete_subscription(client, ORDER_CHANGE, held.id)
    return subscribe(client, ORDER_CHANGE, destination_id=place.id, changes=_CHANGES)


def destinations(client: Client) -> tuple[Destination, ...]:
    """All destinations of the application. Raises `ApiTrouble`."""
    answer = client.call(operations.GET_DESTINATIONS)
    return tuple(_destination(one) for one in parts(_object(answer), "payload"))


def destination(client: Client, destination_id: str) -> Destination:
    """One destination. Raises `ApiTrouble`."""
    return _destination(_payload(client.call(operations.GET_DESTINATION, path={"destinationId": destination_id})))


def create_destination(client: Client, *, name: str, arn: str) -> Destination:
    """Make an SQS queue a destination; its policy must let Amazon's account write. Raises `ApiTrouble`."""
    body = {"resourceSpecification": {"sqs": {"arn": arn}}, "name": name}
    return _destination(_payload(client.call(operations.CREATE_DESTINATION, body=body)))


def delete_destination(client: Client, destination_id: str) -> None:
    """Remove a destination. Raises `ApiTrouble`."""
    client.call(operations.DELETE_DESTINATION, path={"destinationId": destination_id})


def subscription(client: Client, kind: str, *, payload_version: str = "") -> Subscription | None:
    """The seller's subscription of a notification type, or None. Raises `ApiTrouble`."""
    params = {"payloadVersion": payload_version} if payload_version else {}
    try:
        return _subscription(
            _payload(client.call(operations.GET_SUBSCRIPTION, path={"notificationType": kind}, params=params))
        )
    except ApiTrouble as trouble:
        if trouble.kind is TroubleKind.NOT_FOUND:
            return None
        raise


def subscriptions(client: Client, kind: str, *, token: str = "") -> tuple[tuple[Subscription, ...], str]:
    """A page of the subscriptions of a type, and the token of the next page or "". Raises `ApiTrouble`."""
    params: dict[str, str | tuple[str, ...]] = {"notificationTypes": (kind,), **({"nextToken": token} if token else {})}
    payload = _payload(client.call(operations.GET_SUBSCRIPTIONS, params=params))
    return tuple(_subscription(one) for one in parts(payload, "subscriptions")), text(payload, "nextToken")


def subscription_by_id(client: Client, kind: str, subscription_id: str) -> Subscription:
    """One subscription. Raises `ApiTrouble`."""
    path = {"notificationType": kind, "subscriptionId": subscription_id}
    return _subscription(_payload(client.call(operations.GET_SUBSCRIPTION_BY_ID, path=path)))


def subscribe(client: Client, kind: str, *, destination_id: str, changes: tuple[str, ...] = ()) -> Subscription:
    """Let a type go to a destination; `changes` narrows ORDER_CHANGE down to these. Raises `ApiTrouble`."""
    body: dict[str, Any] = {"payloadVersion": PAYLOAD_VERSION, "destinationId": destination_id}
    if changes:
        body["processingDirective"] = {"eventFilter": {"eventFilterType": kind, "orderChangeTypes": list(changes)}}
    return _subscription(
        _payload(client.call(operations.CREATE_SUBSCRIPTION, path={"notificationType": kind}, body=body))
    )


def delete_subscription(client: Client, kind: str, subscription_id: str) -> None:
    """End a subscription. Raises `ApiTrouble`."""
    path = {"notificationType": kind, "subscriptionId": subscription_id}
    client.call(operations.DELETE_SUBSCRIPTION, path=path)


def _object(answer: object) -> Mapping[str, Any]:
    if not isinstance(answer, Mapping):
        raise nonsense("the answer is no object")
    return answer


def _payload(answer: object) -> Mapping[str, Any]:
    return part(_object(answer), "payload")


def _destination(found: Mapping[str, Any]) -> Destination:
    arn = text(part(part(found, "resource"), "sqs"), "arn")
    return Destination(needed(found, "destinationId"), text(found, "name"), arn)


def _subscription(found: Mapping[str, Any]) -> Subscription:
    return Subscription(needed(found, "subscriptionId"), needed(found, "destinationId"), text(found, "payloadVersion"))
