"""A parcel that left is told to the marketplace once, whatever happens on the way."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from sportello.accounts.testing import ben
from sportello.channels import departing, leaving, running
from sportello.channels.contract import Account, ApiTrouble, TroubleKind
from sportello.channels.departing import confirm, withdraw
from sportello.channels.leaving import CannotConfirm, Said, left_to_ship
from sportello.channels.models import Departure, DepartureState, Errand, ErrandKind, Source
from sportello.channels.shipping import Doubt, Doubtful, LeavingParcel, doubt_about
from sportello.core.models import Event
from sportello.orders.models import Order
from sportello.orders.records import Fulfiller, OrderState
from sportello.orders.tests.world import channel, kept, line, order

from .vendor import CONNECTOR

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
UPS = "1Z999AA10123456784"


class Marketplace:
    """Remembers what it was told, by the parcel's reference, and answers with the next trouble first."""

    def __init__(self, *troubles: ApiTrouble) -> None:
        self.troubles, self.parcels, self.calls = list(troubles), dict[str, LeavingParcel](), 0

    def __call__(self, account: Account, parcel: LeavingParcel, *, now: datetime) -> None:
        del account, now
        self.calls += 1
        self.parcels[parcel.reference] = parcel
        if self.troubles:
            raise self.troubles.pop(0)


@pytest.fixture
def bought(monkeypatch: pytest.MonkeyPatch) -> Order:
    """An order that Ada has to ship: two lines, two and one of them."""
    connector = replace(CONNECTOR, confirms_shipment=Marketplace())
    monkeypatch.setattr(leaving, "connector_named", lambda _kind: connector)
    lines = (line(external_id="a", quantity=2), line(external_id="b", quantity=1))
    return kept(order(state=OrderState.UNSHIPPED, fulfilled_by=Fulfiller.SELLER, lines=lines, shipments=()), channel())


def says(number: str = UPS, carrier: str = "UPS", quantities: Mapping[str, int] | None = None, **more: Any) -> Said:
    """What Ben says of a parcel."""
    told: dict[str, Any] = {"shipped_at": NOW, "quantities": quantities or {"a": 2, "b": 1}}
    return Said(carrier, number, **(told | more))


def run(about: Order, told: Marketplace, at: datetime = NOW) -> TroubleKind | None:
    """What the account's runner does now; which trouble it meets."""
    source = Source.objects.get(pk=about.account_id)
    connector = replace(CONNECTOR, confirms_shipment=told, fetch_order=None)
    try:
        running.run_due(source, connector, clock=lambda: at)
    except ApiTrouble as trouble:
        return trouble.kind
    return None


def test_it_is_told_once_and_the_order_is_asked_for_then(bought: Order) -> None:
    made = confirm(order=bought, said=says("1z 999 aa1 01 2345 6784"), by=ben(), now=NOW)
    assert confirm(order=bought, said=says(), by=ben(), now=NOW) == made
    told = Marketplace()
    assert run(bought, told) is None
    assert run(bought, told) is None
    assert told.calls == 1
    (parcel,) = told.parcels.values()
    assert (parcel.tracking_number, parcel.carrier, parcel.quantities) == (UPS, "ups", {"a": 2, "b": 1})
    made.refresh_from_db()
    assert made.state == DepartureState.SENT
    assert Errand.objects.filter(kind=ErrandKind.ORDER, ref=bought.number).exists()
    kinds = Event.objects.filter(kind__startswith="departure.").order_by("id").values_list("kind", flat=True)
    assert list(kinds) == ["departure.told", "departure.sent"]


def test_it_is_told_again_under_the_same_reference(bought: Order) -> None:
    made = confirm(order=bought, said=says(), by=ben(), now=NOW)
    told = Marketplace(ApiTrouble(TroubleKind.LOST, "no word"), ApiTrouble(TroubleKind.THROTTLED, "wait"))
    assert run(bought, told) is TroubleKind.LOST
    assert run(bought, told, NOW + timedelta(hours=1)) is TroubleKind.THROTTLED
    assert run(bought, told, NOW + timedelta(hours=2)) is None
    assert list(told.parcels) == [str(made.pk)]
    assert Departure.objects.get().state == DepartureState.SENT


