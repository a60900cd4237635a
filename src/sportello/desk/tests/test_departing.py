"""Confirming a shipment from an order's page, over HTTP."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.test import Client
from django.utils import timezone

from sportello.accounts.models import Agent, AuditEntry
from sportello.accounts.testing import ben, cora, rio
from sportello.channels.models import Departure, DepartureState, Errand, ErrandKind
from sportello.orders.models import Line, Order
from sportello.orders.records import Fulfiller, OrderState

from .orders import bought

pytestmark = pytest.mark.django_db
UPS = "1Z999AA10123456784"


@pytest.fixture
def to_ship(now: datetime) -> Order:
    return bought(now=now, state=OrderState.UNSHIPPED, fulfilled_by=Fulfiller.SELLER)


def post(client: Client, order: Order, **fields: str) -> tuple[int, str]:
    line = Line.objects.get(order=order)
    told = {
        "carrier": "UPS", "tracking_number": UPS, "day": timezone.localdate().isoformat(),
        f"quantity_{line.pk}": "2", **fields,
    }  # fmt: skip
    answer = client.post(f"/orders/{order.pk}/departures", told)
    return answer.status_code, " ".join(answer.content.decode().split())


def test_it_reports_a_parcel_once_and_shows_what_became_of_it(enter: Callable[[Agent], Client], to_ship: Order) -> None:
    client = enter(ben())
    assert f"/orders/{to_ship.pk}/departures" in client.get(f"/orders/{to_ship.pk}").content.decode()
    for _ in range(2):
        assert post(client, to_ship)[0] == 302
    made = Departure.objects.get()
    assert (made.tracking_number, made.carrier, made.agent) == (UPS, "ups", ben())
    assert Errand.objects.filter(kind=ErrandKind.DEPARTURE, ref=str(made.pk)).count() == 1
    assert AuditEntry.objects.filter(act="order.shipment_confirmed", subject_id=to_ship.pk).exists()
    text = client.get(f"/orders/{to_ship.pk}").content.decode()
    assert UPS in text
    Departure.objects.update(state=DepartureState.FAILED, settled_at=timezone.now(), said="The order was cancelled.")
    assert "The order was cancelled." in client.get(f"/orders/{to_ship.pk}/departures").content.decode()


def test_it_asks_about_a_doubtful_number_and_then_believes_it(enter: Callable[[Agent], Client], to_ship: Order) -> None:
    client = enter(ben())
    status, text = post(client, to_ship, tracking_number="1Z999AA10123456785")
    assert status == 422
    assert "The check digit of this number is wrong" in text
    assert 'name="sure"' in text
    assert 'value="1Z999AA10123456785"' in text
    assert post(client, to_ship, tracking_number="1Z999AA10123456785", sure="1")[0] == 302


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"day": "31/12"}, "Say on which day the parcel left."),
        ({"day": "2099-01-01"}, "The parcel has not left yet"),
        ({"carrier": ""}, "Say who carries the parcel."),
        ({"tracking_number": ""}, "The tracking number is missing."),
    ],
)
def test_it_gives_back_what_is_wrong_as_it_was_written(
    enter: Callable[[Agent], Client], to_ship: Order, fields: dict[str, str], words: str
) -> None:
    status, text = post(enter(ben()), to_ship, **fields)
    assert status == 422
    assert words in text
    assert 'name="sure"' not in text


def test_it_takes_a_parcel_back_that_still_waits(enter: Callable[[Agent], Client], to_ship: Order) -> None:
    client = enter(ben())
    post(client, to_ship)
    made = Departure.objects.get()
    assert client.post(f"/departures/{made.pk}/withdrawal").status_code == 302
    made.refresh_from_db()
    assert made.state == DepartureState.WITHDRAWN


def test_it_is_not_offered_where_there_is_nothing_to_ship(enter: Callable[[Agent], Client], now: datetime) -> None:
    client, gone = enter(ben()), bought(now=now, state=OrderState.SHIPPED)
    assert f"/orders/{gone.pk}/departures" not in client.get(f"/orders/{gone.pk}").content.decode()
    assert client.get(f"/orders/{gone.pk}/departures").status_code == 404
    status, text = post(client, gone)
    assert status == 422
    assert "The order was shipped already." in text


def test_it_is_for_who_may_answer(enter: Callable[[Agent], Client], to_ship: Order) -> None:
    for agent in (rio(), cora()):
        assert post(enter(agent), to_ship)[0] == 403
    assert not Departure.objects.exists()
