"""The levels beside a chart: round, few, and with room for every value."""

from hypothesis import given
from hypothesis import strategies as st

from sportello.insights.charts.scale import scale

VALUES = st.lists(st.floats(min_value=0, max_value=1e9, allow_nan=False), max_size=40)


@given(VALUES, st.booleans())
def test_it_has_room_for_every_value(values: list[float], from_nought: bool) -> None:
    found = scale(values, from_nought=from_nought)
    assert found.low < found.high
    assert 2 <= len(found.levels) <= 7
    for value in values:
        assert found.low - 1e-6 * found.high <= value <= found.high * (1 + 1e-6)
    if from_nought:
        assert found.low == 0


def test_it_writes_round_levels() -> None:
    assert scale([3, 17, 42], from_nought=True).levels == [0, 20, 40, 60]
    assert scale([0.91, 0.97, 1.0], from_nought=False, ceiling=1.0).levels == [0.9, 0.925, 0.95, 0.975, 1.0]


def test_it_keeps_to_the_ceiling_and_draws_nothing_at_all() -> None:
    whole = scale([1.0, 1.0], from_nought=False, ceiling=1.0)
    assert whole.high == 1.0
    assert whole.height(1.0) == 1.0
    assert scale([], from_nought=True).levels[0] == 0


def test_it_counts_time_in_hours() -> None:
    assert scale([0, 57_600], from_nought=False, unit=3600).levels == [0, 18_000, 36_000, 54_000, 72_000]
