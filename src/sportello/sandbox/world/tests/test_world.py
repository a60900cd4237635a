"""The world: its past, what falls due, what may be done to it, and what it says happened."""

import threading
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sportello.sandbox.shop.orders import Orders
from sportello.sandbox.shop.stories import told
from sportello.sandbox.world import (
    STATES,
    Change,
    Clock,
    Faults,
    Impossible,
    Kind,
    World,
    WorldOrder,
    open_world,
    order_now,
    reopen,
)
from sportello.sandbox.world.acts import ACTS

NOW = datetime(2026, 11, 21, 14, 10, tzinfo=UTC)
FORWARD = ("pending", "unshipped", "shipped", "delivered")


@pytest.fixture
def world() -> World:
    return open_world(1, NOW, quiet_orders=120)


def one(world: World, **wanted: object) -> WorldOrder:
    """An order of the world with these attributes."""
    return next(o for o in world.orders() if all(getattr(o, name) == value for name, value in wanted.items()))


def test_it_is_the_same_for_the_same_seed_and_time() -> None:
    first, second, other = (open_world(seed, NOW, quiet_orders=20) for seed in (1, 1, 2))
    for made in (first, second, other):
        made.advance(3)
    assert first.ledger() == second.ledger()
    assert first.ledger() != other.ledger()


def test_it_holds_the_orders_of_the_stories(world: World) -> None:
    stories, orders = list(told()), Orders(1, told())
    missing = []
    for story in (story for story in stories if story.names_order):
        written = orders.of(story)
        kind: Kind = written.site.kind  # type: ignore[assignment]
        order = world.order(kind, written.number)
        if order is None or (story.product and story.product not in {line.product for line in order.lines}):
            missing.append(story.key)
        elif order.parcels:
            assert order.parcels[0].tracking == written.tracking
    assert missing == []


def test_it_has_a_believable_shop(world: World) -> None:
    orders = world.orders()
    assert len(orders) > 400
    amazon = [order for order in orders if order.kind == "amazon"]
    by_amazon = sum(order.fulfilled_by == "marketplace" for order in amazon)
    assert 0.5 < by_amazon / len(amazon) < 0.7
    currencies = {(order.kind, order.currency) for order in orders}
    assert {("amazon", "GBP"), ("amazon", "EUR"), ("walmart", "USD"), ("shopify", "EUR")} <= currencies
    assert {parcel.state for order in orders for parcel in order.parcels} >= {"delivered", "in_transit", "exception"}
    assert len({(order.kind, order.number) for order in orders}) == len(orders)
    assert len({(order.kind, order.id) for order in orders}) == len(orders)
    assert world.conversations()


def test_it_lets_everything_happen_at_its_own_time(world: World) -> None:
    before = len(world.changes())
    world.advance(30)
    new = world.changes(before)
    assert [change.at for change in new] == sorted(change.at for change in new)
    assert {"placed", "ship", "scan", "open_return", "refund"} <= {change.what for change in new}
    assert all(NOW <= change.at <= world.now() for change in new)
    placed = Counter(change.at.date() for change in new if change.what == "placed")
    assert len(placed) >= 28


def test_it_never_leads_an_order_backwards(world: World) -> None:
    world.advance(40)
    reached: dict[tuple[str, str], int] = {}
    for change in world.changes():
        order = change.order
        if order is not None and order.state != "cancelled":
            step, key = FORWARD.index(order.state), (order.kind, order.id)
            assert step >= reached.get(key, 0)
            reached[key] = step
    for order in world.orders():
        assert order.refunded <= order.total
        assert all(scan.state in STATES for parcel in order.parcels for scan in parcel.scans)
        for parcel in order.parcels:
            assert [scan.at for scan in parcel.scans] == sorted(scan.at for scan in parcel.scans)


def test_it_goes_another_way_when_somebody_interferes(world: World) -> None:
    order = one(world, kind="shopify", state="unshipped")
    world.act("ship", "shopify", order.id, carrier="dhl", tracking="OWN-1")
    world.act("lose", "shopify", order.id)
    world.advance(20)
    after = world.order("shopify", order.number)
    assert after is not None
    assert [(parcel.tracking, parcel.state) for parcel in after.parcels] == [("OWN-1", "info_received")]
    claimed = world.act("open_claim", "shopify", order.id)
    assert (claimed.claims[0].reason, claimed.claims[0].state) == ("not_received", "open")
    lost = world.act("close_claim", "shopify", order.id, state="lost")
    assert lost.refunded == lost.total


@pytest.mark.parametrize(
    ("state", "what", "details"),
    [
        ("unshipped", "scan", {"state": "delivered"}),
        ("unshipped", "open_return", {}),
        ("unshipped", "lose", {}),
        ("unshipped", "close_claim", {}),
        ("delivered", "cancel", {}),
        ("delivered", "wish", {}),
        ("delivered", "refund", {"amount": "100000"}),
        ("delivered", "refund", {"amount": "0"}),
        ("cancelled", "ship", {"carrier": "dhl", "tracking": "X"}),
        ("shipped", "scan", {"state": "beamed"}),
    ],
)
def test_it_refuses_what_makes_no_sense(world: World, state: str, what: str, details: dict[str, str]) -> None:
    order, before = one(world, state=state), len(world.changes())
    with pytest.raises(Impossible):
        world.act(what, order.kind, order.id, **details)
    assert (world.order(order.kind, order.id), len(world.changes())) == (order, before)


