"""Words that are compared across spellings."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sportello.knowledge.search.spelling import mended
from sportello.knowledge.search.words import QUERY_MOST, folded, indexed, tidy, words_of


@pytest.mark.parametrize(("one", "other"), [("Größe", "GROSSE"), ("l'été", "L'ETE"), ("Ñandú", "nandu")])
def test_it_folds_what_people_write_without_accents(one: str, other: str) -> None:
    assert folded(one) == folded(other)


def test_it_counts_a_word_spelt_alike_in_part() -> None:
    index = indexed([["stella", "lamp"], ["warranty"]])
    exact, _ = index.cover(["stella"])
    alike, _ = index.cover(["stela"])
    assert exact[0] == 1
    assert 0.4 < alike[0] < 1
    assert alike[1] == 0


def test_it_weighs_rare_words_more() -> None:
    index = indexed([["parcel", "zephyr"], ["parcel"], ["parcel"]])
    _, common = index.cover(["parcel"])
    _, rare = index.cover(["zephyr"])
    assert rare[0] > common[0]


def test_it_covers_nothing_without_words() -> None:
    share, rare = indexed([["parcel"]]).cover([])
    assert (share[0], rare[0]) == (0, 0)


@given(st.text(max_size=3000))
def test_it_tidies_whatever_is_typed(typed: str) -> None:
    query = tidy(typed)
    assert len(query) <= QUERY_MOST
    assert query == query.strip()
    assert "\0" not in query
    query.encode()
    words_of(query)


@pytest.mark.parametrize(
    ("typed", "right"),
    [
        ("need a reciept", "need a receipt"),
        ("trakcing number", "tracking number"),
        ("rechnng", "rechnung"),
        ("where is my order", "where is my order"),
        ("302-1234567-1234567", "302-1234567-1234567"),
    ],
)
def test_it_mends_words_that_are_one_slip_away(typed: str, right: str) -> None:
    assert mended(typed) == right


def test_it_leaves_the_shops_own_words_alone() -> None:
    assert mended("refunx lamp", {"refunx"}) == "refunx lamp"
