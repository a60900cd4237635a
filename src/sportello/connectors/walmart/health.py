"""Performance summaries of Walmart's Insights API, as rates. Pure.

Source: developer.walmart.com, Seller Performance API endpoints, for the paths and that they are for the United States
alone; the shape of an answer as public clients of it read it, since Walmart's own reference shows none. Two shapes
share one set of names: `cumulativeRate`, or `overallRate` with the `sellerAccountableRate` that the standard holds
sellers to. Rates are percentages, and the standard is a sentence ("90% or above").
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any

from sportello.channels.health import ReportedRate

from .values import Document, number_of, part, text, time_of

PATH = "/v3/insights/performance/{path}/summary"
# What the standard applies to comes first.
_RATES = ("sellerAccountableRate", "cumulativeRate", "overallRate")
_IMPACTED = ("ordersImpacted", "impactedCustomerCount", "impactedOrders")
_STANDARDS = ("performanceStandard", "standard")
_LEVELS = ("performanceRiskLevel", "riskLevel")
_NUMBER = re.compile(r"(\d+(?:\.\d+)?)\s*%")
_ABOVE = re.compile(r"above|more|greater|at least|higher|≥|>", re.IGNORECASE)
# Walmart's words for a rate that does not keep its standard, as far as they are known.
_BAD = re.compile(r"urgent|critical|below standard|does not meet", re.IGNORECASE)
HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True)
class Summary:
    """One summary: its path, the slug of `insights.health.limits`, Walmart's name, on which side of its standard it
    has to stay, and over how many days Walmart judges it."""

    path: str
    measure: str
    name: str
    side: str = "below"
    days: int = 30


SUMMARIES = (
    Summary("otd", "on_time", "On-time delivery", "above"),
    Summary("vtr", "valid_tracking", "Valid tracking", "above"),
    Summary("cancellations", "cancellations", "Cancellations"),
    Summary("srr", "responses", "Seller response", "above"),
    # Refunds give way to returns and items not received; Walmart removes them on 2027-03-27.
    Summary("refunds", "refunds", "Refunds"),
    Summary("returns", "returns", "Returns", days=60),
    Summary("itemNotReceived", "not_received", "Item not received", days=60),
    Summary("negativeFeedback", "negative_feedback", "Negative feedback", days=60),
)


def rate_of(summary: Summary, document: Document) -> ReportedRate | None:
    """The rate of one answer; None when it has none.

    Whether the standard is kept is told by the number in its sentence, both ends included; where there is none, by
    Walmart's own verdict.
    """
    told = part(document, "payload") or document
    rate = _first(told, _RATES)
    if rate is None:
        return None
    sentence = next((text(told, name) for name in _STANDARDS if text(told, name)), "")
    level = next((text(told, name) for name in _LEVELS if text(told, name)), "")
    limit, side = limit_of(sentence, summary.side)
    at = time_of(told.get("updatedTimestamp"))
    days = timedelta(days=int(number_of(told.get("reportDuration") or summary.days)))
    return ReportedRate(
        measure=summary.measure,
        rate=rate / HUNDRED,
        limit=limit,
        side=side,
        is_kept=_is_kept(rate / HUNDRED, limit, side, level),
        part=_impacted(told) if side == "below" else 0,
        whole=0,
        since=at - days if at else None,
        until=at,
        name=summary.name,
        level=level,
        as_of=at,
    )


def limit_of(sentence: str, side: str) -> tuple[Decimal | None, str]:
    """The limit of a standard's sentence as a share of 1, and where a rate has to stay, seen from it.

    `side` is believed where the sentence says neither: "90% or above" and "above 90%" are above, "2% or below" is not.
    """
    found = _NUMBER.search(sentence)
    if found is None:
        return None, side
    if "below" in sentence.lower() or "less" in sentence.lower() or "<" in sentence or "≤" in sentence:
        side = "below"
    elif _ABOVE.search(sentence):
        side = "above"
    return Decimal(found[1]) / HUNDRED, side


def _is_kept(rate: Decimal, limit: Decimal | None, side: str, level: str) -> bool:
    if limit is None:
        return _BAD.search(level) is None
    return rate >= limit if side == "above" else rate <= limit


def _first(told: Mapping[str, Any], names: tuple[str, ...]) -> Decimal | None:
    for name in names:
        found = told.get(name)
        if found is not None and not isinstance(found, bool) and text(told, name):
            return number_of(found)
    return None


def _impacted(told: Document) -> int:
    return int(_first(told, _IMPACTED) or 0)
