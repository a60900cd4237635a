import pytest
from hypothesis import given
from hypothesis import strategies as st

from sportello.carriers import vocabularies
from sportello.carriers.states import State, furthest, key_of, precedence


@pytest.mark.parametrize(
    ("tag", "subtag", "state"),
    [
        ("Pending", "", State.UNKNOWN),
        ("InfoReceived", "InfoReceived_001", State.INFO_RECEIVED),
        ("InTransit", "", State.IN_TRANSIT),
        ("OutForDelivery", "", State.OUT_FOR_DELIVERY),
        ("AttemptFail", "AttemptFail_001", State.ATTEMPT_FAILED),
        ("Delivered", "Delivered_001", State.DELIVERED),
        ("AvailableForPickup", "", State.AVAILABLE_FOR_PICKUP),
        ("Exception", "Exception_002", State.EXCEPTION),
        ("Exception", "Exception_011", State.RETURNING),
        ("Expired", "", State.EXPIRED),
    ],
)
def test_it_reads_aftership(tag: str, subtag: str, state: State) -> None:
    assert vocabularies.from_aftership(tag, subtag) is state


@pytest.mark.parametrize(
    ("status", "sub", "state"),
    [
        ("NotFound", "NotFound_Other", State.UNKNOWN),
        ("DeliveryFailure", "DeliveryFailure_NoBody", State.ATTEMPT_FAILED),
        ("Exception", "Exception_Returning", State.RETURNING),
        ("Exception", "Exception_Lost", State.EXCEPTION),
        ("InTransit", "InTransit_CustomsProcessing", State.IN_TRANSIT),
        ("AvailableForPickup", "", State.AVAILABLE_FOR_PICKUP),
    ],
)
def test_it_reads_17track(status: str, sub: str, state: State) -> None:
    assert vocabularies.from_17track(status, sub) is state


@pytest.mark.parametrize(
    ("status", "detailed", "state"),
    [
        ("PENDING", "PENDING_DROP_OFF", State.INFO_RECEIVED),
        ("SHIPPED", "", State.IN_TRANSIT),
        ("IN_TRANSIT", "OUT_FOR_DELIVERY", State.OUT_FOR_DELIVERY),
        ("UNDELIVERABLE", "RETURNING_TO_SELLER", State.RETURNING),
        ("UNDELIVERABLE", "LOST", State.EXCEPTION),
        ("DELIVERED", "DELIVERED", State.DELIVERED),
        ("IN_TRANSIT", "SOMETHING_NEW", State.IN_TRANSIT),
    ],
)
def test_it_reads_amazon(status: str, detailed: str, state: State) -> None:
    assert vocabularies.from_amazon(status, detailed) is state


@pytest.mark.parametrize(
    ("status", "state"),
    [
        ("ATTEMPTED_DELIVERY", State.ATTEMPT_FAILED),
        ("READY_FOR_PICKUP", State.AVAILABLE_FOR_PICKUP),
        ("PICKED_UP", State.DELIVERED),
        ("CARRIER_PICKED_UP", State.IN_TRANSIT),
        ("LABEL_PRINTED", State.INFO_RECEIVED),
        ("FAILURE", State.EXCEPTION),
    ],
)
def test_it_reads_shopify(status: str, state: State) -> None:
    assert vocabularies.from_shopify(status) is state


def test_it_reads_ebay_and_walmart() -> None:
    assert vocabularies.from_ebay("FULFILLED") is State.INFO_RECEIVED
    assert vocabularies.from_ebay("DELIVERED") is State.DELIVERED
    assert vocabularies.from_walmart("Shipped") is State.IN_TRANSIT
    assert vocabularies.from_walmart("Acknowledged") is State.UNKNOWN


@given(st.text(max_size=200))
def test_it_takes_any_word_and_knows_no_new_one(word: str) -> None:
    for reads in (
        vocabularies.from_aftership,
        vocabularies.from_17track,
        vocabularies.from_amazon,
        vocabularies.from_shopify,
        vocabularies.from_ebay,
        vocabularies.from_walmart,
    ):
        assert isinstance(reads(word), State)
        assert reads(f"brand new {word}") is State.UNKNOWN


def test_it_writes_words_of_any_case_the_same() -> None:
    assert {
        key_of(word) for word in ("OutForDelivery", "OUT_FOR_DELIVERY", " out for delivery", "out-for-delivery")
    } == {"out_for_delivery"}


def test_it_orders_all_ten_states() -> None:
    assert len({precedence(state) for state in State}) == len(State) == 10
    assert furthest(State.IN_TRANSIT, State.DELIVERED, State.UNKNOWN) is State.DELIVERED
    assert furthest() is State.UNKNOWN
