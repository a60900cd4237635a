"""Shopify's answers as records: odd ones, and any at all."""

import json
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sportello.channels.contract import ApiTrouble, TroubleKind
from sportello.connectors.shopify.orders import order_record, state_of
from sportello.connectors.shopify.troubles import bucket_of, refusal, trouble_in, words_of
from sportello.orders.records import BuyerRecord, Money, OrderState

ODD = json.loads((Path(__file__).parent.parent / "fixtures" / "order-odd.json").read_text(encoding="utf-8"))
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["nodes", "id", "amount", "currencyCode", "presentmentMoney"]), inner, max_size=3
        )
    ),
    max_leaves=8,
)


def test_it_keeps_an_order_without_a_buyer_and_with_a_strange_currency() -> None:
    order = order_record(ODD, handle="casa-lume")
    assert order.buyer == BuyerRecord(language="pt")
    assert order.total == Money(Decimal("49.905"), "XYZ")
    assert (order.number, order.external_id, order.state) == ("EN1042-A", "5551", OrderState.PARTLY_SHIPPED)
    assert (order.lines[0].title, order.lines[0].codes, order.lines[0].sku) == ("Luce - Red", {}, "")
    assert order.payload["aFieldOfTomorrow"] == {"x": 1}


def test_it_makes_a_parcel_of_each_tracking_number_and_none_of_a_cancelled_fulfilment() -> None:
    first, second = order_record(ODD, handle="casa-lume").shipments or ()
    assert [(p.external_id, p.carrier, p.carrier_name) for p in (first, second)] == [
        ("71", "dhl", "DHL"),
        ("71-2", "", "Zampa Express"),
    ]
    assert [scan.state for scan in first.scans or ()] == ["in_transit", "out_for_delivery"]
    assert (first.scans or ())[1].place == "Berlin, DE"
    assert first.state == "out_for_delivery"
    assert first.changed_at == datetime(2026, 11, 5, 9, tzinfo=UTC)


def test_it_counts_only_refunds_of_money() -> None:
    (refund,) = order_record(ODD, handle="").refunds or ()
    assert (refund.external_id, refund.reason, refund.line_ids) == ("10", "one was broken", ("1",))


def test_it_tells_what_was_not_asked_from_what_there_is_not() -> None:
    assert order_record(ODD, handle="").returns is None
    assert order_record({**ODD, "returns": {"nodes": []}}, handle="").returns == ()
    assert order_record(ODD, handle="").page_url == ""


@pytest.mark.parametrize(
    ("change", "state"),
    [
        ({"displayFulfillmentStatus": "UNFULFILLED", "displayFinancialStatus": "PENDING"}, OrderState.PENDING),
        ({"displayFulfillmentStatus": "ON_HOLD"}, OrderState.UNSHIPPED),
        ({"displayFulfillmentStatus": "FULFILLMENT_NOT_REQUIRED", "fulfillments": []}, OrderState.SHIPPED),
        ({"displayFulfillmentStatus": "FULFILLED"}, OrderState.SHIPPED),
        ({"displayFulfillmentStatus": "A_WORD_OF_TOMORROW"}, OrderState.UNSHIPPED),
        ({"cancelledAt": "2026-11-02T10:00:00Z"}, OrderState.CANCELLED),
    ],
)
def test_it_says_where_an_order_stands(change: dict[str, Any], state: OrderState) -> None:
    assert state_of({**ODD, **change}) is state


@pytest.mark.parametrize("missing", ["id", "name", "createdAt", "updatedAt"])
def test_it_takes_no_order_without_what_identifies_it(missing: str) -> None:
    with pytest.raises(ApiTrouble) as caught:
        order_record({**ODD, missing: None}, handle="")
    assert caught.value.kind is TroubleKind.NONSENSE


@given(name=st.sampled_from(sorted(set(ODD) - {"id", "name", "createdAt", "updatedAt"})), value=ANYTHING)
@settings(max_examples=200, deadline=None)
def test_it_survives_anything_in_any_other_field(name: str, value: Any) -> None:
    assert order_record({**ODD, name: value}, handle="casa-lume").number == "EN1042-A"


@given(answer=st.dictionaries(st.sampled_from(["data", "errors", "extensions"]), ANYTHING))
@settings(max_examples=200, deadline=None)
def test_it_makes_something_of_any_answer(answer: dict[str, Any]) -> None:
    trouble = trouble_in(answer)
    assert trouble is not None or isinstance(answer.get("data"), dict)
    assert bucket_of(answer) is None
    assert len(words_of(answer)) <= 300


def test_it_uses_what_may_be_read_beside_what_may_not() -> None:
    denied = {"message": "Access denied", "extensions": {"code": "ACCESS_DENIED"}}
    assert trouble_in({"data": {"orders": {"nodes": []}}, "errors": [denied]}) is None
    refused = trouble_in({"data": {"orders": None}, "errors": [denied]})
    assert refused is not None
    assert refused.kind is TroubleKind.PERMISSION


def test_it_computes_the_wait_from_the_bucket() -> None:
    status = {"maximumAvailable": 2000.0, "currentlyAvailable": 100, "restoreRate": 100.0}
    cost = {"requestedQueryCost": 900, "actualQueryCost": None, "throttleStatus": status}
    error = {"message": "Throttled", "extensions": {"code": "THROTTLED"}}
    trouble = trouble_in({"errors": [error], "extensions": {"cost": cost}})
    assert trouble is not None
    assert (trouble.kind, trouble.retry_after) == (TroubleKind.THROTTLED, timedelta(seconds=9))


def test_it_passes_on_what_a_mutation_refuses_and_what_rest_says() -> None:
    said = refusal([{"field": ["uri"], "message": "Address is invalid"}])
    assert said is not None
    assert said.words == "Address is invalid"
    assert refusal([]) is None
    assert words_of({"errors": {"query": "Required parameter missing or invalid"}}).startswith("query: Required")
    assert words_of("<html><head><title>Oauth error x</title></head><body><p>Go</p></body></html>") == "Oauth error x"
    assert words_of("<style>b{}</style><h1>Shop is\n closed</h1>") == "Shop is closed"
