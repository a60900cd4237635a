"""Contacts before and after an article."""

from datetime import date
from math import inf

import numpy as np
import pytest

from sportello.insights.writing.comparing import rate, ratio, windows


def test_it_says_how_many_contacts_a_hundred_orders_made() -> None:
    found = rate(30, 1000)
    assert found.value == 3
    assert found.low == pytest.approx(2.02, abs=0.02)  # the exact interval of 30 events: 20.24 to 42.83
    assert found.high == pytest.approx(4.28, abs=0.02)


def test_it_knows_nothing_without_orders() -> None:
    assert rate(3, 0).value is None
    assert ratio(rate(3, 0), rate(3, 100)).value is None
    assert ratio(rate(0, 10), rate(0, 10)).value is None


def test_it_is_sure_of_a_large_fall_and_not_of_a_small_one() -> None:
    fell = ratio(rate(100, 2000), rate(50, 2000))
    assert fell.value == pytest.approx(0.5)
    assert fell.is_sure
    assert not ratio(rate(10, 2000), rate(8, 2000)).is_sure
    assert ratio(rate(0, 100), rate(4, 100)).high == inf


def test_it_holds_the_truth_in_its_interval_about_as_often_as_it_says() -> None:
    rng = np.random.default_rng(4)
    counts = rng.poisson((40, 24), (600, 2))
    intervals = [ratio(rate(int(before), 1000), rate(int(after), 1200)) for before, after in counts]
    hit = sum(each.low <= 0.5 <= each.high for each in intervals)
    assert 0.92 <= hit / len(intervals) <= 0.98


def test_it_leaves_the_day_of_publication_out() -> None:
    before, after = windows(date(2026, 5, 10))
    assert before == (date(2026, 4, 10), date(2026, 5, 9))
    assert after == (date(2026, 5, 11), date(2026, 6, 9))