def test_it_refuses_unknown_orders_and_acts(world: World) -> None:
    with pytest.raises(KeyError):
        world.act("ship", "ebay", "00-00000-00000")
    with pytest.raises(KeyError):
        world.act("explode", "ebay", one(world, kind="ebay").id)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(sorted(ACTS)), st.sampled_from(("", "1.00", "999"))), max_size=14))
def test_it_keeps_its_promises_whatever_is_done(acts: list[tuple[str, str]]) -> None:
    world = open_world(1, NOW, quiet_orders=0, stories=False)
    order = order_now(world, "ebay")
    for place, (what, amount) in enumerate(acts):
        details = {"amount": amount, "tracking": f"T{place % 3}", "carrier": "gls", "state": STATES[place % 10]}
        version = order.version
        try:
            order = world.act(what, "ebay", order.id, **details)
        except Impossible:
            assert world.order("ebay", order.id) == order
        else:
            assert order.version == version + 1
        world.clock.advance(timedelta(minutes=1))
    assert Decimal(0) <= order.refunded <= order.total
    assert len({parcel.tracking for parcel in order.parcels}) == len(order.parcels)
    assert sum(claim.state == "open" for claim in order.claims) <= 1
    assert (order.state == "cancelled") <= (not order.parcels)


def test_it_finds_orders_by_time(world: World) -> None:
    since = NOW - timedelta(days=10)
    by_change, by_placing = world.orders(changed_since=since), world.orders(placed_since=since)
    assert [order.changed_at for order in by_change] == sorted(order.changed_at for order in by_change)
    assert all(order.placed_at >= since for order in by_placing)
    assert set(map(id, by_placing)) < set(map(id, by_change))
    until = NOW - timedelta(days=5)
    assert all(since <= order.changed_at <= until for order in world.orders(changed_since=since, until=until))


def test_it_tells_subscribers_every_change_once(world: World) -> None:
    heard: list[Change] = []
    end = world.subscribe(heard.append)
    before = len(world.changes())
    world.advance(2)
    assert heard == world.changes(before)
    end()
    world.advance(1)
    assert len(heard) < len(world.changes(before))


def test_it_may_be_asked_from_many_threads(world: World) -> None:
    order, errors = one(world, kind="shopify", state="delivered"), []

    def refund() -> None:
        for _ in range(20):
            try:
                world.act("refund", "shopify", order.id, amount="0.01")
                world.orders("shopify")
            except Impossible as error:
                errors.append(error)

    threads = [threading.Thread(target=refund) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    after = world.order("shopify", order.id)
    assert errors == []
    assert after is not None
    assert after.refunded - order.refunded == Decimal("0.80")
    assert len({refund.id for refund in after.refunds}) == len(after.refunds)


def test_it_finds_itself_again_after_a_restart(tmp_path: Path) -> None:
    clock = [NOW]
    path = tmp_path / "world.jsonl"
    first = reopen(1, NOW, path, lambda: clock[0])
    clock[0] += timedelta(hours=5)
    order = one(first, kind="ebay", state="unshipped")
    first.act("ship", "ebay", order.id, carrier="gls", tracking="OWN-2")
    made = order_now(first, "walmart")
    first.advance(2)
    talk = first.conversations()[0]
    first.keep(replace(talk, status="ARCHIVE"))
    first.write(talk, replace(talk.messages[-1], id="new", at=first.now(), text="È arrivato?"))
    clock[0] += timedelta(days=1)
    second = reopen(1, NOW, path, lambda: clock[0])
    assert second.now() == first.now() == NOW + timedelta(days=3, hours=5)
    assert second.ledger() == first.ledger()
    assert second.order("walmart", made.number) == first.order("walmart", made.number)
    assert second.conversation(talk.id) == first.conversation(talk.id)
    with path.open("a") as file:
        file.write('{"at": "2026-')
    assert reopen(1, NOW, path, lambda: clock[0]).ledger() == first.ledger()


def test_it_keeps_a_clock_that_never_goes_back() -> None:
    clock = Clock(NOW)
    clock.advance(timedelta(days=1))
    assert clock.now() == NOW + timedelta(days=1)
    with pytest.raises(ValueError, match="backwards"):
        clock.advance(timedelta(seconds=-1))
    real = [NOW]
    shifted = Clock(NOW + timedelta(days=3), lambda: real[0])
    real[0] += timedelta(hours=1)
    assert shifted.now() == NOW + timedelta(days=3, hours=1)


@pytest.mark.parametrize(
    "wanted",
    [{"throttle": "2"}, {"fail": True}, {"slow": -1}, {"slow": 1e9}, {"revoked": 1}, {"nonsense": 1}, {"drop": -2}],
)
def test_it_refuses_faults_that_make_no_sense(wanted: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=next(iter(wanted))):
        Faults().changed(wanted)


def test_it_uses_up_counted_faults(world: World) -> None:
    world.set_faults("ebay", Faults(fail=2, throttle=-1))
    assert [world.spoils("ebay", "fail") for _ in range(3)] == [True, True, False]
    assert all(world.spoils("ebay", "throttle") for _ in range(5))
    assert not world.spoils("amazon", "fail")
