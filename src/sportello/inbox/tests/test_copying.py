"""One message that comes by the marketplace's API and by its mail is one message, whichever is first."""

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from sportello.channels import registry
from sportello.channels.inbound import Inbound
from sportello.channels.mail.reading import read_mail
from sportello.channels.models import Channel, Envelope, Outbox, OutboxState, Source
from sportello.channels.routing import channel_for, channel_of_account
from sportello.channels.tests import vendor
from sportello.inbox.arrival import Became
from sportello.inbox.copying import COPY
from sportello.inbox.models import Message, Thread, Ticket
from sportello.inbox.replying import send

from . import world

pytestmark = pytest.mark.django_db

RAW = (Path(__file__).parents[2] / "connectors/ebay/fixtures/buyer-it.eml").read_bytes()


@pytest.fixture
def shop(monkeypatch: pytest.MonkeyPatch) -> Iterator[Source]:
    monkeypatch.setattr(registry, "connectors", lambda: (vendor.CONNECTOR,))
    with vendor.serving() as serving:
        yield vendor.account("shop", serving)


def by_mail() -> Inbound:
    return read_mail(RAW, registry.recognisers())


def twin(**changed: Any) -> bytes:
    """What the API says of the same message."""
    mail = by_mail()
    row = {
        "id": "m1", "at": _sent().isoformat(), "buyer": mail.sender.value, "conversation": "c1",
        "text": f"  {mail.text.upper()} ", "item": mail.item_ids[0] if mail.item_ids else "",
    }  # fmt: skip
    return json.dumps(row | changed).encode()


def _sent() -> datetime:
    sent = by_mail().sent_at
    assert sent is not None
    return sent


def comes(raw: bytes, into: Source | None = None, minutes: int = 5) -> tuple[Became, Envelope]:
    return world.comes(raw, into=into, at=_sent() + timedelta(minutes=minutes))


def joined(shop: Source) -> None:
    """One channel for both, as after the first orders."""
    world.mailbox()
    channel_for(source=world.mailbox(), inbound=by_mail(), now=_sent())
    channel = channel_of_account(account=shop, site=by_mail().site, now=_sent())
    Channel.objects.filter(pk=channel.pk).update(site="ebay.it")


@pytest.mark.parametrize("mail_first", [True, False])
def test_it_makes_one_message_of_both(shop: Source, mail_first: bool) -> None:
    joined(shop)
    both = [(RAW, None), (twin(), shop)]
    (first, source), (second, other) = both if mail_first else both[::-1]
    assert comes(first, source)[0] is Became.MESSAGE
    became, envelope = comes(second, other)
    assert (became, envelope.reason) == (Became.SET_ASIDE, COPY)
    assert (Message.objects.count(), Ticket.objects.count()) == (1, 1)
    assert Thread.objects.get().reply_to == "conversation:c1"


@pytest.mark.parametrize("mail_first", [True, False])
def test_it_knows_a_copy_that_the_api_gives_to_another_site_of_the_account(shop: Source, mail_first: bool) -> None:
    """eBay's mails name the site, its messages do not: they come by the site that the account is at home on."""
    joined(shop)
    elsewhere, later = {"site": "ebay.com"}, (_sent() + timedelta(hours=2)).isoformat()
    both = [(RAW, None), (twin(**elsewhere), shop)]
    for raw, source in both if mail_first else both[::-1]:
        comes(raw, source)
    assert (Message.objects.count(), Ticket.objects.count()) == (1, 1)
    comes(twin(id="m2", text="Any news?", at=later, **elsewhere), shop, 125)
    assert (Message.objects.count(), Thread.objects.count()) == (2, 1)


def test_it_goes_on_in_one_conversation_by_either_way(shop: Source) -> None:
    joined(shop)
    comes(RAW)
    comes(twin(), shop)
    later = (_sent() + timedelta(hours=2)).isoformat()
    assert comes(twin(id="m2", text="Any news?", at=later), shop, 125)[0] is Became.MESSAGE
    assert Thread.objects.count() == 1


@pytest.mark.parametrize("changed", [{"text": "Something else"}, {"buyer": "zed"}, {"at": "2026-01-01T00:00:00+00:00"}])
def test_it_keeps_what_is_no_copy(shop: Source, changed: dict[str, str]) -> None:
    joined(shop)
    comes(RAW)
    assert comes(twin(**changed), shop)[0] is Became.MESSAGE
    assert Message.objects.count() == 2


def test_it_keeps_what_a_buyer_says_twice(shop: Source) -> None:
    joined(shop)
    comes(twin(), shop)
    assert comes(twin(id="m2"), shop, 6)[0] is Became.MESSAGE
    assert Message.objects.count() == 2


def test_it_settles_an_uncertain_answer_that_is_seen_at_the_marketplace(shop: Source) -> None:
    joined(shop)
    comes(twin(), shop)
    ticket, now = Ticket.objects.get(), _sent() + timedelta(minutes=9)
    send(ticket=ticket, thread=Thread.objects.get(), text="It is on its way.", by=world.agent("Ben"), now=now)
    Outbox.objects.update(state=OutboxState.UNCERTAIN)
    copy = twin(id="m3", outgoing=True, text="It is on  its way.", at=now.isoformat())
    assert comes(copy, shop, 12)[1].reason == "a copy of our own answer"
    assert Outbox.objects.get().state == OutboxState.SENT
    assert Message.objects.count() == 2
