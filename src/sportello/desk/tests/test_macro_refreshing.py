"""Asking anew before facts go into an answer: once, by the account's own runner, and no longer than one can wait."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from sportello.channels.models import Errand, ErrandKind, Found, Source
from sportello.channels.registry import connector_named
from sportello.channels.running import run_due
from sportello.desk.macros.refreshing import PATIENCE, STEP, refresh
from sportello.orders import finding, recording
from sportello.orders.models import Order, Shipment
from sportello.orders.records import ShipmentRecord

from .orders import NUMBER, account, bought, parcel, record_of

pytestmark = pytest.mark.django_db


def old(now: datetime, **told: object) -> Order:
    """An order that nobody asked for since an hour."""
    bought(now=now, shipments=(parcel(now=now, **told),))  # type: ignore[arg-type]
    Order.objects.update(seen_at=now - timedelta(hours=1))
    return finding.mentioned([NUMBER]).get()


def test_it_waits_until_the_runner_has_brought_the_order(now: datetime) -> None:
    order, waited = old(now), []

    def runner(seconds: float) -> None:
        waited.append(seconds)
        if len(waited) == 3:
            told = replace(record_of(now=now), shipments=(parcel(now=now, state="delivered"),), changed_at=now)
            recording.record(told, account_id=order.account_id, channel_id=order.channel_id, now=now)
            Errand.objects.filter(kind=ErrandKind.ORDER, ref=NUMBER).update(done_at=now, outcome=Found.DONE)

    found = refresh(order, now=now, wait=runner)
    assert len(waited) == 3
    assert [shipment.state for shipment in found.shipments.all()] == ["delivered"]
    assert found.seen_at == now


def test_it_goes_on_with_what_it_has_when_nobody_answers_in_time(now: datetime) -> None:
    waited: list[float] = []
    order = old(now)
    found = refresh(order, now=now, wait=waited.append)
    assert found == order
    assert sum(waited) == pytest.approx(PATIENCE, abs=STEP)
    assert Errand.objects.filter(done_at=None).count() == 1


@pytest.mark.parametrize("state", ["fresh", "paused", "failing", "throttled"])
def test_it_asks_nobody_who_has_just_told_or_cannot_answer(now: datetime, state: str) -> None:
    order = old(now)
    if state == "fresh":
        Order.objects.update(seen_at=now - timedelta(minutes=2))
        order.refresh_from_db()
    changes = {"paused": "paused_at", "failing": "failing_since", "throttled": "throttled_until"}
    if state in changes:
        Source.objects.update(**{changes[state]: now + timedelta(minutes=1)})
    waited: list[float] = []
    assert refresh(order, now=now, wait=waited.append) is order
    assert (waited, Errand.objects.count()) == ([], 0)


def test_it_asks_the_carrier_for_a_parcel_under_way_only(now: datetime) -> None:
    account("aftership", "AfterShip")
    refresh(old(now), now=now, wait=lambda _seconds: None)
    shipment = Shipment.objects.get()
    assert Errand.objects.get(kind=ErrandKind.PARCEL).ref == str(shipment.pk)
    Errand.objects.all().delete()
    shipment.state = "delivered"
    shipment.save()
    refresh(finding.mentioned([NUMBER]).get(), now=now, wait=lambda _seconds: None)
    assert not Errand.objects.filter(kind=ErrandKind.PARCEL).exists()


def test_it_runs_a_parcels_errand_at_once_and_only_that(now: datetime) -> None:
    follower, shipment = account("aftership", "AfterShip"), old(now).shipments.get()
    told = ShipmentRecord(
        external_id=shipment.external_id, changed_at=now, carrier="brt", tracking_number=shipment.tracking_number,
        state="out_for_delivery", state_at=now,
    )  # fmt: skip
    aftership = connector_named("aftership")
    assert aftership is not None
    follows = replace(aftership, follow_parcel=lambda _account, _parcel, now: told)
    for ref in (str(shipment.pk), "4000000"):
        Errand.objects.create(source=follower, kind=ErrandKind.PARCEL, ref=ref, created_at=now, due_at=now)
    assert run_due(follower, follows, clock=lambda: now) == set()
    assert Shipment.objects.get().state == "out_for_delivery"
    assert Shipment.objects.get().followed_at == now
    assert dict(Errand.objects.values_list("ref", "outcome")) == {str(shipment.pk): "done", "4000000": "not_found"}
