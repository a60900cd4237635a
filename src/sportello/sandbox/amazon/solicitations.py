"""Solicitations v1: Amazon asks the buyer for a review, once, from 5 days after the earliest to 30 after the latest."""

from datetime import timedelta
from http import HTTPStatus
from typing import Any

from sportello.sandbox.world import WorldOrder

from .calls import Call
from .errors import Problem, invalid
from .sites import MARKETPLACES
from .state import Sent

ACTION = "productReviewAndSellerFeedback"
EARLIEST = timedelta(days=5)
LATEST = timedelta(days=30)


def actions(call: Call) -> dict[str, Any]:
    """getSolicitationActionsForOrder: one action, or none. Raises Problem."""
    order, end = _order(call)
    base = f"/solicitations/v1/orders/{order.id}"
    action = {"href": f"{base}/solicitations/{ACTION}{end}", "name": ACTION}
    listed = [action] if possible(call, order) else []
    schema = {"href": f"{base}/solicitations/{ACTION}/schema", "name": ACTION}
    embedded = [{"_links": {"self": action, "schema": schema}, "name": ACTION, "title": ACTION} for _ in listed]
    return {
        "_links": {"actions": listed, "self": {"href": f"{base}{end}"}},
        "_embedded": {"actions": embedded},
    }


def ask(call: Call) -> dict[str, Any]:
    """createProductReviewAndSellerFeedbackSolicitation. Raises Problem."""
    order, _ = _order(call)
    if not possible(call, order):
        message = "You can't use Amazon's solicitation for this order."
        raise Problem(HTTPStatus.FORBIDDEN, "Unauthorized", message)
    call.state.sent.append(Sent(call.now, order.id, ACTION, {}))
    call.world.record("message", "amazon", order.id, by="seller", action=ACTION)
    return {}


def possible(call: Call, order: WorldOrder) -> bool:
    """Whether the window is open and nobody asked yet."""
    in_time = order.ship_by + EARLIEST <= call.now <= order.deliver_by + LATEST
    return in_time and order.state in {"shipped", "delivered"} and not call.state.times_sent(order.id, ACTION)


def _order(call: Call) -> tuple[WorldOrder, str]:
    order, marketplace = call.order(missing_is_invalid=True), call.marketplace()
    if MARKETPLACES[marketplace].site != order.site:
        raise invalid("marketplaceIds is not the marketplace of the order.")
    return order, f"?marketplaceIds={marketplace}"
