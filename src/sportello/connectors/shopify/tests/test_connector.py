"""What the connector offers: its check, its form, and the way to an order."""

import re

from sportello.channels.contract import Account
from sportello.connectors.shopify.connector import CONNECTOR, check, order_url
from sportello.sandbox.testing import Apis

from .conftest import ADMIN_TOKEN, account_at


def test_it_says_whose_shop_it_is_and_how_much_it_reads(account: Account, shop: Apis) -> None:
    standing = check(account, now=shop.world.now())
    assert standing.account_name == "Casa Lume"
    assert standing.sites == ("casa-lume.myshopify.com",)
    assert standing.orders == len(shop.world.orders("shopify"))
    assert (standing.may_send, standing.missing) == (False, ())


def test_it_says_in_plain_words_what_is_missing(shop: Apis) -> None:
    shop.hosting.state("shopify").scopes = ("read_orders", "read_customers", "read_products", "write_returns")
    account = account_at(shop.base("shopify"), access_token=ADMIN_TOKEN)
    missing = check(account, now=shop.world.now()).missing
    assert [word for word in ("60 days", "Chargebacks", "Pushes") if any(word in said for said in missing)] == [
        "60 days",
        "Chargebacks",
        "Pushes",
    ]
    assert not [said for said in missing if "eturns" in said]


def test_it_finds_an_order_in_the_admin_by_its_number() -> None:
    for shop in ("casa-lume", "casa-lume.myshopify.com", "https://Casa-Lume.myshopify.com/"):
        url = order_url("#1042", site="", config={"shop": shop})
        assert url == "https://admin.shopify.com/store/casa-lume/orders?query=%231042"


def test_it_takes_every_way_to_write_a_shop_and_an_order() -> None:
    shop = next(field for field in CONNECTOR.form.fields if field.name == "shop")
    assert all(re.fullmatch(shop.pattern, text) for text in ("casa-lume", "Casa-Lume.myshopify.com"))
    assert not re.fullmatch(shop.pattern, "casa lume")
    assert not re.fullmatch(shop.pattern, "evil.example/casa-lume.myshopify.com")
    for number in ("#1042", "1042", "EN1001", "1001-A"):
        assert re.fullmatch(CONNECTOR.order_number, number)
    assert not re.fullmatch(CONNECTOR.order_number, "302-1234567-1234567")


def test_it_shows_no_secret_in_the_form() -> None:
    assert [field.name for field in CONNECTOR.form.fields if field.secret] == ["client_secret", "access_token"]
    assert CONNECTOR.form.help_url.startswith("https://shopify.dev/")
    assert CONNECTOR.needs_mail
