"""Messaging v1: which of the nine messages may be sent to an order's buyer, and sending them."""

import re
from datetime import timedelta
from typing import Any

from sportello.sandbox.shop.sites import LOCALES
from sportello.sandbox.world import WorldOrder

from .calls import Call
from .contract import Items, Object, Text, body_of
from .errors import invalid
from .sites import BY_SITE, MARKETPLACES
from .state import Sent

ATTACHMENT = Object({"uploadDestinationId": Text(1), "fileName": Text(1, 255)})
FEW = Items(ATTACHMENT, 0, 5)
SOME = Items(ATTACHMENT, 1, 5)
LONG = Text(1, 2000)
BODIES = {
    "confirmCustomizationDetails": Object({}, {"text": Text(1, 800), "attachments": FEW}),
    "confirmDeliveryDetails": Object({}, {"text": LONG}),
    "legalDisclosure": Object({}, {"attachments": FEW}),
    "confirmOrderDetails": Object({}, {"text": LONG}),
    "confirmServiceDetails": Object({}, {"text": LONG}),
    "warranty": Object(
        {}, {"attachments": SOME, "coverageStartDate": Text(time=True), "coverageEndDate": Text(time=True)}
    ),
    "digitalAccessKey": Object({}, {"text": Text(1, 400), "attachments": FEW}),
    "unexpectedProblem": Object({}, {"text": LONG}),
    "invoice": Object({}, {"attachments": SOME}),
}
BEFORE_SHIPPING = ("confirmDeliveryDetails", "confirmOrderDetails", "legalDisclosure", "unexpectedProblem", "invoice")
ON_ITS_WAY = ("confirmDeliveryDetails", "legalDisclosure", "warranty", "unexpectedProblem", "invoice")
ARRIVED = ("legalDisclosure", "warranty", "unexpectedProblem", "invoice")
BY_AMAZON = ("legalDisclosure", "warranty", "invoice")
OPEN_FOR = timedelta(days=30)
FORBIDDEN = re.compile(r"<[a-z/!]|[\w.+-]+@[\w-]+\.\w", re.IGNORECASE)


def actions(call: Call) -> dict[str, Any]:
    """getMessagingActionsForOrder. Raises Problem."""
    order, marketplace = _order(call)
    listed = [name for name in BODIES if name in allowed(call, order)]
    base = f"/messaging/v1/orders/{order.id}"
    end = f"?marketplaceIds={marketplace}"
    links = [{"href": f"{base}/messages/{name}{end}", "name": name} for name in listed]
    attributes = {"href": f"{base}/attributes{end}", "name": "attributes"}
    return {
        "_links": {"actions": [*links, attributes], "self": {"href": f"{base}{end}"}},
        "_embedded": {"actions": [_action(base, end, name) for name in listed]},
    }


def attributes(call: Call) -> dict[str, Any]:
    """GetAttributes: the language in which to write. Raises Problem."""
    order, _ = _order(call)
    ours = LOCALES.get(order.buyer.language, "").replace("_", "-")
    return {"buyer": {"locale": ours or BY_SITE[order.site].locale}}


def send(call: Call) -> dict[str, Any]:
    """One of the nine messages. Raises Problem."""
    order, _ = _order(call)
    action = call.names["action"]
    body = body_of(call.request.body, BODIES[action])
    if action not in allowed(call, order):
        raise invalid(f"{action} is not available for this order.")
    if FORBIDDEN.search(body.get("text", "")):
        raise invalid("text must not contain HTML or e-mail addresses.")
    for attachment in body.get("attachments", []):
        upload = call.state.uploads.get(attachment["uploadDestinationId"])
        if upload is None or not upload.filled:
            raise invalid("attachments has an uploadDestinationId to which nothing was uploaded.")
    call.state.sent.append(Sent(call.now, order.id, action, body))
    call.world.record("message", "amazon", order.id, by="seller", action=action, text=body.get("text", ""))
    return {}


def allowed(call: Call, order: WorldOrder) -> frozenset[str]:
    """What may be sent to the buyer of this order now."""
    more = call.state.allowed.get(order.id, frozenset())
    if order.state == "cancelled" or call.now > order.deliver_by + OPEN_FOR:
        return more
    if order.fulfilled_by == "marketplace":
        return more | frozenset(BY_AMAZON if order.state != "pending" else ())
    by_state = {"pending": (), "unshipped": BEFORE_SHIPPING, "shipped": ON_ITS_WAY, "delivered": ARRIVED}
    return more | frozenset(by_state[order.state])


def _order(call: Call) -> tuple[WorldOrder, str]:
    """The order and the marketplace, which must be its own; an order there is not is an invalid parameter here."""
    order, marketplace = call.order(missing_is_invalid=True), call.marketplace()
    if MARKETPLACES[marketplace].site != order.site:
        raise invalid("marketplaceIds is not the marketplace of the order.")
    return order, marketplace


def _action(base: str, end: str, name: str) -> dict[str, Any]:
    schema = {"href": f"{base}/messages/{name}/schema", "name": name}
    properties = {field: _property(shape) for field, shape in BODIES[name].optional.items()}
    described = {"_links": {"self": schema}, "type": "object", "name": name, "title": name, "properties": properties}
    return {
        "_links": {"schema": schema, "self": {"href": f"{base}/messages/{name}{end}", "name": name}},
        "_embedded": {"schema": described},
        "name": name,
        "title": name,
    }


def _property(shape: object) -> dict[str, Any]:
    if isinstance(shape, Text):
        return {"type": "string", "format": "date-time"} if shape.time else {"type": "string", "maxLength": shape.most}
    return {"type": "array", "maxItems": 5}
