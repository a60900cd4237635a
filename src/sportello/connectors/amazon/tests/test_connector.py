"""What the connector offers, and what a check tells the owner."""

import json
import re
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from sportello.channels.contract import ApiTrouble, TroubleKind
from sportello.connectors.amazon.connector import CONNECTOR
from sportello.connectors.amazon.sites import (
    API_HOSTS,
    DOMAINS,
    buyer_order_url,
    buyer_return_url,
    marketplace_of,
    order_url,
    region_of,
    site_of,
    sites_in,
)

from .api import NOW, Answers, Asked, Said, account, answering

ORDERS: list[dict[str, Any]] = json.loads((Path(__file__).parent.parent / "fixtures/api/orders.json").read_text())
NUMBER = "402-1180337-5521907"
NO = Said(403, {"errors": [{"code": "Unauthorized", "message": "Access to requested resource is denied."}]})
SHOP = {
    "marketplace": {"id": "APJ6JRA9NG5V4", "domainName": "www.amazon.it"},
    "participation": {"isParticipating": True, "hasSuspendedListings": False},
    "storeName": "Casa Lume",
}
CLOSED = {"marketplace": {"id": "A13V1IB3VIYZZH"}, "participation": {"isParticipating": False}, "storeName": "Old"}


def _amazon(forbidden: str = "", orders: list[dict[str, Any]] | None = None) -> Answers:
    def answers(asked: Asked) -> Said:
        if forbidden and (forbidden in asked.path or forbidden in asked.query.get("includedData", "")):
            return NO
        if asked.path.startswith("/sellers/"):
            return Said(200, {"payload": [SHOP, CLOSED]})
        if asked.path.startswith("/orders/"):
            return Said(200, {"orders": ORDERS if orders is None else orders})
        if asked.path.startswith("/reports/"):
            return Said(200, {"reports": []})
        return Said(200, {"_links": {"actions": []}})

    return answers


def test_it_says_what_the_account_reads_and_may() -> None:
    with answering(_amazon()) as api:
        standing = CONNECTOR.check(account(api.url), now=NOW)
    assert (standing.orders, standing.account_name, standing.sites) == (2, "Casa Lume", ("amazon.it",))
    assert standing.may_send
    assert standing.missing == ()
    assert {asked.method for asked in api.asked} == {"GET"}


@pytest.mark.parametrize(
    ("forbidden", "role", "may_send"),
    [
        ("RECIPIENT", "Direct-to-Consumer Delivery", True),
        ("/sellers/", "Selling Partner Insights", True),
        ("/messaging/", "Buyer Communication", False),
        ("/solicitations/", "Buyer Solicitation", True),
        ("/reports/", "Seller feedback", True),
    ],
)
def test_it_names_the_role_that_is_missing(forbidden: str, role: str, may_send: bool) -> None:
    with answering(_amazon(forbidden)) as api:
        standing = CONNECTOR.check(account(api.url), now=NOW)
    assert len(standing.missing) == 1
    assert role in standing.missing[0]
    assert standing.may_send is may_send
    assert standing.sites


def test_it_notices_that_buyers_are_left_out() -> None:
    bare = [{key: value for key, value in ORDERS[0].items() if key not in ("buyer", "recipient")}]
    with answering(_amazon(orders=bare)) as api:
        standing = CONNECTOR.check(account(api.url), now=NOW)
    assert "relay addresses" in standing.missing[0]


def test_it_says_that_orders_are_forbidden() -> None:
    with answering(_amazon("/orders/2026")) as api, pytest.raises(ApiTrouble) as trouble:
        CONNECTOR.check(account(api.url), now=NOW)
    assert trouble.value.kind is TroubleKind.PERMISSION


@pytest.mark.parametrize("site", ["amazon.xx", "amazon.com", "amazon.it, amazon.co.jp"])
def test_it_refuses_sites_that_the_region_does_not_have(site: str) -> None:
    with pytest.raises(ApiTrouble, match=site.rpartition(" ")[2]) as trouble:
        CONNECTOR.check(account("http://127.0.0.1:9", sites=site), now=NOW)
    assert trouble.value.kind is TroubleKind.REFUSED


def test_it_checks_a_shop_without_orders() -> None:
    with answering(_amazon(orders=[])) as api:
        assert CONNECTOR.check(account(api.url), now=NOW).orders == 0


def test_it_says_that_the_queue_refuses_us() -> None:
    def answers(asked: Asked) -> Said:
        if asked.path == "/":
            return Said(403, {"__type": "x#AccessDenied", "message": "not yours"})
        return _amazon()(asked)

    with answering(answers) as api:
        shop = account(api.url, queue_url=f"{api.url}/123456789012/orders")
        assert "AccessDenied" in CONNECTOR.check(shop, now=NOW).missing[0]


def test_it_leads_to_the_orders_page_of_its_site() -> None:
    assert order_url(NUMBER, site="amazon.it", config={}) == f"https://sellercentral.amazon.it/orders-v3/order/{NUMBER}"
    unknown = order_url(NUMBER, site="", config={"region": "na"})
    assert unknown == f"https://sellercentral.amazon.com/orders-v3/order/{NUMBER}"
    assert urlsplit(order_url("../x?y", site="evil.example", config={})).hostname == "sellercentral-europe.amazon.com"
    assert "?" not in order_url("../x?y", site="", config={})


def test_it_knows_the_pages_of_the_buyer_for_every_site() -> None:
    for site in DOMAINS:
        assert urlsplit(buyer_order_url(NUMBER, site=site)).hostname == f"www.{site}"
        assert NUMBER in buyer_return_url(NUMBER, site=site)
    assert buyer_order_url(NUMBER, site="evil.example") == ""


def test_it_knows_every_site_by_its_marketplace_and_region() -> None:
    assert all(site_of(marketplace_of(site)) == site for site in DOMAINS)
    assert {region: len(sites_in(region)) for region in API_HOSTS} == {"na": 4, "eu": 16, "fe": 3}
    assert (region_of("amazon.com.br"), region_of("amazon.in"), region_of("amazon.sg")) == ("na", "eu", "fe")


def test_it_has_a_form_that_can_be_filled_in() -> None:
    given = {
        "sites": "amazon.it, amazon.co.uk",
        "client_id": "amzn1.application-oa2-client.0a1b",
        "refresh_token": "Atzr|IwEB-x_y.z",
        "queue_url": "https://sqs.eu-west-1.amazonaws.com/123456789012/orders",
    }
    patterns = {field.name: field.pattern for field in CONNECTOR.form.fields if field.pattern}
    assert set(patterns) == set(given)
    assert all(re.fullmatch(patterns[name], value) for name, value in given.items())
    secret = {field.name for field in CONNECTOR.form.fields if field.secret}
    assert {"client_id", "client_secret", "refresh_token", "aws_secret_access_key"} <= secret


def test_it_keeps_to_amazons_pace() -> None:
    assert CONNECTOR.pace.secret_lives == timedelta(days=180)
    assert CONNECTOR.pace.orders_every > timedelta(seconds=1 / 0.0056)
    assert CONNECTOR.sends is None
    assert CONNECTOR.needs_mail
    assert re.fullmatch(CONNECTOR.order_number, NUMBER)
