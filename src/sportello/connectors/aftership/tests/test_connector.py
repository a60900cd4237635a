"""Parcels of real orders followed through the stand-in: what the service knows stands with the order."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest

from sportello.channels import connecting
from sportello.channels.contract import ApiTrouble
from sportello.channels.following import due, follow_due
from sportello.channels.models import Channel, Source
from sportello.channels.registry import connector_named
from sportello.connectors.aftership.connector import CONNECTOR
from sportello.orders.models import Shipment
from sportello.orders.recording import record
from sportello.orders.records import Fulfiller, LineRecord, OrderRecord, OrderState, ShipmentRecord
from sportello.sandbox.aftership.api import API_KEY
from sportello.sandbox.apis import Apis, apis
from sportello.sandbox.world import WorldOrder

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> Iterator[Apis]:
    with apis(vendors=("aftership",), quiet_orders=60, stories=False) as running:
        yield running


def service(world: Apis, key: str = API_KEY) -> Source:
    source = connecting.connect(
        connector=CONNECTOR, name="Parcels", values={"key": key}, by=None, now=world.world.now()
    )
    source.config["base_url"] = world.base("aftership")
    source.save()
    return source


def shipped(world: Apis) -> WorldOrder:
    """The newest order with a parcel under way."""
    under_way = [order for order in world.world.orders() if order.state == "shipped" and len(order.parcels) == 1]
    return max(under_way, key=lambda order: order.placed_at)


def known(order: WorldOrder, now: datetime) -> Shipment:
    """The order as a marketplace told it that knows no more than "shipped"."""
    account = Source.objects.create(kind="api", connector="shopify", name="Shop", created_at=now)
    channel = Channel.objects.create(
        kind="shopify", name="Shop", source=account, answer_hours=24, round_the_clock=False, created_at=now
    )
    parcel = order.parcels[0]
    told = ShipmentRecord(
        parcel.id, order.changed_at, carrier=parcel.carrier, tracking_number=parcel.tracking,
        state="in_transit", shipped_at=parcel.shipped_at,
    )  # fmt: skip
    record(
        OrderRecord(
            external_id=order.id, number=order.number, site="", placed_at=order.placed_at, changed_at=order.changed_at,
            state=OrderState.SHIPPED, fulfilled_by=Fulfiller.SELLER, shipments=(told,),
            lines=(LineRecord("1", "Luce", 1),),
        ),
        account_id=account.pk, channel_id=channel.pk, now=now,
    )  # fmt: skip
    return Shipment.objects.get()


def follow(source: Source, now: datetime) -> bool:
    return follow_due(source, CONNECTOR, clock=lambda: now, go_on=lambda: True)


def test_it_is_found_by_its_name() -> None:
    assert connector_named("aftership") is CONNECTOR


def test_it_brings_every_scan_of_a_parcel_under_way(world: Apis) -> None:
    order, source = shipped(world), service(world)
    shipment = known(order, world.world.now())
    for _ in range(3):
        now = world.world.now()
        follow(source, now)
        world.world.advance(hours=3)
        order = world.world.order(order.kind, order.id) or order
    follow(source, world.world.now())
    shipment.refresh_from_db()
    real = order.parcels[0]
    seen = [scan.state for scan in shipment.scans.order_by("at")]
    assert seen
    assert {*seen} <= {scan.state for scan in real.scans}
    assert shipment.state == real.state


def test_it_asks_for_a_parcel_again_only_after_two_hours(world: Apis) -> None:
    order, source = shipped(world), service(world)
    known(order, world.world.now())
    now = world.world.now()
    assert follow(source, now)
    asked = len(world.asked("aftership"))
    assert follow(source, now + timedelta(hours=1))
    assert len(world.asked("aftership")) == asked
    assert due(now + timedelta(hours=2)).count() == 1


def test_it_asks_no_more_for_what_has_arrived(world: Apis) -> None:
    shipment = known(shipped(world), world.world.now())
    Shipment.objects.filter(pk=shipment.pk).update(state="delivered")
    assert not due(world.world.now()).exists()


def test_it_stops_at_a_bad_key_and_forgets_no_parcel(world: Apis) -> None:
    source = service(world, key="asat_wrong")
    known(shipped(world), world.world.now())
    with pytest.raises(ApiTrouble):
        follow(source, world.world.now())
    assert due(world.world.now()).count() == 1


def test_it_goes_on_with_the_next_parcel_where_one_is_refused(world: Apis) -> None:
    source, shipment = service(world), known(shipped(world), world.world.now())
    Shipment.objects.filter(pk=shipment.pk).update(tracking_number="??", plain="XX")
    assert follow(source, world.world.now())
    shipment.refresh_from_db()
    assert shipment.followed_at == world.world.now()
