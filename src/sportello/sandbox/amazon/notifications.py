"""Notifications v1: destinations, subscriptions, and the ORDER_CHANGE events that follow from them."""

import json
import re
import secrets
import uuid
from datetime import datetime
from http import HTTPStatus
from typing import Any

from sportello.sandbox.shop.sites import SELLER_ID
from sportello.sandbox.world import Change, WorldOrder

from .calls import Call, written
from .contract import Items, Object, Text, body_of
from .errors import Problem, invalid, not_found
from .queue import QUEUE_ARN, put
from .shapes import status
from .sites import BY_SITE
from .state import QueueMessage, State

ARN = re.compile(r"arn:aws:sqs:[a-z0-9-]+:\d{12}:[A-Za-z0-9_-]{1,80}(\.fifo)?")
TYPES = {
    "ORDER_CHANGE", "ANY_OFFER_CHANGED", "REPORT_PROCESSING_FINISHED", "FEED_PROCESSING_FINISHED",
    "FBA_OUTBOUND_SHIPMENT_STATUS", "FULFILLMENT_ORDER_STATUS", "ACCOUNT_STATUS_CHANGED", "TRANSACTION_UPDATE",
    "SHIPMENT_TRACKING_MILESTONE_CHANGED", "LISTINGS_ITEM_ISSUES_CHANGE",
}  # fmt: skip
CHANGES = ("OrderStatusChange", "BuyerRequestedChange", "DeliveryTipChange")
DESTINATION = Object(
    {"name": Text(1, 256), "resourceSpecification": Object({}, {
        "sqs": Object({"arn": Text(1, 1000)}),
        "eventBridge": Object({"region": Text(1), "accountId": Text(12, 12)}),
    })},
)  # fmt: skip
FILTER = Object(
    {"eventFilterType": Text(one_of=("ORDER_CHANGE", "ANY_OFFER_CHANGED"))},
    {"orderChangeTypes": Items(Text(one_of=CHANGES)), "marketplaceIds": Items(Text(1))},
)
SUBSCRIPTION = Object(
    {"payloadVersion": Text(1), "destinationId": Text(1)},
    {"processingDirective": Object({}, {"eventFilter": FILTER, "filterExpression": Text()})},
)
WAREHOUSE = "c0a1e5a0-0000-4000-8000-0000000000a1"
TEST = Object({"destinationId": Text(1), "payload": Text(1)})
SAYS_STATUS = {"PENDING": "Pending", "UNSHIPPED": "Unshipped", "PARTIALLY_SHIPPED": "PartiallyShipped",
               "SHIPPED": "Shipped", "CANCELLED": "Canceled"}  # fmt: skip
# What happens to an order, as the kind of change and the reason that an event gives for it.
TELLS = {
    "placed": (CHANGES[0], "Order placed"),
    "pay": (CHANGES[0], "Payment verified"),
    "ship": (CHANGES[0], "Shipment confirmed"),
    "cancel": (CHANGES[0], "Order canceled"),
    "wish": (CHANGES[1], "Buyer Requested Cancel"),
}


def destinations(call: Call) -> dict[str, Any]:
    """getDestinations."""
    return {"payload": list(call.state.destinations.values())}


def create_destination(call: Call) -> dict[str, Any]:
    """createDestination: one for each queue. Raises Problem."""
    body = body_of(call.request.body, DESTINATION)
    wanted = body["resourceSpecification"]
    arn = wanted.get("sqs", {}).get("arn", "")
    if len(wanted) != 1 or (arn and not ARN.fullmatch(arn)):
        raise invalid("resourceSpecification wants one queue or one event bus.")
    if any(known["resource"] == wanted for known in call.state.destinations.values()):
        raise Problem(HTTPStatus.CONFLICT, "ResourceAlreadyExists", "A destination for this resource exists already.")
    made = {"name": body["name"], "destinationId": str(uuid.uuid4()), "resource": wanted}
    call.state.destinations[made["destinationId"]] = made
    return {"payload": made}


def destination(call: Call) -> dict[str, Any]:
    """getDestination. Raises Problem."""
    return {"payload": _known(call.state.destinations, call.names["destination"])}


def delete_destination(call: Call) -> dict[str, Any]:
    """deleteDestination. Raises Problem."""
    name = call.names["destination"]
    _known(call.state.destinations, name)
    if any(one["destinationId"] == name for one in call.state.subscriptions.values()):
        raise invalid("A subscription uses this destination.")
    del call.state.destinations[name]
    return {}


def subscriptions(call: Call) -> dict[str, Any]:
    """getSubscriptions of one type. Raises Problem."""
    wanted = call.one_of("notificationTypes", TYPES)
    if len(wanted) != 1:
        raise invalid("notificationTypes wants exactly one type.")
    found = call.state.subscriptions.get(wanted[0])
    return {"payload": {"subscriptions": [found] if found else []}}


def subscription(call: Call) -> dict[str, Any]:
    """getSubscription and getSubscriptionById. Raises Problem."""
    found = _known(call.state.subscriptions, _type(call))
    if call.names.get("subscription", found["subscriptionId"]) != found["subscriptionId"]:
        raise not_found("There is no such subscription.")
    return {"payload": found}


