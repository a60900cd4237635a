"""Every call: its path, its published rate, who may call it, and who answers."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from sportello.sandbox.web import Answer

from . import messaging, notifications, orders, other_calls, reports, shipments, solicitations
from .calls import Call

SELLER = ""
NOTIFICATIONS = "sellingpartnerapi::notifications"
NOBODY = "-"


@dataclass(frozen=True, slots=True)
class Route:
    """One operation. `scope`: SELLER, a grantless scope, or NOBODY without a token; `rate` is calls a second."""

    method: str
    path: re.Pattern[str]
    name: str
    answer: Callable[[Call], dict[str, Any] | Answer | None]
    rate: float
    burst: int
    status: HTTPStatus = HTTPStatus.OK
    scope: str = SELLER


def _route(method: str, path: str, name: str, answer: Any, rate: float, burst: int, **more: Any) -> Route:
    return Route(method, re.compile(re.sub(r"{(\w+)}", r"(?P<\1>[^/]+)", path)), name, answer, rate, burst, **more)


_NOTES = "/notifications/v1"
_REPORTS = "/reports/2021-06-30"
_GRANTLESS = {"scope": NOTIFICATIONS}

ROUTES = (
    _route("GET", "/orders/2026-01-01/orders", "searchOrders", orders.search_orders, 0.0056, 20),
    _route("GET", "/orders/2026-01-01/orders/{order}", "getOrder", orders.get_order, 0.5, 30),
    _route("POST", "/orders/v0/orders/{order}/shipmentConfirmation", "confirmShipment", shipments.confirm_shipment,
           2, 10, status=HTTPStatus.NO_CONTENT),
    _route("GET", "/messaging/v1/orders/{order}", "getMessagingActionsForOrder", messaging.actions, 1, 5),
    _route("GET", "/messaging/v1/orders/{order}/attributes", "GetAttributes", messaging.attributes, 1, 5),
    *(
        _route("POST", f"/messaging/v1/orders/{{order}}/messages/(?P<action>{name})", name, messaging.send, 1, 5,
               status=HTTPStatus.CREATED)
        for name in messaging.BODIES
    ),
    _route("GET", "/solicitations/v1/orders/{order}", "getSolicitationActionsForOrder", solicitations.actions, 1, 5),
    _route("POST", f"/solicitations/v1/orders/{{order}}/solicitations/{solicitations.ACTION}",
           "createProductReviewAndSellerFeedbackSolicitation", solicitations.ask, 1, 5, status=HTTPStatus.CREATED),
    _route("GET", f"{_NOTES}/destinations", "getDestinations", notifications.destinations, 1, 5, **_GRANTLESS),
    _route("POST", f"{_NOTES}/destinations", "createDestination", notifications.create_destination, 1, 5, **_GRANTLESS),
    _route("GET", f"{_NOTES}/destinations/{{destination}}", "getDestination", notifications.destination, 1, 5,
           **_GRANTLESS),
    _route("DELETE", f"{_NOTES}/destinations/{{destination}}", "deleteDestination", notifications.delete_destination,
           1, 5, **_GRANTLESS),
    _route("GET", f"{_NOTES}/subscriptions", "getSubscriptions", notifications.subscriptions, 1, 5),
    _route("GET", f"{_NOTES}/subscriptions/{{type}}", "getSubscription", notifications.subscription, 1, 5),
    _route("POST", f"{_NOTES}/subscriptions/{{type}}", "createSubscription", notifications.subscribe, 1, 5),
    _route("POST", f"{_NOTES}/subscriptions/{{type}}/testNotification", "sendTestNotification", notifications.test,
           1, 5, status=HTTPStatus.ACCEPTED),
    _route("GET", f"{_NOTES}/subscriptions/{{type}}/{{subscription}}", "getSubscriptionById",
           notifications.subscription, 1, 5, **_GRANTLESS),
    _route("DELETE", f"{_NOTES}/subscriptions/{{type}}/{{subscription}}", "deleteSubscriptionById",
           notifications.unsubscribe, 1, 5, **_GRANTLESS),
    _route("POST", "/tokens/2021-03-01/restrictedDataToken", "createRestrictedDataToken", other_calls.restricted_token,
           1, 10),
    _route("GET", f"{_REPORTS}/reports", "getReports", reports.several, 0.0222, 10),
    _route("POST", f"{_REPORTS}/reports", "createReport", reports.create, 0.0167, 15, status=HTTPStatus.ACCEPTED),
    _route("GET", f"{_REPORTS}/reports/{{report}}", "getReport", reports.one, 2, 15),
    _route("DELETE", f"{_REPORTS}/reports/{{report}}", "cancelReport", reports.cancel, 0.0222, 10),
    _route("GET", f"{_REPORTS}/schedules", "getReportSchedules", reports.schedules, 0.0222, 10),
    _route("POST", f"{_REPORTS}/schedules", "createReportSchedule", reports.create_schedule, 0.0222, 10,
           status=HTTPStatus.CREATED),
    _route("GET", f"{_REPORTS}/schedules/{{schedule}}", "getReportSchedule", reports.schedule, 0.0222, 10),
    _route("DELETE", f"{_REPORTS}/schedules/{{schedule}}", "cancelReportSchedule", reports.cancel_schedule, 0.0222, 10),
    _route("GET", f"{_REPORTS}/documents/{{document}}", "getReportDocument", reports.document, 0.0167, 15),
    _route("GET", "/documents/{document}", "", reports.fetch, 100, 100, scope=NOBODY),
    _route("POST", "/uploads/2020-11-01/uploadDestinations/(?P<resource>.+)", "createUploadDestinationForResource",
           other_calls.create_upload, 10, 10, status=HTTPStatus.CREATED),
    _route("PUT", "/uploaded/{upload}", "", other_calls.upload, 100, 100, scope=NOBODY),
    _route("GET", "/sellers/v1/marketplaceParticipations", "getMarketplaceParticipations", other_calls.participations,
           0.016, 15),
)  # fmt: skip


def find(method: str, path: str) -> tuple[Route, dict[str, str]] | None:
    """The route of a request and the parts of its path that have names."""
    for route in ROUTES:
        found = route.path.fullmatch(path)
        if found and route.method == method:
            return route, found.groupdict()
    return None
