"""Pushes: what is not genuine leaves nothing but its count, what comes twice does nothing, what is asked is done."""

import json
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection
from django.test import Client, override_settings

from sportello.channels.contract import PushRequest
from sportello.channels.models import Errand, PrivacyRequest, PushSeen, Source
from sportello.channels.pulling import keep_order
from sportello.channels.pushes import endpoint_of, path_of, take
from sportello.core.models import Event
from sportello.customers.models import Customer
from sportello.orders.models import Order

from .vendor import NOON, Vendor, account, order_record, sign

pytestmark = pytest.mark.django_db


def push(source: Source, *nudges: tuple[str, str], known_as: str = "p1", signed: bool = True) -> int:
    body = json.dumps({"id": known_as, "nudges": nudges}).encode()
    headers = {"X-Signature": sign(body) if signed else "forged"}
    given: Any = {"data": body, "content_type": "application/json", "headers": headers}
    return Client(enforce_csrf_checks=True).post(path_of(source), **given).status_code


def test_it_stores_a_push_once_as_errands(market: Vendor) -> None:
    source = account("shop", market)
    for _ in range(2):
        assert push(source, ("order", "N1"), ("messages", "")) == 200
    assert sorted(Errand.objects.values_list("kind", "ref", "asked")) == [("messages", "", 1), ("order", "N1", 1)]
    source.refresh_from_db()
    assert source.last_push_at is not None
    assert push(source, ("order", "N1"), known_as="p2") == 200
    assert Errand.objects.get(kind="order").asked == 2


def test_it_keeps_nothing_of_a_forged_push_but_the_count(market: Vendor) -> None:
    source = account("shop", market)
    assert push(source, ("privacy_erase", "x"), signed=False) == 401
    source.refresh_from_db()
    assert (source.pushes_refused, source.last_push_at) == (1, None)
    assert [model.objects.count() for model in (Errand, PushSeen, PrivacyRequest)] == [0, 0, 0]


def test_it_knows_nobody_at_another_address(market: Vendor) -> None:
    source = account("shop", market)
    assert Client().post(f"/hooks/{source.pk}/another", data=b"{}", content_type="text/plain").status_code == 404
    assert Client().post("/hooks/99999/token", data=b"{}", content_type="text/plain").status_code == 404
    bare = account("bare", market, config={"base_url": market.base_url})
    assert path_of(bare) == ""
    huge = Client().post(path_of(source), data=b"x" * (2 * 1024 * 1024 + 1), content_type="text/plain")
    assert huge.status_code == 413


def test_it_answers_the_check_of_an_endpoint(market: Vendor) -> None:
    answer = Client().get(path_of(account("shop", market)), {"code": "42"})
    assert (answer.status_code, answer.json()) == (200, {"code": "42"})
    assert not PushSeen.objects.exists()


def test_it_erases_a_buyer_at_once_and_notes_who_asked(market: Vendor) -> None:
    source = account("shop", market)
    for number, user in (("N1", "cleo77"), ("N2", "other")):
        market.sell(number, user=user)
        keep_order(source, order_record(market.orders[number]), now=NOON)
    assert push(source, ("privacy_erase", "cleo77")) == 200
    assert push(source, ("privacy_request", "other"), known_as="p2") == 200
    gone, stays = Order.objects.order_by("number")
    assert (gone.buyer_name, gone.buyer_email, gone.customer, gone.payload) == ("", "", None, {})
    assert (stays.buyer_name, gone.number, gone.lines.count()) == ("Cleo", "N1", 1)
    asked = {(row.kind, row.ref, row.done_at is not None) for row in PrivacyRequest.objects.all()}
    assert asked == {("erase", "", True), ("request", "other", False)}
    assert Customer.objects.count() == 1
    assert Event.objects.filter(kind__in=["order.erased", "privacy.erase", "privacy.request"]).count() == 3
    keep_order(source, order_record(market.orders["N1"] | {"changed": 9}), now=NOON)
    gone.refresh_from_db()
    assert (gone.buyer_email, gone.customer) == ("", None)


def test_it_says_that_access_was_taken_away(market: Vendor) -> None:
    source = account("shop", market)
    assert push(source, ("revoked", "")) == 200
    source.refresh_from_db()
    assert source.last_error.startswith("credentials:")


def test_it_has_a_public_address_only_under_https(market: Vendor) -> None:
    source = account("shop", market)
    assert endpoint_of(source) == ""
    with override_settings(SPORTELLO_BASE_URL="https://desk.casalume.example"):
        assert endpoint_of(source) == f"https://desk.casalume.example/hooks/{source.pk}/token"


@pytest.mark.django_db(transaction=True)
def test_it_takes_a_push_once_that_comes_several_times_at_once(market: Vendor) -> None:
    source = account("shop", market)
    body = json.dumps({"id": "p1", "nudges": [("order", "N1"), ("privacy_request", "cleo")]}).encode()
    request = PushRequest("POST", "", {}, {"x-signature": sign(body)}, body)

    def taken(_: int) -> int:
        try:
            return take(source, request, now=NOON)[0]
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        assert set(pool.map(taken, range(12))) == {200}
    assert (PushSeen.objects.count(), Errand.objects.get().asked, PrivacyRequest.objects.count()) == (1, 1, 1)
