"""What an article would save."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sportello.insights.writing.valuing import (
    ASSUMED_MINUTES,
    PUBLISHED_SHARE,
    Cell,
    Counted,
    Cover,
    Level,
    main_product,
    minutes_a_ticket,
    narrowed,
    share_not_writing,
    value_of,
)

NOTHING = Counted(0, 0)


def test_it_multiplies_what_is_written_on_the_page() -> None:
    share = share_not_writing(Counted(4000, 10_000), Counted(4000, 10_000))
    handling = minutes_a_ticket(*[Counted(6000, 1000)] * 3)
    cover = Cover(edition=1, answered=2, asked=4, readers=20, wrote=5)
    cells = [Cell(1, None, 30), Cell(2, 7, 10)]
    found = value_of(cells, days=28, share=share, handling=handling, weights={1: 2.0}, cover=cover)
    assert found.tickets == 40
    assert found.weight == pytest.approx((30 * 2 + 10) / 40)
    assert found.share.value == pytest.approx(0.4, abs=0.001)
    assert found.handling.value == pytest.approx(6, abs=0.001)
    assert found.uncovered == pytest.approx(1 - 0.5 * 0.75)
    product = found.a_month * found.share.value * found.handling.value * found.weight * found.uncovered
    assert found.minutes == pytest.approx(product)


def test_it_says_what_it_assumes_while_nothing_is_measured() -> None:
    share, handling = share_not_writing(NOTHING, NOTHING), minutes_a_ticket(NOTHING, NOTHING, NOTHING)
    assert (share.value, handling.value) == (PUBLISHED_SHARE, ASSUMED_MINUTES)
    assert not share.is_measured
    assert share.narrowest.level is Level.PUBLISHED


def test_it_leans_on_the_house_where_a_topic_has_few_visits() -> None:
    few = share_not_writing(Counted(300, 1000), Counted(3, 3))
    many = share_not_writing(Counted(300, 1000), Counted(900, 1000))
    assert 0.3 < few.value < 0.4
    assert 0.85 < many.value < 0.9
    assert few.narrowest.cases == 3
    assert few.is_measured


def test_it_counts_an_edition_less_whose_readers_write_all_the_same() -> None:
    helps, fails = (Cover(1, answered=5, asked=5, readers=200, wrote=wrote) for wrote in (10, 180))
    assert helps.share > 0.9
    assert fails.share < 0.2


def test_it_narrows_to_a_channel_and_a_product() -> None:
    cells = [Cell(1, 7, 3), Cell(1, None, 2), Cell(2, 7, 4)]
    assert narrowed(cells, channel=1) == cells[:2]
    assert narrowed(cells, channel=1, product=7) == cells[:1]
    assert main_product(cells) == 7
    assert main_product([Cell(1, 7, 5), Cell(1, 8, 5)]) is None
    assert main_product([]) is None


@settings(max_examples=40)
@given(
    st.integers(0, 1000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))),
    st.integers(0, 1000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))),
)
def test_it_keeps_a_share_a_share(house: tuple[int, int], topic: tuple[int, int]) -> None:
    found = share_not_writing(Counted(*house), Counted(*topic))
    assert 0 <= found.value <= 1
    assert [step.level for step in found.steps] == [Level.PUBLISHED, Level.HOUSE, Level.TOPIC]
