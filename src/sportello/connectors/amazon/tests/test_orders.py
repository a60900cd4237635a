"""Orders 2026-01-01 as the desk wants them."""

import json
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sportello.channels.contract import ApiTrouble, TroubleKind
from sportello.connectors.amazon.orders import read_order
from sportello.orders.records import Fulfiller, Money, OrderRecord, OrderState

FIXTURES = Path(__file__).parent.parent / "fixtures" / "api"


def _orders() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads((FIXTURES / "orders.json").read_text())
    return found


def _read(order: object) -> OrderRecord:
    return read_order(order, config={"region": "eu"})


def test_it_reads_an_order_that_the_seller_ships() -> None:
    order = _read(_orders()[0])
    assert (order.number, order.site, order.fulfilled_by) == ("402-1180337-5521907", "amazon.it", Fulfiller.SELLER)
    assert order.total == Money(Decimal("64.80"), "EUR")
    assert order.buyer.relay == "k7m2p9q4r1s8@marketplace.amazon.it"
    assert order.buyer.email == ""
    assert order.buyer.address is not None
    assert order.buyer.address.street == "Via dei Mille 12, Scala B"
    assert order.lines[0].codes == {"asin": "B0CASALUM1"}
    assert order.deliver_by == datetime(2026, 11, 17, 22, 59, 59, tzinfo=UTC)
    assert order.cancel_wanted_at == order.changed_at
    assert order.page_url == "https://sellercentral.amazon.it/orders-v3/order/402-1180337-5521907"


def test_it_reads_the_parcel_with_its_carrier_and_state() -> None:
    (parcel,) = _read(_orders()[0]).shipments or ()
    assert (parcel.carrier, parcel.carrier_name, parcel.tracking_number) == ("brt", "BRT", "087012345678901")
    assert parcel.state == "out_for_delivery"
    assert parcel.external_id == "402-1180337-5521907/1"
    assert parcel.line_ids == ("70511239004417",)


def test_it_knows_that_amazon_tells_neither_buyer_nor_parcel_of_its_own_shipments() -> None:
    order = _read(_orders()[1])
    assert order.fulfilled_by is Fulfiller.MARKETPLACE
    assert order.shipments is None
    assert (order.buyer.name, order.buyer.relay, order.buyer.address) == ("", "", None)


def test_it_keeps_a_currency_that_nobody_knows() -> None:
    assert _read(_orders()[1]).total == Money(Decimal("32.40"), "XZW")


@pytest.mark.parametrize(
    ("status", "packages", "state"),
    [
        ("PENDING_AVAILABILITY", [], OrderState.PENDING),
        ("UNSHIPPED", [], OrderState.UNSHIPPED),
        ("PARTIALLY_SHIPPED", ["DELIVERED"], OrderState.PARTLY_SHIPPED),
        ("SHIPPED", ["DELIVERED", "IN_TRANSIT"], OrderState.SHIPPED),
        ("SHIPPED", ["DELIVERED", "CANCELLED"], OrderState.DELIVERED),
        ("SHIPPED", ["CANCELLED"], OrderState.SHIPPED),
        ("UNFULFILLABLE", [], OrderState.CANCELLED),
        ("SOMETHING_NEW", [], OrderState.PENDING),
    ],
)
def test_it_says_where_an_order_stands(status: str, packages: list[str], state: OrderState) -> None:
    order = _orders()[0]
    order["fulfillment"]["fulfillmentStatus"] = status
    order["packages"] = [
        {"packageReferenceId": str(place), "packageStatus": {"status": word}} for place, word in enumerate(packages)
    ]
    assert _read(order).state is state


def test_it_names_the_site_of_a_marketplace_that_is_new() -> None:
    order = _orders()[0]
    order["salesChannel"] |= {"marketplaceId": "A0NEW", "marketplaceName": "Amazon.ch"}
    assert _read(order).site == "amazon.ch"


@pytest.mark.parametrize("name", ["orderId", "createdTime", "lastUpdatedTime"])
def test_it_refuses_an_order_without_what_the_model_requires(name: str) -> None:
    order = _orders()[0]
    del order[name]
    with pytest.raises(ApiTrouble) as trouble:
        _read(order)
    assert trouble.value.kind is TroubleKind.NONSENSE


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


def _kind(order: object) -> TroubleKind | None:
    try:
        _read(order)
    except ApiTrouble as trouble:
        return trouble.kind
    return None


@given(data=st.data())
def test_it_reads_or_refuses_whatever_stands_in_an_order(data: st.DataObject) -> None:
    order = _orders()[data.draw(st.integers(0, 1))]
    name = data.draw(st.sampled_from(sorted(order)))
    order[name] = data.draw(JSON)
    assert _kind(order) in (None, TroubleKind.NONSENSE)
