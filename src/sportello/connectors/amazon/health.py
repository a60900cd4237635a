"""The account-health report (seller performance, JSON of 2020-11-18). Pure.

Amazon's schema and its own example name some parts differently; both are read.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from .values import moment, nonsense, part, parts, text, whole

REPORT = "GET_V2_SELLER_PERFORMANCE_REPORT"


class Measure(StrEnum):
    """A rate that Amazon holds sellers to."""

    ORDER_DEFECTS_SELLER = "order_defects_seller"
    ORDER_DEFECTS_AMAZON = "order_defects_amazon"
    LATE_SHIPMENTS = "late_shipments"
    CANCELLATIONS = "cancellations"
    VALID_TRACKING = "valid_tracking"
    ON_TIME = "on_time"
    ON_TIME_UNITS = "on_time_units"
    INVOICE_DEFECTS = "invoice_defects"


# Where each rate lies, under its names; then the names of its count and of what is counted.
_PLACES: Mapping[Measure, tuple[tuple[str, ...], str, str]] = {
    Measure.LATE_SHIPMENTS: (("lateShipmentRate",), "lateShipmentCount", "orderCount"),
    Measure.CANCELLATIONS: (
        ("preFulfillmentCancellationRate", "prefulfillmentCancelRate"),
        "cancellationCount",
        "orderCount",
    ),
    Measure.VALID_TRACKING: (("validTrackingRate",), "validTrackingCount", "shipmentCount"),
    Measure.ON_TIME: (("onTimeDeliveryRate",), "onTimeDeliveryCount", "shipmentCountWithValidTracking"),
    Measure.ON_TIME_UNITS: (("unitOnTimeDeliveryRate",), "unitOnTimeDeliveryCount", "totalUnitCount"),
}
_VIOLATIONS = (
    "listingPolicyViolations",
    "productAuthenticityCustomerComplaints",
    "productConditionCustomerComplaints",
    "productSafetyCustomerComplaints",
    "receivedIntellectualPropertyComplaints",
    "restrictedProductPolicyViolations",
    "suspectedIntellectualPropertyViolations",
    "foodAndProductSafetyIssues",
    "otherPolicyViolations",
    "documentRequests",
    "documentRequest",
)


@dataclass(frozen=True, slots=True)
class Rate:
    """One measured rate as a share of 1; `status` and `condition` are Amazon's words (GOOD, LESS_THAN)."""

    measure: Measure
    rate: Decimal | None
    target: Decimal | None
    condition: str
    status: str
    count: int
    of: int
    since: datetime | None
    until: datetime | None


@dataclass(frozen=True, slots=True)
class SiteHealth:
    """One marketplace: `status` NORMAL, AT_RISK or DEACTIVATED; `defects` counts policy violations by Amazon's name."""

    marketplace_id: str
    status: str
    rating: str = ""
    rates: tuple[Rate, ...] = ()
    claims: int = 0
    negative_feedback: int = 0
    chargebacks: int = 0
    defects: Mapping[str, int] | None = None
    warnings: tuple[str, ...] = ()


def read_health(data: bytes) -> tuple[SiteHealth, ...]:
    """The health of each marketplace of the report. Raises `ApiTrouble` NONSENSE."""
    try:
        report = json.loads(data, parse_float=Decimal)
    except ValueError as broken:
        raise nonsense(f"the account-health report is no JSON: {broken}") from broken
    if not isinstance(report, Mapping):
        raise nonsense("the account-health report is no object")
    measured = {text(one, "marketplaceId"): one for one in parts(report, "performanceMetrics")}
    states = {text(one, "marketplaceId"): text(one, "status") for one in parts(report, "accountStatuses")}
    ids = dict.fromkeys((*states, *measured))
    return tuple(_site(each, states.get(each, ""), measured.get(each, {})) for each in ids if each)


def _site(marketplace_id: str, status: str, found: Mapping[str, Any]) -> SiteHealth:
    defects = part(found, "orderDefectRate")
    kinds = [part(defects, name) for name in ("mfn", "afn")]
    rating = part(found, "accountHealthRating")
    warnings = parts(found, "warningStates") or parts(found, "warningState")
    return SiteHealth(
        marketplace_id=marketplace_id,
        status=status,
        rating=text(rating, "accountHealthRatingStatus") or text(rating, "ahrStatus"),
        rates=tuple(_rates(found)),
        claims=sum(whole(part(kind, "claims"), "count") for kind in kinds),
        negative_feedback=sum(whole(part(kind, "negativeFeedback"), "count") for kind in kinds),
        chargebacks=sum(whole(part(kind, "chargebacks"), "count") for kind in kinds),
        defects={name: whole(part(found, name), "defectsCount") for name in _VIOLATIONS if found.get(name)},
        warnings=tuple(text(one, "warningType") for one in warnings if text(one, "status") == "BAD"),
    )


def _rates(found: Mapping[str, Any]) -> list[Rate]:
    defects, invoices = part(found, "orderDefectRate"), part(found, "invoiceDefectRate")
    named: list[tuple[Measure, Mapping[str, Any], int, str]] = [
        (measure, kind, whole(part(kind, "orderWithDefects"), "count"), "orderCount")
        for measure, kind in (
            (Measure.ORDER_DEFECTS_SELLER, part(defects, "mfn")),
            (Measure.ORDER_DEFECTS_AMAZON, part(defects, "afn")),
        )
    ]
    for measure, (names, count, of) in _PLACES.items():
        place = next((part(found, name) for name in names if found.get(name)), {})
        named.append((measure, place, whole(place, count), of))
    named.append((Measure.INVOICE_DEFECTS, invoices, whole(part(invoices, "invoiceDefect"), "count"), "orderCount"))
    return [_rate(measure, place, count, whole(place, of)) for measure, place, count, of in named if place]


def _rate(measure: Measure, place: Mapping[str, Any], count: int, of: int) -> Rate:
    days = part(place, "reportingDateRange")
    return Rate(
        measure=measure,
        rate=_number(place, "rate"),
        target=_number(place, "targetValue"),
        condition=text(place, "targetCondition"),
        status=text(place, "status"),
        count=count,
        of=of,
        since=moment(days, "reportingDateFrom"),
        until=moment(days, "reportingDateTo"),
    )


def _number(place: Mapping[str, Any], name: str) -> Decimal | None:
    found = place.get(name)
    return Decimal(found) if isinstance(found, Decimal | int) and not isinstance(found, bool) else None
