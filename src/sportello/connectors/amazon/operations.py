"""The calls of SP-API that Sportello makes: method, path, and the published rate of each.

Rates are the defaults of Amazon's models (requests per second, burst); an account's own are learnt from its answers.
"""

from dataclasses import dataclass

NOTIFICATIONS_SCOPE = "sellingpartnerapi::notifications"


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation. `path` has its parameters in braces; `scope` makes it grantless: the application calls, not the
    seller."""

    name: str
    method: str
    path: str
    rate: float
    burst: float
    scope: str = ""


_ORDERS = "/orders/2026-01-01/orders"
SEARCH_ORDERS = Operation("searchOrders", "GET", _ORDERS, 0.0056, 20)
GET_ORDER = Operation("getOrder", "GET", f"{_ORDERS}/{{orderId}}", 0.5, 30)
CONFIRM_SHIPMENT = Operation("confirmShipment", "POST", "/orders/v0/orders/{orderId}/shipmentConfirmation", 2, 10)
PARTICIPATIONS = Operation("getMarketplaceParticipations", "GET", "/sellers/v1/marketplaceParticipations", 0.016, 15)

_TOLD = "/messaging/v1/orders/{amazonOrderId}"
MESSAGING_ACTIONS = Operation("getMessagingActionsForOrder", "GET", _TOLD, 1, 5)
GET_ATTRIBUTES = Operation("GetAttributes", "GET", f"{_TOLD}/attributes", 1, 5)


def message_operation(name: str, segment: str) -> Operation:
    """The operation that sends one kind of message; all have the same rate."""
    return Operation(name, "POST", f"{_TOLD}/messages/{segment}", 1, 5)


_ASKED = "/solicitations/v1/orders/{amazonOrderId}"
SOLICITATION_ACTIONS = Operation("getSolicitationActionsForOrder", "GET", _ASKED, 1, 5)
SOLICIT = Operation(
    "createProductReviewAndSellerFeedbackSolicitation",
    "POST",
    f"{_ASKED}/solicitations/productReviewAndSellerFeedback",
    1,
    5,
)
UPLOAD_DESTINATION = Operation(
    "createUploadDestinationForResource", "POST", "/uploads/2020-11-01/uploadDestinations/{resource}", 10, 10
)

_SUBSCRIPTIONS = "/notifications/v1/subscriptions"
_OF_TYPE = f"{_SUBSCRIPTIONS}/{{notificationType}}"
_DESTINATIONS = "/notifications/v1/destinations"
GET_SUBSCRIPTIONS = Operation("getSubscriptions", "GET", _SUBSCRIPTIONS, 1, 5)
GET_SUBSCRIPTION = Operation("getSubscription", "GET", _OF_TYPE, 1, 5)
CREATE_SUBSCRIPTION = Operation("createSubscription", "POST", _OF_TYPE, 1, 5)
_ONE_SUBSCRIPTION = f"{_OF_TYPE}/{{subscriptionId}}"
GET_SUBSCRIPTION_BY_ID = Operation("getSubscriptionById", "GET", _ONE_SUBSCRIPTION, 1, 5, NOTIFICATIONS_SCOPE)
DELETE_SUBSCRIPTION = Operation("deleteSubscriptionById", "DELETE", _ONE_SUBSCRIPTION, 1, 5, NOTIFICATIONS_SCOPE)
GET_DESTINATIONS = Operation("getDestinations", "GET", _DESTINATIONS, 1, 5, NOTIFICATIONS_SCOPE)
CREATE_DESTINATION = Operation("createDestination", "POST", _DESTINATIONS, 1, 5, NOTIFICATIONS_SCOPE)
_ONE_DESTINATION = f"{_DESTINATIONS}/{{destinationId}}"
GET_DESTINATION = Operation("getDestination", "GET", _ONE_DESTINATION, 1, 5, NOTIFICATIONS_SCOPE)
DELETE_DESTINATION = Operation("deleteDestination", "DELETE", _ONE_DESTINATION, 1, 5, NOTIFICATIONS_SCOPE)

_REPORTS = "/reports/2021-06-30/reports"
_SCHEDULES = "/reports/2021-06-30/schedules"
GET_REPORTS = Operation("getReports", "GET", _REPORTS, 0.0222, 10)
CREATE_REPORT = Operation("createReport", "POST", _REPORTS, 0.0167, 15)
GET_REPORT = Operation("getReport", "GET", f"{_REPORTS}/{{reportId}}", 2, 15)
CANCEL_REPORT = Operation("cancelReport", "DELETE", f"{_REPORTS}/{{reportId}}", 0.0222, 10)
GET_REPORT_DOCUMENT = Operation(
    "getReportDocument", "GET", "/reports/2021-06-30/documents/{reportDocumentId}", 0.0167, 15
)
GET_SCHEDULES = Operation("getReportSchedules", "GET", _SCHEDULES, 0.0222, 10)
CREATE_SCHEDULE = Operation("createReportSchedule", "POST", _SCHEDULES, 0.0222, 10)
GET_SCHEDULE = Operation("getReportSchedule", "GET", f"{_SCHEDULES}/{{reportScheduleId}}", 0.0222, 10)
CANCEL_SCHEDULE = Operation("cancelReportSchedule", "DELETE", f"{_SCHEDULES}/{{reportScheduleId}}", 0.0222, 10)
RESTRICTED_TOKEN = Operation("createRestrictedDataToken", "POST", "/tokens/2021-03-01/restrictedDataToken", 1, 10)
