"""A change is sure only when chance cannot explain it."""

from sportello.insights.changing import Estimate, change
from sportello.portal.deflection import difference, share


def test_it_agrees_with_newcombe_for_shares() -> None:
    for one, other in (((45, 50), (40, 50)), ((900, 1000), (800, 1000)), ((0, 10), (3, 10))):
        now, before = share(*one), share(*other)
        assert now.value is not None
        assert before.value is not None
        found = change(Estimate(before.value, before.low, before.high), Estimate(now.value, now.low, now.high))
        expected = difference(now, before)
        assert expected.value is not None
        assert abs(found.value - expected.value) < 1e-9
        assert abs(found.low - expected.low) < 1e-9
        assert abs(found.high - expected.high) < 1e-9
        assert found.is_sure == expected.is_sure


def test_it_calls_small_samples_unsure_and_large_ones_sure() -> None:
    assert not change(Estimate(0.8, 0.67, 0.89), Estimate(0.9, 0.79, 0.96)).is_sure
    assert change(Estimate(0.8, 0.77, 0.82), Estimate(0.9, 0.88, 0.92)).is_sure
    assert not change(Estimate(5, 5, 5), Estimate(5, 5, 5)).is_sure
