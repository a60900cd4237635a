from math import exp, isclose

from hypothesis import given
from hypothesis import strategies as st

from sportello.insights.spikes.tails import chance_of, joined, least_count

MEANS = st.floats(0.01, 500)
SIZES = st.floats(0.2, 1e5)


def test_it_is_poisson_s_where_nothing_strays() -> None:
    below_three = exp(-2.0) * (1 + 2.0 + 2.0)
    assert isclose(chance_of(3, 2.0, 1e9), 1 - below_three, rel_tol=1e-5)


def test_it_knows_the_geometric_distribution() -> None:
    # Size 1 and mean m is geometric: P(X >= n) = (m / (m + 1)) ** n.
    for count in (1, 4, 9, 30):
        assert isclose(chance_of(count, 3.0, 1.0), 0.75**count, rel_tol=1e-9)


@given(MEANS, SIZES, st.integers(1, 400))
def test_it_falls_as_counts_grow(mean: float, size: float, count: int) -> None:
    assert 0 <= chance_of(count + 1, mean, size) <= chance_of(count, mean, size) <= 1


@given(st.floats(0.01, 200), SIZES)
def test_it_finds_the_least_count_that_chance_does_not_explain(mean: float, size: float) -> None:
    count = least_count(mean, size, 1e-3)
    assert chance_of(count, mean, size) <= 1e-3
    assert count == 1 or chance_of(count - 1, mean, size) > 1e-3


def test_it_knows_less_the_more_is_uncertain() -> None:
    assert joined(10.0, 10.0) == 5.0
    assert joined(float("inf"), 8.0) == 8.0
