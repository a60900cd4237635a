"""Thirty days of four marketplaces: every order, parcel, scan, refund, return, claim and message is here, once."""

import random
from collections.abc import Mapping
from dataclasses import fields

import pytest
from django.utils import timezone
from pytest_django.live_server_helper import LiveServer

from sportello.channels.models import Envelope, EnvelopeState, Errand, PushSeen, Source
from sportello.inbox.models import Message
from sportello.orders.models import Claim, Order, WaitingNews
from sportello.orders.records import ClaimKind
from sportello.sandbox.testing import Apis, apis

from .month import Month, reading
from .truth import Known, expected, rated, recorded

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.soak
def test_it_knows_all_that_happened_in_thirty_days_of_bad_luck(
    live_server: LiveServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    with apis(vendors=("amazon", "ebay", "walmart", "shopify"), quiet_orders=30, stories=False) as world:
        monkeypatch.setattr(timezone, "now", world.world.now)
        month = Month(world, live_server.url, random.Random(7))
        connected_at = month.now()
        month.begin()
        with reading(month):
            month.catch_up()
            month.live(days=30, steps=1)
            month.end()
        truth = expected(world.world, ebay=world.hosting.state("ebay"), connected_at=connected_at)
        check_orders(truth)
        check_stars(world)
        check_messages(world, month)
        check_that_much_happened(world, month)


def check_orders(truth: Mapping[tuple[str, str], Known]) -> None:
    """Every order is here as it is now, and none besides; no part of any is doubled or out of date."""
    found = recorded()
    assert sorted(found) == sorted(truth)
    wrong = [line for key in truth for line in differences(key, found[key], truth[key])]
    assert not wrong, "\n".join(wrong)
    assert Order.objects.count() == len(truth)
    assert not WaitingNews.objects.exists()
    assert not Errand.objects.filter(done_at=None).exists()


def check_stars(world: Apis) -> None:
    """Only who left stars is said to have; a report of the last days may still be on its way."""
    said = list(Claim.objects.filter(kind=ClaimKind.FEEDBACK).values_list("order__number", flat=True))
    assert set(said) <= rated(world.world)
    assert len(said) == len(set(said))


def differences(key: tuple[str, str], found: Known, true: Known) -> list[str]:
    """What is not as it is, one line for each field."""
    pairs = [(one.name, getattr(found, one.name), getattr(true, one.name)) for one in fields(Known)]
    return [f"{' '.join(key)}: {name} is {here!r}, not {there!r}" for name, here, there in pairs if here != there]


def check_messages(world: Apis, month: Month) -> None:
    """Every message of eBay's is one envelope and one message."""
    since = month.sources["ebay"].orders_since
    assert since is not None
    written = [(one.id, one.text) for talk in world.world.conversations() for one in talk.messages if one.at >= since]
    envelopes = Envelope.objects.filter(source=month.sources["ebay"])
    assert sorted(envelopes.values_list("external_id", flat=True)) == sorted(number for number, _ in written)
    assert not envelopes.exclude(state=EnvelopeState.READ).exists()
    here = Message.objects.filter(envelope__in=envelopes)
    assert sorted(here.values_list("envelope__external_id", "text")) == sorted(written)


def check_that_much_happened(world: Apis, month: Month) -> None:
    """The month was as bad as it should be: it proves nothing otherwise."""
    happened = {change.what for change in world.world.changes()}
    assert {"placed", "ship", "scan", "refund", "open_return", "open_claim", "cancel", "message"} <= happened
    assert {kind for kind, _ in recorded()} == set(month.sources)
    assert month.mishaps == 30
    assert month.letters > 10
    assert month.deeds > 10
    assert PushSeen.objects.count() > 20
    assert len(world.pushed()) > PushSeen.objects.count()
    assert not Source.objects.exclude(failing_since=None).exists()
