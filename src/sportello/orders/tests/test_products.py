"""Lines find their product by SKU and by the marketplaces' ids; people correct it, and stay right."""

from typing import Any

import pytest

from sportello.accounts.models import Agent
from sportello.core.models import Event
from sportello.orders import correcting
from sportello.orders.models import Line, Product, ProductCode

from . import world
from .world import kept, line, order

pytestmark = pytest.mark.django_db


def bought(number: str, where: Any, **given: Any) -> Product:
    kept(order(number=number, lines=(line(**given),)), where)
    product = Line.objects.select_related("product").get(order__number=number).product
    assert product is not None
    return product


@pytest.fixture
def ada() -> Agent:
    return Agent.objects.create(email="ada@example.com", name="Ada", created_at=world.NOON)


def test_it_joins_what_has_the_same_sku_on_every_channel() -> None:
    amazon, ebay = world.channel(), world.channel("ebay", "ebay.it")
    first = bought("1", amazon)
    assert bought("2", ebay, codes={"ebay_item": "110011"}) == first
    assert bought("3", ebay, sku="", codes={"ebay_item": "110011"}) == first
    assert set(first.codes.values_list("kind", flat=True)) == {"sku", "asin", "ebay_item"}


def test_it_takes_a_lonely_id_along_once_a_sku_says_what_it_is() -> None:
    ebay = world.channel("ebay", "ebay.it")
    lonely = bought("1", ebay, sku="", codes={"ebay_item": "110011"})
    lamp = bought("2", ebay, codes={"asin": "B0LAMPADA1"})
    assert lamp != lonely
    assert bought("3", ebay, codes={"ebay_item": "110011"}) == lamp
    assert [row.product for row in Line.objects.select_related("product")] == [lamp] * 3
    assert Product.objects.count() == 1


def test_it_keeps_variations_of_one_listing_apart() -> None:
    ebay = world.channel("ebay", "ebay.it")
    red = bought("1", ebay, sku="RED", codes={"ebay_item": "110011"})
    blue = bought("2", ebay, sku="BLUE", codes={"ebay_item": "110011"})
    assert red != blue
    assert bought("3", ebay, sku="RED", codes={"ebay_item": "110011"}) == red


def test_it_leaves_a_line_without_any_id_alone() -> None:
    kept(order(lines=(line(sku="", codes={}),)), world.channel())
    assert (Line.objects.get().product, Product.objects.count()) == (None, 0)


def test_it_keeps_what_a_person_joined(ada: Agent) -> None:
    where = world.channel()
    lamp, shade = bought("1", where), bought("2", where, sku="SHADE", codes={})
    correcting.join(product=shade, into=lamp, by=ada, now=world.NOON)
    assert bought("3", where, sku="SHADE", codes={}) == lamp
    assert Line.objects.get(order__number="2").product == lamp
    event = Event.objects.get(kind="product.joined")
    assert (event.subject_id, event.actor_id, event.data) == (lamp.pk, ada.pk, {"product": shade.pk})
    with pytest.raises(ValueError, match="itself"):
        correcting.join(product=lamp, into=lamp, by=ada, now=world.NOON)


def test_it_keeps_what_a_person_parted(ada: Agent) -> None:
    where = world.channel()
    lamp = bought("1", where)
    bought("2", where, sku="", codes={"asin": "B0LAMPADA1"})
    other = correcting.part(code=ProductCode.objects.get(kind="asin"), by=ada, now=world.NOON)
    assert other != lamp
    assert {row.order.number: row.product for row in Line.objects.all()} == {"1": lamp, "2": other}
    assert bought("3", where, sku="", codes={"asin": "B0LAMPADA1"}) == other
    assert bought("4", where) == lamp
    assert correcting.part(code=ProductCode.objects.get(kind="asin"), by=ada, now=world.NOON) == other
