"""Seller standards and service metrics, over HTTP and from eBay's documents."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import httpx
import pytest

from sportello.channels.contract import Account, ApiTrouble, TroubleKind
from sportello.connectors.ebay.connector import check
from sportello.connectors.ebay.health import for_site, service_of, standards_of
from sportello.connectors.ebay.reading_health import AGAIN, SOON, reads_health
from sportello.sandbox.testing import Apis

from .conftest import SECRETS

HOUR = timedelta(hours=1)


def metric(key: str, value: str, part: int, whole: int, level: str, **bounds: str) -> dict[str, Any]:
    """A rate as eBay writes it."""
    return {
        "metricKey": key, "name": key.title(), "type": "RATE", "level": level,
        "value": {"value": value, "numerator": part, "denominator": whole},
        "lookbackStartDate": "2025-11-01T07:00:00.000Z", "lookbackEndDate": "2026-10-31T07:00:00.000Z",
        **{name: {"value": bound} for name, bound in bounds.items()},
    }  # fmt: skip


def profile(program: str, cycle: str, level: str, *metrics: dict[str, Any], default: bool = False) -> dict[str, Any]:
    """One program in one cycle."""
    said = {"cycleType": cycle, "evaluationDate": "2026-11-20T07:00:00.000Z"}
    return {
        "program": program, "cycle": said, "standardsLevel": level, "metrics": list(metrics), "defaultProgram": default
    }  # fmt: skip


def test_it_reads_percentages_with_the_bound_of_the_level_they_reached() -> None:
    tracked = "VALID_TRACKING_UPLOADED_WITHIN_HANDLING_RATE"
    now = profile(
        "PROGRAM_UK", "CURRENT", "ABOVE_STANDARD",
        metric("DEFECTIVE_TRANSACTION_RATE", "0.14", 1, 720, "TOP_RATED", thresholdUpperBound="0.50"),
        metric("SHIPPING_MISS_RATE", "8.10", 17, 210, "BELOW_STANDARD", thresholdLowerBound="7.00"),
        metric(tracked, "97.10", 204, 210, "TOP_RATED", thresholdLowerBound="95.00"),
        {"metricKey": "MIN_TXN_COUNT", "type": "NUMBER", "value": 720, "level": "TOP_RATED"},
    )  # fmt: skip
    ahead = profile(
        "PROGRAM_UK", "PROJECTED", "TOP_RATED", metric("DEFECTIVE_TRANSACTION_RATE", "1.90", 14, 737, "ABOVE_STANDARD")
    )
    found = standards_of({"standardsProfiles": [ahead, now]})["PROGRAM_UK"]
    assert (found.level, found.projected) == ("ABOVE_STANDARD", "TOP_RATED")
    defects, late, tracking = found.rates
    assert (defects.rate, defects.limit, defects.projected) == (Decimal("0.0014"), Decimal("0.005"), Decimal("0.019"))
    assert (defects.part, defects.whole, defects.level) == (1, 720, "Top Rated")
    assert (late.limit, late.is_kept) == (Decimal("0.07"), False)
    assert (tracking.measure, tracking.side, tracking.limit) == ("valid_tracking", "above", Decimal("0.95"))
    assert defects.as_of is not None
    assert defects.as_of.day == 20


def test_it_takes_the_program_of_the_site_or_the_sellers_own() -> None:
    found = standards_of({
        "standardsProfiles": [
            profile("PROGRAM_US", "CURRENT", "TOP_RATED", default=True),
            profile("PROGRAM_DE", "CURRENT", "BELOW_STANDARD"),
        ]
    })  # fmt: skip
    assert {site: one.program for site in ("ebay.at", "ebay.it", "ebay.com") if (one := for_site(found, site))} == {
        "ebay.at": "PROGRAM_DE", "ebay.it": "PROGRAM_US", "ebay.com": "PROGRAM_US",
    }  # fmt: skip
    assert for_site({}, "ebay.it") is None


def test_it_has_only_what_is_projected_of_a_new_seller() -> None:
    rate = metric("DEFECTIVE_TRANSACTION_RATE", "0.00", 0, 3, "TOP_RATED", thresholdUpperBound="0.50")
    found = standards_of({
        "standardsProfiles": [
            profile("PROGRAM_GLOBAL", "CURRENT", "ABOVE_STANDARD"),
            profile("PROGRAM_GLOBAL", "PROJECTED", "ABOVE_STANDARD", rate),
        ]
    })["PROGRAM_GLOBAL"]  # fmt: skip
    assert [(one.rate, one.projected) for one in found.rates] == [(Decimal(0), None)]
    assert standards_of({}) == {}


def dimension(name: str, rating: str, rate: str = "1.00") -> dict[str, Any]:
    benchmark = {"basis": "PEER_BENCHMARK", "metadata": {"average": "2.40"}, "rating": rating}
    return {
        "dimension": {"dimensionKey": "LISTING_CATEGORY", "name": name, "value": name},
        "metrics": [
            {"metricKey": "COUNT", "value": "4"},
            {"metricKey": "RATE", "value": rate, "benchmark": benchmark},
        ],
    }


def test_it_names_the_worst_category_first_and_leaves_out_what_is_not_rated() -> None:
    told = {
        "dimensionMetrics": [
            dimension("Home", "LOW"),
            dimension("Toys", "NOT_APPLICABLE"),
            dimension("Art", "VERY_HIGH"),
        ]
    }
    ahead = {"dimensionMetrics": [dimension("Art", "HIGH", "0.80")]}
    worst, best = service_of("ITEM_NOT_AS_DESCRIBED", told, ahead)
    assert (worst.about, worst.is_kept, worst.level, worst.projected) == ("Art", False, "Very High", Decimal("0.008"))
    assert (best.about, best.is_kept, best.limit, best.part) == ("Home", True, Decimal("0.024"), 4)
    assert worst.against_peers


def test_it_reads_what_ebay_counts_and_asks_again_half_a_day_later(ebay: Apis, account: Account) -> None:
    now = ebay.world.now()
    kept, (told,) = reads_health(account, {}, sites=("ebay.it",), now=now)
    assert told.status in {"Top Rated", "Above Standard", "Below Standard"}
    assert told.projected
    by_measure = {rate.measure: rate for rate in told.rates}
    assert {"order_defects", "late_shipments", "valid_tracking", "unresolved_cases", "not_received"} <= set(by_measure)
    late = by_measure["late_shipments"]
    assert late.rate is not None
    assert late.whole
    assert abs(late.rate - Decimal(late.part) / late.whole) < Decimal("0.0001")
    before = len(ebay.asked("ebay"))
    assert reads_health(account, kept, sites=("ebay.it",), now=now + AGAIN - HOUR) == (kept, ())
    assert len(ebay.asked("ebay")) == before
    assert reads_health(account, kept, sites=("ebay.it",), now=now + AGAIN)[1]


def test_it_has_no_figures_of_a_site_without_sales(ebay: Apis, account: Account) -> None:
    _, (told,) = reads_health(account, {}, sites=("ebay.pl",), now=ebay.world.now())
    assert told.missing == ()
    assert not [rate for rate in told.rates if rate.against_peers]


def test_it_names_a_missing_scope_and_asks_again_soon(ebay: Apis, account: Account) -> None:
    now = ebay.world.now()
    root = "https://api.ebay.com/oauth/api_scope"
    less = f"{root} {root}/sell.fulfillment {root}/commerce.message {root}/commerce.identity.readonly"
    asked = {"grant_type": "refresh_token", "refresh_token": SECRETS["refresh_token"], "scope": less}
    pair = (SECRETS["client_id"], SECRETS["client_secret"])
    given = httpx.post(f"{ebay.base('ebay')}/identity/v1/oauth2/token", data=asked, auth=pair).json()
    account.keep_secrets({"token": given["access_token"], "token_until": (now + HOUR).isoformat()})
    kept, (told,) = reads_health(account, {}, sites=("ebay.it",), now=now)
    assert told.missing == ("sell.analytics.readonly",)
    assert told.rates == ()
    assert kept == {"due": (now + SOON).isoformat()}
    assert "Seller standards" in check(account, now=now).missing


def test_it_raises_what_passes_so_that_it_is_tried_again(ebay: Apis, account: Account) -> None:
    ebay.faults("ebay", throttle=2, retry_after=None)
    with pytest.raises(ApiTrouble) as told:
        reads_health(account, {}, sites=("ebay.it",), now=ebay.world.now())
    assert told.value.kind is TroubleKind.THROTTLED
