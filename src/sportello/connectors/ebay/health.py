"""Seller standards and service metrics of the Sell Analytics API v1, as rates. Pure.

Source: developer.ebay.com, Analytics API 1.3.2, `findSellerStandardsProfiles` and `getCustomerServiceMetric`. eBay
writes rates as percentages in text ("0.14" is 0.14 %); here they are shares of 1.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from sportello.channels.health import ReportedRate

from .values import Document, count, part, rows, text, time_of

ANALYTICS = "/sell/analytics/v1"
SCOPE = "sell.analytics.readonly"
CURRENT, PROJECTED = "CURRENT", "PROJECTED"
GLOBAL = "PROGRAM_GLOBAL"
# What is not named here is judged by eBay's global program.
PROGRAMS: Mapping[str, str] = {
    "ebay.com": "PROGRAM_US",
    "ebay.co.uk": "PROGRAM_UK",
    "ebay.ie": "PROGRAM_UK",
    "ebay.de": "PROGRAM_DE",
    "ebay.at": "PROGRAM_DE",
    "ebay.ch": "PROGRAM_DE",
}
# Slugs of `insights.health.limits`, and on which side of its limit each rate has to stay.
_STANDARDS: Mapping[str, tuple[str, str]] = {
    "DEFECTIVE_TRANSACTION_RATE": ("order_defects", "below"),
    "CLAIMS_SAF_RATE": ("unresolved_cases", "below"),
    "SHIPPING_MISS_RATE": ("late_shipments", "below"),
    "VALID_TRACKING_UPLOADED_WITHIN_HANDLING_RATE": ("valid_tracking", "above"),
}
# The two kinds of service metrics: their slug, and eBay's name for sellers.
SERVICE: Mapping[str, tuple[str, str]] = {
    "ITEM_NOT_RECEIVED": ("not_received", "Item not received"),
    "ITEM_NOT_AS_DESCRIBED": ("not_as_described", "Item not as described"),
}
LEVELS: Mapping[str, str] = {
    "TOP_RATED": "Top Rated",
    "ABOVE_STANDARD": "Above Standard",
    "BELOW_STANDARD": "Below Standard",
    "VERY_HIGH": "Very High",
    "HIGH": "High",
    "AVERAGE": "Average",
    "LOW": "Low",
}
BELOW, TOO_HIGH, UNRATED = "BELOW_STANDARD", "VERY_HIGH", "NOT_APPLICABLE"
_WORST_FIRST = (TOO_HIGH, "HIGH", "AVERAGE", "LOW")
HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True)
class Standards:
    """One program: the seller's level now and at the next evaluation ("" where eBay does not say), and the rates."""

    program: str
    level: str
    projected: str
    is_default: bool
    rates: tuple[ReportedRate, ...]


def level_of(said: str) -> str:
    """A level or rating as eBay shows it to sellers."""
    return LEVELS.get(said, said)


def standards_of(document: Document) -> dict[str, Standards]:
    """The programs of `findSellerStandardsProfiles` by name; a new seller has none, or one without rates."""
    cycles: dict[str, dict[str, Document]] = {}
    for profile in rows(document, "standardsProfiles"):
        cycles.setdefault(text(profile, "program"), {})[text(part(profile, "cycle"), "cycleType")] = profile
    return {program: _standards(program, found) for program, found in cycles.items() if program}


def for_site(found: Mapping[str, Standards], site: str) -> Standards | None:
    """The program that judges sales on a site: its own, else the one eBay calls the seller's default."""
    own = found.get(PROGRAMS.get(site, GLOBAL))
    return own or next((one for one in found.values() if one.is_default), None)


