"""Token buckets: nobody makes more calls than the published rate allows, whatever the clock does."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sportello.connectors.amazon.operations import SEARCH_ORDERS
from sportello.connectors.amazon.rates import KEPT, Bucket, Throttle, full, learnt, take

from .api import NOW, account

STEPS = st.lists(st.floats(min_value=-4000, max_value=4000), max_size=60)


@given(steps=STEPS, rate=st.floats(min_value=0.001, max_value=20), burst=st.integers(min_value=1, max_value=30))
def test_it_never_lets_more_calls_through_than_burst_and_rate(steps: list[float], rate: float, burst: int) -> None:
    bucket, now = Bucket(burst, NOW, rate, burst), NOW
    made: list[datetime] = []
    for step in steps:
        now += timedelta(seconds=abs(step))
        bucket, wait = take(bucket, now=now)
        made.append(now + timedelta(seconds=wait))
    if made:
        seconds = (max(made) - NOW).total_seconds()
        assert len(made) <= burst + seconds * rate + 1e-3


@given(steps=STEPS)
def test_it_never_locks_for_long_when_the_clock_is_set_back(steps: list[float]) -> None:
    bucket, now = full(SEARCH_ORDERS, now=NOW), NOW
    for step in steps:
        now += timedelta(seconds=step)
        after, wait = take(bucket, now=now)
        assert 0 <= wait <= 3600 + 1 / SEARCH_ORDERS.rate + 1
        if wait <= 1:
            bucket = after


@pytest.mark.parametrize("header", ["", "x", "nan", "inf", "0", "-1", "1e9"])
def test_it_learns_nothing_from_an_unsound_header(header: str) -> None:
    bucket = full(SEARCH_ORDERS, now=NOW)
    assert learnt(bucket, header) == bucket


@pytest.mark.parametrize("kept", ["", "{", "[]", '{"searchOrders": [1]}', '{"searchOrders": ["x", "y", "z"]}'])
def test_it_starts_afresh_from_a_bucket_that_cannot_be_read(kept: str) -> None:
    shop = account("http://127.0.0.1:1")
    shop.secrets[KEPT] = kept
    Throttle(shop, now=NOW).enter(SEARCH_ORDERS)
    assert '"searchOrders": [19' in shop.secrets[KEPT]
