"""What an answer on one channel may and may not say about something bought on another."""

import itertools
import re

import pytest
from django.utils import translation

from sportello.channels.inbound import ChannelKind
from sportello.desk.history.crossing import May, MayNot, guidance
from sportello.desk.history.crossing_words import advice

KINDS = [str(kind) for kind in ChannelKind]
SHOPS = ("email", "form", "shopify")
MARKETPLACES = {"amazon", "ebay", "walmart"}
PAIRS = list(itertools.product(KINDS, KINDS))
_LINK = re.compile(r"https?:|\bwww\.|\b\w+\.(?:example|com|it|de)\b")
_ADDRESS = re.compile(r"\S+@\S+")


@pytest.mark.parametrize("on", sorted(MARKETPLACES))
@pytest.mark.parametrize("shop", sorted(SHOPS))
def test_it_keeps_a_marketplace_free_of_the_shop(on: str, shop: str) -> None:
    found = guidance(writes_on=on, bought_on=shop)
    assert May.ORDER_NUMBER in found.may
    assert {MayNot.LINK, MayNot.LOGIN, MayNot.ADVERTISING, MayNot.CONTACT} <= {*found.may_not}


@pytest.mark.parametrize(("on", "bought"), list(itertools.permutations(sorted(MARKETPLACES), 2)))
def test_it_never_names_one_marketplace_to_another(on: str, bought: str) -> None:
    found = guidance(writes_on=on, bought_on=bought)
    assert {MayNot.OTHER_MARKETPLACE, MayNot.OTHER_NUMBER, MayNot.LINK} <= {*found.may_not}
    assert May.ORDER_NUMBER not in found.may
    assert May.ANSWER_THERE in found.may


@pytest.mark.parametrize("on", sorted(SHOPS))
@pytest.mark.parametrize("bought", sorted(MARKETPLACES))
def test_it_leads_buyers_of_a_marketplace_to_its_own_pages(on: str, bought: str) -> None:
    found = guidance(writes_on=on, bought_on=bought)
    assert May.OWN_PROCESS in found.may
    assert {MayNot.OWN_RETURNS, MayNot.ADVERTISING} <= {*found.may_not}


@pytest.mark.parametrize(("on", "bought"), [*itertools.product(SHOPS, SHOPS), *((kind, kind) for kind in KINDS)])
def test_it_has_nothing_to_say_where_nothing_is_crossed(on: str, bought: str) -> None:
    assert not guidance(writes_on=on, bought_on=bought)


@pytest.mark.parametrize(("on", "bought"), PAIRS)
def test_it_gives_away_nothing_personal_while_the_buyer_is_not_known(on: str, bought: str) -> None:
    assert MayNot.PERSONAL in guidance(writes_on=on, bought_on=bought, same_person=False).may_not
    assert MayNot.PERSONAL not in guidance(writes_on=on, bought_on=bought).may_not


@pytest.mark.parametrize(("on", "bought"), PAIRS)
def test_it_gives_examples_that_keep_to_their_own_advice(on: str, bought: str) -> None:
    with translation.override("en"):
        said = advice(
            guidance(writes_on=on, bought_on=bought, same_person=False), writes_on=on, bought_on=bought, number="1042-7"
        )
    for point in said.may:
        assert not _LINK.search(point.example)
        assert not _ADDRESS.search(point.example)
        assert not re.search("amazon|ebay|walmart|shop|log in|% off", point.example, re.IGNORECASE)
    if on in MARKETPLACES and bought in MARKETPLACES:
        assert "1042-7" not in " ".join(point.example for point in said.may)


@pytest.mark.parametrize(
    ("on", "bought", "may", "may_not"),
    [
        ("amazon", "shopify", "Your order #1042 left us on Monday.", "Log in to your account in our shop."),
        ("amazon", "ebay", "We have answered in your original conversation.", "About what you bought on eBay …"),
        ("ebay", "shopify", "Your order #1042 left us on Monday.", "Write to us at shop@casalume.example"),
        ("walmart", "amazon", "We have answered in your original conversation.", "Your order #1042 …"),
        ("email", "amazon", "Your order #1042 left us on Monday.", "Send it back by our return portal."),
        (
            "shopify",
            "ebay",
            "Please start the return under Your Orders, where you bought it.",
            "Save on your next order with us!",
        ),
    ],
)
def test_it_shows_what_may_and_what_may_not_be_said(on: str, bought: str, may: str, may_not: str) -> None:
    with translation.override("en"):
        said = advice(guidance(writes_on=on, bought_on=bought), writes_on=on, bought_on=bought, number="#1042")
    assert may in [point.example for point in said.may]
    assert may_not in [point.example for point in said.may_not]