def service_of(kind: str, current: Document, projected: Document) -> tuple[ReportedRate, ...]:
    """The rates of one service metric against comparable sellers, worst first: one for each region or category.

    What eBay does not rate, for want of sales or of comparable sellers, is left out.
    """
    ahead = {_about(one): _metric(one) for one in rows(projected, "dimensionMetrics")}
    cycle = part(current, "evaluationCycle")
    told = [
        (rating, _against_peers(kind, one, cycle, ahead.get(_about(one), {})))
        for one in rows(current, "dimensionMetrics")
        if (rating := text(part(_metric(one), "benchmark"), "rating")) not in ("", UNRATED)
    ]
    order = {rating: place for place, rating in enumerate(_WORST_FIRST)}
    return tuple(rate for _, rate in sorted(told, key=lambda pair: order.get(pair[0], len(order))))


def _standards(program: str, cycles: Mapping[str, Document]) -> Standards:
    now, ahead = cycles.get(CURRENT, {}), cycles.get(PROJECTED, {})
    # A new seller has only what is projected.
    judged = now if rows(now, "metrics") or not rows(ahead, "metrics") else ahead
    later = {text(one, "metricKey"): _share(one.get("value")) for one in rows(ahead, "metrics")}
    as_of = time_of(part(judged, "cycle").get("evaluationDate"))
    return Standards(
        program=program,
        level=text(now, "standardsLevel"),
        projected=text(ahead, "standardsLevel"),
        is_default=bool(now.get("defaultProgram") or ahead.get("defaultProgram")),
        rates=tuple(
            replace(_rate(one, as_of), projected=later.get(text(one, "metricKey")) if judged is now else None)
            for one in rows(judged, "metrics")
            if text(one, "type") == "RATE"
        ),
    )


def _rate(metric: Document, as_of: datetime | None) -> ReportedRate:
    key, value = text(metric, "metricKey"), metric.get("value")
    most, least = _share(metric.get("thresholdUpperBound")), _share(metric.get("thresholdLowerBound"))
    measure, side = _STANDARDS.get(key, (key.lower(), "above" if most is None and least is not None else "below"))
    return ReportedRate(
        measure=measure,
        rate=_share(value),
        limit=_first(most, least) if side == "below" else _first(least, most),
        side=side,
        is_kept=text(metric, "level") != BELOW,
        part=count(part(metric, "value"), "numerator") or 0,
        whole=count(part(metric, "value"), "denominator") or 0,
        since=time_of(metric.get("lookbackStartDate")),
        until=time_of(metric.get("lookbackEndDate")),
        name=text(metric, "name"),
        level=level_of(text(metric, "level")),
        as_of=as_of,
    )


def _first(one: Decimal | None, other: Decimal | None) -> Decimal | None:
    return other if one is None else one


def _about(dimension: Document) -> str:
    return text(part(dimension, "dimension"), "value")


def _metric(dimension: Document, key: str = "RATE") -> Document:
    return next((one for one in rows(dimension, "metrics") if text(one, "metricKey") == key), {})


def _against_peers(kind: str, dimension: Document, cycle: Document, ahead: Document) -> ReportedRate:
    measure, name = SERVICE[kind]
    rate = _metric(dimension)
    benchmark = part(rate, "benchmark")
    return ReportedRate(
        measure=measure,
        rate=_share(rate.get("value")),
        limit=_share(part(benchmark, "metadata").get("average")),
        side="below",
        is_kept=text(benchmark, "rating") != TOO_HIGH,
        part=_whole(_metric(dimension, "COUNT")),
        whole=0,
        since=time_of(cycle.get("startDate")),
        until=time_of(cycle.get("endDate")),
        name=name,
        level=level_of(text(benchmark, "rating")),
        about=text(part(dimension, "dimension"), "name"),
        against_peers=True,
        as_of=time_of(cycle.get("evaluationDate")),
        projected=_share(ahead.get("value")),
    )


def _whole(metric: Document) -> int:
    said = text(metric, "value")
    return int(said) if said.isdecimal() else 0


def _share(value: Any) -> Decimal | None:
    """A percentage, alone or in a `{value}`, as a share of 1; None for anything else."""
    said = value.get("value") if isinstance(value, Mapping) else value
    if said is None or isinstance(said, bool):
        return None
    try:
        number = Decimal(str(said))
    except InvalidOperation:
        return None
    return number / HUNDRED if number.is_finite() else None
