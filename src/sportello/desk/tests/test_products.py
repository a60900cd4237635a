"""Products corrected by hand, and what buyers asked of their data."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.test import Client

from sportello.accounts.models import Agent
from sportello.accounts.testing import ada, ben, lea
from sportello.channels.models import PrivacyKind, PrivacyRequest
from sportello.orders.models import Product, ProductCode
from sportello.orders.records import LineRecord

from .orders import account, bought

pytestmark = pytest.mark.django_db


def two_products(now: datetime) -> tuple[Product, Product]:
    """A lamp as Amazon calls it, and as eBay does."""
    lamp = LineRecord("1", "Lampada Luce", 1, sku="CL-LUCE-01", codes={"asin": "B0LUCE0001"})
    lampe = LineRecord("1", "Lampe Luce", 1, sku="EB-LUCE", codes={"ebay_item": "12345"})
    bought("302-1111111-1111111", now=now, lines=(lamp,))
    bought("302-2222222-2222222", now=now, lines=(lampe,))
    first = ProductCode.objects.get(kind="sku", value="CL-LUCE-01").product
    return first, ProductCode.objects.get(kind="sku", value="EB-LUCE").product


def test_it_lists_products_with_their_ids(client: Client, now: datetime) -> None:
    two_products(now)
    page = client.get("/products").content.decode()
    for words in ("Lampada Luce", "B0LUCE0001", "EB-LUCE", "12345"):
        assert words in page
    found = client.get("/products?q=b0luce").content.decode()
    assert "Lampada Luce" in found
    assert "Lampe Luce" not in found


def test_it_joins_and_parts(client: Client, now: datetime) -> None:
    amazon, ebay = two_products(now)
    page = client.get(f"/products/{amazon.pk}?q=Lampe").content.decode()
    assert f'name="other" value="{ebay.pk}"' in page
    client.post(f"/products/{amazon.pk}/joining", {"other": ebay.pk})
    assert Product.objects.count() == 1
    code = ProductCode.objects.get(value="EB-LUCE")
    assert code.product == amazon
    assert "302-2222222-2222222" in client.get(f"/products/{amazon.pk}").content.decode()
    client.post(f"/products/codes/{code.pk}/parting")
    code.refresh_from_db()
    assert code.product != amazon
    alone = client.post(f"/products/codes/{code.pk}/parting", follow=True).content.decode()
    assert "It is alone already." in alone


def test_it_refuses_what_cannot_be_joined(client: Client, now: datetime) -> None:
    amazon, _ebay = two_products(now)
    page = client.post(f"/products/{amazon.pk}/joining", {"other": amazon.pk}, follow=True).content.decode()
    assert "cannot be joined" in page
    for other in ("", "x", "99999999", "9" * 40):
        assert client.post(f"/products/{amazon.pk}/joining", {"other": other}).status_code == 404
    assert Product.objects.count() == 2


def test_it_is_for_leads_and_owners(enter: Callable[[Agent], Client], now: datetime) -> None:
    amazon, _ebay = two_products(now)
    for path in ("/products", f"/products/{amazon.pk}"):
        assert enter(lea()).get(path).status_code == 200
        assert enter(ben()).get(path).status_code == 403
    assert 'href="/products"' in enter(lea()).get("/orders").content.decode()
    assert 'href="/products"' not in enter(ben()).get("/orders").content.decode()


def test_it_takes_whatever_is_typed(client: Client, now: datetime) -> None:
    two_products(now)
    for typed in ("\0", "%", "'", "x" * 999):
        assert client.get("/products", {"q": typed, "after": typed}).status_code == 200


def wish(kind: PrivacyKind, now: datetime, **more: object) -> PrivacyRequest:
    """A buyer's wish, heard of now."""
    source = account("shopify", "Shop")
    return PrivacyRequest.objects.create(source=source, kind=kind, ref="7820033424313", received_at=now, **more)


def test_it_lists_what_buyers_asked_of_their_data(enter: Callable[[Agent], Client], now: datetime) -> None:
    asked = wish(PrivacyKind.REQUEST, now)
    wish(PrivacyKind.ERASE, now, done_at=now)
    owner = enter(ada())
    page = owner.get("/channels/privacy").content.decode()
    assert "7820033424313" in page
    assert page.count("chip chip--done") == 1
    owner.post(f"/channels/privacy/{asked.pk}/settlement")
    asked.refresh_from_db()
    assert asked.done_by == ada()
    assert owner.get("/channels/privacy").content.decode().count("chip chip--done") == 2
    assert enter(lea()).get("/channels/privacy").status_code == 403
    assert enter(lea()).post(f"/channels/privacy/{asked.pk}/settlement").status_code == 403
    assert "Privacy requests" not in enter(lea()).get("/channels").content.decode()


def test_it_says_so_while_nobody_asked(client: Client) -> None:
    assert "No buyer asked anything" in client.get("/channels/privacy").content.decode()