def subscribe(call: Call) -> dict[str, Any]:
    """createSubscription: one of each type. Raises Problem."""
    kind, body = _type(call), body_of(call.request.body, SUBSCRIPTION)
    _known(call.state.destinations, body["destinationId"])
    if kind in call.state.subscriptions:
        raise Problem(HTTPStatus.CONFLICT, "ResourceAlreadyExists", "A subscription of this type exists already.")
    call.state.subscriptions[kind] = {"subscriptionId": str(uuid.uuid4()), **body}
    return {"payload": call.state.subscriptions[kind]}


def unsubscribe(call: Call) -> dict[str, Any]:
    """deleteSubscriptionById. Raises Problem."""
    subscription(call)
    del call.state.subscriptions[_type(call)]
    return {}


def test(call: Call) -> None:
    """sendTestNotification: this payload comes through the queue. Raises Problem."""
    body = body_of(call.request.body, TEST)
    target = _known(call.state.destinations, body["destinationId"])
    if target["resource"].get("sqs", {}).get("arn") == QUEUE_ARN:
        call.state.queue.append(QueueMessage(str(uuid.uuid4()), body["payload"], call.now))


def tell(state: State, change: Change, *, doubled: bool, reordered: bool) -> None:
    """Put an event about this change into the queue, if somebody subscribed to its kind."""
    order, told = change.order, TELLS.get(change.what)
    wanted = state.subscriptions.get("ORDER_CHANGE")
    if change.kind != "amazon" or order is None or told is None or wanted is None or order.site not in BY_SITE:
        return
    chosen = wanted.get("processingDirective", {}).get("eventFilter", {}).get("orderChangeTypes") or CHANGES
    target = state.destinations.get(wanted["destinationId"], {})
    if told[0] in chosen and target.get("resource", {}).get("sqs", {}).get("arn") == QUEUE_ARN:
        body = json.dumps(_event(order, told, change.at, wanted["subscriptionId"]))
        put(state, body, change.at, doubled=doubled, reordered=reordered)


def _event(order: WorldOrder, told: tuple[str, str], at: datetime, subscription_id: str) -> dict[str, Any]:
    return {
        "NotificationVersion": "1.0",
        "NotificationType": "ORDER_CHANGE",
        "PayloadVersion": "1.0",
        "EventTime": _exact(at),
        "Payload": {
            "OrderChangeNotification": {
                "NotificationLevel": "OrderLevel",
                "SellerId": SELLER_ID,
                "AmazonOrderId": order.id,
                "OrderChangeType": told[0],
                "OrderChangeTrigger": {"TimeOfOrderChange": _exact(at), "ChangeReason": told[1]},
                "Summary": _summary(order),
            }
        },
        "NotificationMetadata": {
            "ApplicationId": "amzn1.sp.solution.casalume",
            "SubscriptionId": subscription_id,
            "PublishTime": _exact(at),
            "NotificationId": secrets.token_hex(16),
        },
    }


def _summary(order: WorldOrder) -> dict[str, Any]:
    says = SAYS_STATUS[status(order)]
    count = sum(line.quantity for line in order.lines)
    shipped = count if says == "Shipped" else 0
    return {
        "MarketplaceId": BY_SITE[order.site].id,
        "OrderStatus": says,
        "PurchaseDate": _exact(order.placed_at),
        "DestinationPostalCode": order.buyer.address.postal_code,
        "FulfillmentType": "AFN" if order.fulfilled_by == "marketplace" else "MFN",
        "OrderType": "StandardOrder",
        "NumberOfItemsShipped": shipped,
        "NumberOfItemsUnshipped": count - shipped,
        "EarliestDeliveryDate": _exact(order.ship_by),
        "LatestDeliveryDate": _exact(order.deliver_by),
        "EarliestShipDate": _exact(order.placed_at),
        "LatestShipDate": _exact(order.ship_by),
        "OrderPrograms": [],
        "ShippingPrograms": [],
        "OrderItems": [
            {
                "OrderItemId": line.id,
                "SellerSKU": line.sku,
                "SupplySourceId": WAREHOUSE,
                "OrderItemStatus": says,
                "Quantity": line.quantity,
                "QuantityShipped": line.quantity if shipped else 0,
                "IsBuyerRequestedCancel": order.cancel_wished_at is not None,
                "ItemEarliestDeliveryDate": _exact(order.ship_by),
                "ItemLatestDeliveryDate": _exact(order.deliver_by),
            }
            for line in order.lines
        ],
    }


def _exact(at: datetime) -> str:
    return f"{written(at)[:-1]}.{at.microsecond // 1000:03d}Z"


def _type(call: Call) -> str:
    if call.names["type"] not in TYPES:
        raise invalid("notificationType is not known.")
    return call.names["type"]


def _known(things: dict[str, dict[str, Any]], name: str) -> dict[str, Any]:
    if name not in things:
        raise not_found("There is nothing with this id.")
    return things[name]
