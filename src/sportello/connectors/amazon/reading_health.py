"""Account health of every site an account sells on, as the rest of the house knows it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sportello.channels.contract import Account, TroubleKind
from sportello.channels.health import ReportedHealth, ReportedRate

from .health import Measure, Rate, SiteHealth
from .performance import visit_health
from .settings import marketplaces
from .sites import marketplace_of, site_of

# The slugs of `insights.health.limits`; what is missing here keeps Amazon's name.
SLUGS: Mapping[Measure, str] = {
    Measure.ORDER_DEFECTS_SELLER: "order_defects",
    Measure.LATE_SHIPMENTS: "late_shipments",
    Measure.CANCELLATIONS: "cancellations",
    Measure.VALID_TRACKING: "valid_tracking",
    Measure.ON_TIME: "on_time",
}
# As Seller Central calls them; the report has keys alone.
NAMES: Mapping[Measure, str] = {
    Measure.ORDER_DEFECTS_SELLER: "Order Defect Rate (seller-fulfilled)",
    Measure.ORDER_DEFECTS_AMAZON: "Order Defect Rate (fulfilled by Amazon)",
    Measure.LATE_SHIPMENTS: "Late Shipment Rate",
    Measure.CANCELLATIONS: "Pre-fulfillment Cancel Rate",
    Measure.VALID_TRACKING: "Valid Tracking Rate",
    Measure.ON_TIME: "On-Time Delivery Rate",
    Measure.ON_TIME_UNITS: "On-Time Delivery Rate (units)",
    Measure.INVOICE_DEFECTS: "Invoice Defect Rate",
}
ROLE = "Selling Partner Insights"
ABOVE = "GREATER_THAN"
BAD, NONE = "BAD", "NONE"


def reads_health(
    account: Account, progress: Mapping[str, Any], *, sites: tuple[str, ...], now: datetime
) -> tuple[Mapping[str, Any], tuple[ReportedHealth, ...]]:
    """One step for each site that was chosen, or that orders came from. Raises `ApiTrouble` as `visit_health` does."""
    chosen = marketplaces(account) or tuple(filter(None, map(marketplace_of, sites)))
    kept: dict[str, Any] = {}
    came: list[ReportedHealth] = []
    for marketplace_id in chosen:
        kept[marketplace_id], found = visit_health(account, marketplace_id, progress.get(marketplace_id, {}), now=now)
        came += [_told(one) for one in found if one.marketplace_id == marketplace_id]
        if kept[marketplace_id].get("trouble", "").startswith(TroubleKind.PERMISSION):
            came.append(ReportedHealth(site_of(marketplace_id), "", missing=(ROLE,)))
    return kept, tuple(came)


def _told(health: SiteHealth) -> ReportedHealth:
    return ReportedHealth(
        site=site_of(health.marketplace_id),
        status=health.status,
        rating=health.rating,
        rates=tuple(_rate(one) for one in health.rates),
        violations={name: count for name, count in (health.defects or {}).items() if count},
        warnings=health.warnings,
    )


def _rate(rate: Rate) -> ReportedRate:
    return ReportedRate(
        measure=SLUGS.get(rate.measure, rate.measure.value),
        rate=rate.rate,
        limit=rate.target,
        side="above" if rate.condition == ABOVE else "below",
        is_kept=rate.status != BAD,
        part=rate.count,
        whole=rate.of,
        since=rate.since,
        until=rate.until,
        name=NAMES[rate.measure],
        level=rate.status.capitalize() if rate.status != NONE else "",
        as_of=rate.until,
    )
