"""Order and item numbers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sportello.channels.mail.numbers import asins, order_numbers


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Order 206-1111111-2222222, and 206-1111111-2222222 again", ("206-1111111-2222222",)),
        ("eBay 07-11111-22222 and shop #1042.", ("07-11111-22222", "#1042")),
        ("order 200011111222223 (PO 108811111222223)", ("200011111222223", "108811111222223")),
        ("(#20884): wrong", ("#20884",)),
        ("https://sellercentral.amazon.it/orders-v3/order/406-1111111-2222222", ("406-1111111-2222222",)),
        ("[#44109] your ticket #4410 and case #12345", ()),
        ("https://shop.example/p#1042 color:#1042aa RAL #7016-x", ()),
        ("tracking 1Z999AA10123456784, IMEI 356938035643809, 0123456-1234567", ()),
    ],
)
def test_it_finds_order_numbers_by_their_shapes(text: str, expected: tuple[str, ...]) -> None:
    assert order_numbers(text) == expected


@given(st.text(alphabet="0123456789-# []:/htps.", max_size=300))
def test_it_returns_only_what_stands_in_the_text(text: str) -> None:
    assert all(number in text for number in order_numbers(text))


def test_it_finds_amazons_item_numbers() -> None:
    assert asins("[ASIN: B0CLLAMP01] https://www.amazon.it/dp/3551551677 B0CLLAMP01") == ("B0CLLAMP01", "3551551677")