@pytest.mark.parametrize("kind", [TroubleKind.REFUSED, TroubleKind.PERMISSION, TroubleKind.NOT_FOUND])
def test_it_shows_a_no_and_takes_another_parcel(bought: Order, kind: TroubleKind) -> None:
    confirm(order=bought, said=says(), by=ben(), now=NOW)
    assert run(bought, Marketplace(ApiTrouble(kind, "was cancelled"))) is None
    refused = Departure.objects.get()
    assert (refused.state, refused.said) == (DepartureState.FAILED, "was cancelled")
    assert left_to_ship(bought) == {"a": 2, "b": 1}
    assert confirm(order=bought, said=says(), by=ben(), now=NOW) != refused


def test_it_is_given_up_after_two_days(bought: Order) -> None:
    confirm(order=bought, said=says(), by=ben(), now=NOW)
    late = NOW + departing.GIVES_UP_AFTER
    assert run(bought, Marketplace(ApiTrouble(TroubleKind.SERVER, "down")), late) is None
    assert Departure.objects.get().state == DepartureState.FAILED


def test_it_can_be_taken_back_until_it_is_told(bought: Order) -> None:
    made, told = confirm(order=bought, said=says(), by=ben(), now=NOW), Marketplace()
    assert withdraw(departure=made, by=ben(), now=NOW)
    assert run(bought, told) is None
    assert told.calls == 0
    assert not withdraw(departure=made, by=ben(), now=NOW)


def test_it_leaves_the_rest_to_a_second_parcel(bought: Order) -> None:
    confirm(order=bought, said=says(quantities={"a": 1, "b": 0}), by=ben(), now=NOW)
    assert left_to_ship(bought) == {"a": 1, "b": 1}
    with pytest.raises(CannotConfirm):
        confirm(order=bought, said=says("1Z999AA10123456793", quantities={"a": 2}), by=ben(), now=NOW)


@pytest.mark.parametrize("state", [OrderState.SHIPPED, OrderState.DELIVERED, OrderState.CANCELLED, OrderState.PENDING])
def test_it_confirms_nothing_that_is_not_to_be_shipped(bought: Order, state: OrderState) -> None:
    Order.objects.filter(pk=bought.pk).update(state=state)
    with pytest.raises(CannotConfirm):
        confirm(order=bought, said=says(), by=ben(), now=NOW)
    Order.objects.filter(pk=bought.pk).update(state=OrderState.UNSHIPPED, fulfilled_by=Fulfiller.MARKETPLACE)
    with pytest.raises(CannotConfirm):
        confirm(order=bought, said=says(), by=ben(), now=NOW)
    assert not Departure.objects.exists()


@pytest.mark.parametrize(
    "wrong",
    [
        says(carrier=" "),
        says(number=" - "),
        says(number="1Z<999>"),
        says(number="1Z999AA10123456785"),
        says(quantities={"a": 0}),
        says(quantities={"a": 3}),
        says(quantities={"c": 1}),
        says(quantities={"a": -1, "b": 1}),
        says(shipped_at=NOW + timedelta(days=1)),
        says(shipped_at=NOW - timedelta(days=900)),
    ],
)
def test_it_says_in_words_what_cannot_be(bought: Order, wrong: Said) -> None:
    with pytest.raises(CannotConfirm) as told:
        confirm(order=bought, said=wrong, by=ben(), now=NOW)
    assert str(told.value)
    assert told.value.is_doubt == (wrong.tracking_number == "1Z999AA10123456785")
    if told.value.is_doubt:
        assert confirm(order=bought, said=replace(wrong, sure=True), by=ben(), now=NOW)


def test_it_doubts_numbers_that_a_carrier_does_not_write() -> None:
    assert doubt_about(UPS, "ups") is None
    assert doubt_about("1Z999AA10123456785", "ups") == Doubtful(Doubt.MISTYPED)
    assert doubt_about(UPS, "dhl") == Doubtful(Doubt.ANOTHERS, "ups")
    assert doubt_about("12", "ups") == Doubtful(Doubt.UNFAMILIAR)
    assert doubt_about("ANYTHING7", "") is None
