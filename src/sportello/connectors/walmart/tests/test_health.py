"""Performance summaries, over HTTP and from Walmart's documents."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from sportello.channels.contract import Account, ApiTrouble, TroubleKind
from sportello.connectors.walmart.api import Api
from sportello.connectors.walmart.health import SUMMARIES, limit_of, rate_of
from sportello.connectors.walmart.reading_health import AGAIN, BETWEEN, SOON, reads_health
from sportello.sandbox.apis import Apis, apis

from .test_connector import account_at

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
BY_PATH = {one.path: one for one in SUMMARIES}


@pytest.fixture
def walmart() -> Iterator[Apis]:
    with apis(vendors=("walmart",), quiet_orders=220) as running:
        yield running


@pytest.mark.parametrize(
    ("sentence", "side", "expected"),
    [
        ("90% or above", "below", (Decimal("0.9"), "above")),
        ("above 99%", "below", (Decimal("0.99"), "above")),
        ("2% or below", "above", (Decimal("0.02"), "below")),
        ("Less than or equal to 2.5 %", "above", (Decimal("0.025"), "below")),
        ("95%", "above", (Decimal("0.95"), "above")),
        ("not yet published", "below", (None, "below")),
    ],
)
def test_it_reads_the_standard_out_of_its_sentence(sentence: str, side: str, expected: tuple[Any, str]) -> None:
    assert limit_of(sentence, side) == expected


def test_it_has_no_figures_where_walmart_has_nothing_to_tell(walmart: Apis) -> None:
    with Api(account_at(walmart), walmart.world.now()) as api:
        assert api.get_if_any("/v3/insights/performance/gone/summary", {}) is None
    silent: Any = walmart.world
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(type(silent), "orders", lambda *_args, **_more: [])
        _, (told,) = reads_health(account_at(walmart), {}, sites=(), now=silent.now())
    assert told.rates == ()


def test_it_believes_the_rate_that_the_standard_is_about() -> None:
    told = {
        "overallRate": 89, "sellerAccountableRate": 96.5, "performanceStandard": "90% or above",
        "riskLevel": "Monitor", "updatedTimestamp": "2026-11-20T05:00:00Z", "reportDuration": 30,
        "impactedCustomerCount": 4,
    }  # fmt: skip
    rate = rate_of(BY_PATH["otd"], {"status": "OK", "payload": told})
    assert rate is not None
    assert (rate.rate, rate.limit, rate.is_kept, rate.level) == (Decimal("0.965"), Decimal("0.9"), True, "Monitor")
    assert rate.since is not None
    assert rate.until is not None
    assert rate.until - rate.since == timedelta(days=30)


def test_it_takes_walmarts_verdict_where_no_number_is_told() -> None:
    urgent = {"cumulativeRate": 9, "riskLevel": "URGENT REVIEW", "ordersImpacted": 7}
    rate = rate_of(BY_PATH["returns"], {"payload": urgent})
    assert rate is not None
    assert (rate.rate, rate.limit, rate.is_kept, rate.part) == (Decimal("0.09"), None, False, 7)
    assert rate_of(BY_PATH["returns"], {"payload": {"riskLevel": "Good"}}) is None


def test_it_reads_every_summary_and_asks_again_half_a_day_later(walmart: Apis) -> None:
    account, now = account_at(walmart), walmart.world.now()
    kept, (told,) = reads_health(account, {}, sites=(), now=now)
    assert {rate.measure for rate in told.rates} == {one.measure for one in SUMMARIES}
    late = next(rate for rate in told.rates if rate.measure == "on_time")
    assert late.rate is not None
    assert 0 < late.rate <= 1
    assert late.limit == Decimal("0.9")
    assert late.as_of is not None
    before = len(walmart.asked("walmart"))
    assert reads_health(account, kept, sites=(), now=now + timedelta(hours=1)) == (kept, ())
    assert len(walmart.asked("walmart")) == before
    assert reads_health(account, kept, sites=(), now=now + AGAIN)[1]


class _Refusing:
    """A seller's API whose every answer is this trouble."""

    def __init__(self, trouble: ApiTrouble) -> None:
        self._trouble = trouble

    def __call__(self, *_: object) -> "_Refusing":
        return self

    def __enter__(self) -> "_Refusing":
        return self

    def __exit__(self, *_: object) -> None: ...

    def get_if_any(self, *_: object) -> None:
        raise self._trouble


def told_of(trouble: ApiTrouble, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setattr("sportello.connectors.walmart.reading_health.Api", _Refusing(trouble))
    account = Account(1, {}, {}, lambda _: None)
    return reads_health(account, {}, sites=(), now=NOW)


def test_it_names_a_missing_permission(monkeypatch: pytest.MonkeyPatch) -> None:
    kept, (told,) = told_of(ApiTrouble(TroubleKind.PERMISSION, "403"), monkeypatch)
    assert told.missing == ("Insights",)
    assert kept == {"due": (NOW + SOON).isoformat()}


def test_it_waits_longer_than_the_minute_each_summary_wants(walmart: Apis) -> None:
    walmart.faults("walmart", throttle=1, retry_after=2)
    with pytest.raises(ApiTrouble) as told:
        reads_health(account_at(walmart), {}, sites=(), now=walmart.world.now())
    assert told.value.retry_after == BETWEEN
