"""Texts with places: never a gap, never a value read as a place, and what a notice may not name."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sportello.business.notice_texts import NOTICES
from sportello.business.wording import Breach, bare_places, breaches, fill, unknown_places, whose_order

AUDIENCES = ("amazon", "ebay", "walmart", "shop")


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"name": "Cleo", "order": "302-1"}, "Hi Cleo, thanks (order 302-1)."),
        ({"name": "Cleo", "order": ""}, "Hi Cleo, thanks."),
        ({"order": "302-1"}, "Hi, thanks (order 302-1)."),
        ({}, "Hi, thanks."),
    ],
)
def test_it_leaves_out_what_is_not_known_without_a_gap(values: dict[str, str], said: str) -> None:
    filled = fill("Hi[ {name}], thanks[ (order {order})].", values)
    assert (filled.text, filled.missing) == (said, ())


def test_it_says_which_places_had_no_value() -> None:
    filled = fill("Dear {name}, order {order} of {name}, {day}", {"name": "Cleo"})
    assert filled.text == "Dear Cleo, order {order} of Cleo, {day}"
    assert filled.missing == ("order", "day")


def test_it_keeps_brackets_that_hold_no_place() -> None:
    assert fill("See [1] and [ ] {name}", {"name": "[{order}]", "order": "7"}).text == "See [1] and [ ] [{order}]"


@given(st.text(), st.dictionaries(st.sampled_from(["name", "order"]), st.text()))
def test_it_takes_any_text_and_leaves_one_without_places_as_it_is(text: str, values: dict[str, str]) -> None:
    filled = fill(text, values)
    if "{" not in text:
        assert filled.text == text
    assert set(filled.missing).isdisjoint(key for key, value in values.items() if value)


@pytest.mark.parametrize("language", sorted(NOTICES))
@pytest.mark.parametrize("audience", AUDIENCES)
@pytest.mark.parametrize("values", [{}, {"name": "Cleo"}, {"name": "Cleo", "order": "1042"}])
def test_it_begins_with_notices_that_read_well_and_name_nothing(
    language: str, audience: str, values: dict[str, str]
) -> None:
    text = NOTICES[language]
    assert (unknown_places(text), bare_places(text), breaches(text, audience=audience)) == ((), (), ())
    filled = fill(text, values)
    assert not filled.missing
    assert not set("{}[]") & set(filled.text)
    assert not any(gap in filled.text for gap in ("  ", " ,", " .", "( ", "()"))
    assert breaches(filled.text, audience=audience) == ()


@pytest.mark.parametrize(
    ("text", "audience", "found"),
    [
        ("We answered you on Amazon.", "shop", (Breach.MARKETPLACE,)),
        ("We answered you on Amazon.", "amazon", ()),
        ("See Amazon.it under Your Orders.", "amazon", ()),
        ("See Amazon.it under Your Orders.", "ebay", (Breach.LINK, Breach.MARKETPLACE)),
        ("Your EBAY case", "walmart", (Breach.MARKETPLACE,)),
        ("See https://casalume.example/faq", "shop", (Breach.LINK,)),
        ("See www.casalume.example", "amazon", (Breach.LINK,)),
        ("See casalume.com for more", "amazon", (Breach.LINK,)),
        ("Write to ciao@casalume.com", "amazon", (Breach.ADDRESS,)),
        ("About order 302-7654321-1234567", "ebay", (Breach.ORDER,)),
        ("It costs 3.50 EUR, e.g. by DHL. It is small.", "amazon", ()),
        ("Dank für Ihre Nachricht.Die Ware ist da.", "amazon", ()),
    ],
)
def test_it_sees_what_a_notice_may_not_name(text: str, audience: str, found: tuple[Breach, ...]) -> None:
    assert breaches(text, audience=audience, foreign_orders=["302-7654321-1234567", ""]) == found


def test_it_knows_whose_order_a_number_is_by_its_shape() -> None:
    shapes = {"302-7654321-1234567": "amazon", "12-34567-89012": "ebay", "200011112222333": "walmart", "#1042": "shop"}
    assert {number: whose_order(number) for number in shapes} == shapes
    assert breaches("ISBN 978-3-16-148410-0, 2302-7654321-1234567", audience="shop") == ()
    assert breaches("Order 1042 of 10421", audience="amazon", foreign_orders=["042"]) == ()
    assert breaches("Order #1042 comes", audience="amazon", foreign_orders=["#1042"]) == (Breach.ORDER,)
