"""What eBay's documents are read as: pages that move, broken documents, unknown values."""

from datetime import UTC, datetime
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from sportello.connectors.ebay.disputing import case_of, dispute_of, inquiry_of, return_of
from sportello.connectors.ebay.orders import read_order
from sportello.connectors.ebay.paging import pages
from sportello.connectors.ebay.values import Document, money_of, time_of, written
from sportello.orders.records import ClaimState, Fulfiller, OrderState, ReturnState

NOW = datetime(2026, 11, 21, 14, 10, tzinfo=UTC)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
FIELDS = (
    "orderId", "creationDate", "lastModifiedDate", "lineItems", "buyer", "cancelStatus", "paymentSummary",
    "pricingSummary", "fulfillmentStartInstructions", "program", "returnId", "creationInfo", "inquiryId", "caseId",
    "claimAmount", "respondByDate", "paymentDisputeId", "amount", "sellerResponseDue", "state",
)  # fmt: skip


@given(st.dictionaries(st.sampled_from(FIELDS), JSON))
def test_it_reads_any_document_without_falling_over(document: dict[str, Any]) -> None:
    assert read_order(document, fulfillments=[document], now=NOW).changed_at.tzinfo
    for read in (return_of, inquiry_of, case_of, dispute_of):
        matter = read(document, now=NOW)
        assert matter is None or matter.key[1:]


@given(st.integers(0, 60), st.integers(1, 9), st.lists(st.integers(0, 60), max_size=6))
def test_it_misses_no_row_of_a_list_that_shrinks(size: int, limit: int, leave: list[int]) -> None:
    rows = list(range(size))
    leaving = iter(leave)

    def ask(offset: int) -> tuple[Document, int, int | None]:
        found = rows[offset : offset + limit]
        document = {"rows": list(found)}
        total = len(rows)
        gone = next(leaving, None)
        if gone in rows:
            rows.remove(gone)
        return document, len(found), total

    seen = {row for page in pages(ask, limit=limit) for row in page.document["rows"]}
    assert seen >= set(rows)


def test_it_pages_a_list_that_names_no_total() -> None:
    def ask(offset: int) -> tuple[Document, int, int | None]:
        found = list(range(7))[offset : offset + 3]
        return {"rows": found}, len(found), None

    assert [row for page in pages(ask, limit=3) for row in page.document["rows"]] == list(range(7))


def test_it_keeps_an_order_without_a_buyer_in_a_currency_nobody_knows() -> None:
    order = read_order(
        {
            "orderId": "01-23456-78901",
            "creationDate": "2026-11-01T10:00:00.000Z",
            "pricingSummary": {"total": {"value": "12.340", "currency": "XQZ"}},
            "orderPaymentStatus": "PAID",
            "somethingNew": {"a": 1},
        },
        fulfillments=None,
        now=NOW,
    )
    assert order.total is not None
    assert str(order.total.amount) == "12.340"
    assert order.total.currency == "XQZ"
    assert order.buyer.user_name == ""
    assert order.state is OrderState.UNSHIPPED
    assert order.shipments is None
    assert order.changed_at == datetime(2026, 11, 1, 10, tzinfo=UTC)


def test_it_keeps_user_name_and_immutable_id_apart() -> None:
    order = {"orderId": "1", "buyer": {"username": "ma8vp1jySJC", "userId": "kq2"}}
    buyer = read_order(order, fulfillments=None, now=NOW).buyer
    assert (buyer.user_name, buyer.buyer_id) == ("ma8vp1jySJC", "kq2")


def test_it_sees_who_ships_and_what_was_refunded() -> None:
    refund = {"refundId": "8", "refundDate": "2026-11-02T10:00:00.000Z", "amount": {"value": "5.00", "currency": "EUR"}}
    failed = {**refund, "refundId": "9", "refundStatus": "FAILED"}
    order = read_order(
        {
            "orderId": "1",
            "program": {"fulfillmentProgram": {"fulfilledBy": "EBAY"}},
            "orderPaymentStatus": "FAILED",
            "lineItems": [{"lineItemId": "77", "quantity": 3, "refunds": [refund]}],
            "paymentSummary": {"refunds": [failed, refund]},
        },
        fulfillments=None,
        now=NOW,
    )
    assert order.fulfilled_by is Fulfiller.MARKETPLACE
    assert order.state is OrderState.PENDING
    assert order.refunds is not None
    (one,) = order.refunds
    assert one.money is not None
    assert (one.external_id, str(one.money.amount), one.line_ids) == ("8", "5.00", ("77",))


def test_it_reads_states_it_has_no_row_for() -> None:
    states = {
        "PARTIAL_REFUND_NON_PAYPAL_INITIATED": ReturnState.REFUNDED,
        "RETURN_LABEL_PENDING": ReturnState.AUTHORISED,
        "REPLACEMENT_SHIPPED": ReturnState.UNDER_WAY,
        "RETURN_REQUEST_TIMEOUT": ReturnState.CLOSED,
        "SOMETHING_OF_NEXT_YEAR": ReturnState.REQUESTED,
    }
    for said, state in states.items():
        matter = return_of({"returnId": "5", "orderId": "1", "state": said}, now=NOW)
        assert matter is not None
        assert matter.tells("1").returns[0].state is state


def test_it_gives_no_deadline_where_it_is_not_our_turn() -> None:
    due = {"respondByDate": {"value": "2026-11-25T00:00:00.000Z"}}
    waiting = inquiry_of({"inquiryId": 5, "inquiryStatusEnum": "WAITING_BUYER_RESPONSE", **due}, now=NOW)
    ours = inquiry_of({"inquiryId": 5, "inquiryStatusEnum": "WAITING_SELLER_RESPONSE", **due}, now=NOW)
    assert waiting is not None
    assert ours is not None
    assert waiting.tells("1").claims[0].answer_by is None
    assert ours.tells("1").claims[0].answer_by == datetime(2026, 11, 25, tzinfo=UTC)
    assert ours.tells("1").claims[0].state is ClaimState.WAITING_FOR_SELLER


def test_it_reads_amounts_exactly_and_times_aware() -> None:
    assert str(money_of({"value": 19.9, "currency": "EUR"})) == str(money_of({"value": "19.9", "currency": "EUR"}))
    assert money_of({"value": "NaN", "currency": "EUR"}) is None
    assert money_of({"value": "1"}) is None
    assert time_of("2026-11-21T14:10:00") == NOW
    assert time_of({"value": "nonsense"}) is None
    assert written(NOW) == "2026-11-21T14:10:00.000Z"
