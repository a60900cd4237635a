"""The channels' pages: what an owner sees, what may be decided, and what a new clock does."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from sportello.accounts.models import Agent
from sportello.accounts.testing import ada, ben, lea
from sportello.business.models import Brand, Calendar
from sportello.channels.models import Channel, Outbox, Source
from sportello.inbox.models import Obligation

from . import world

pytestmark = pytest.mark.django_db


def source(kind: str = "pipe", name: str = "Pipe", **more: object) -> Source:
    return Source.objects.create(kind=kind, name=name, created_at=world.START, **more)


def piped() -> Channel:
    """A channel whose mail comes by the pipe: nothing can leave by that."""
    return Channel.objects.create(
        kind="email", name="Old mail", source=source(), answer_hours=24, round_the_clock=False, created_at=world.START
    )


def fields(channel: Channel, **changes: object) -> dict[str, object]:
    """A channel's form as its page would send it; a box that is not ticked is absent."""
    sent: dict[str, object] = {
        "name": channel.name,
        "answer_hours": channel.answer_hours,
        "round_the_clock": channel.round_the_clock,
        "calendar": channel.calendar_id or "",
        "language": channel.language,
        "brand": channel.brand_id or "",
        "sends_through": channel.sends_through_id or "",
        **changes,
    }
    return {name: value for name, value in sent.items() if value is not False}


def test_it_shows_how_each_channel_stands(client: Client, now: datetime) -> None:
    amazon, shop = world.channel(), world.channel("email", "info@casalume.example", hours=8, round_the_clock=False)
    Channel.objects.filter(pk=shop.pk).update(brand=Brand.objects.create(name="Casa Lume", languages=["it"]))
    world.ticket(now=now, on=amazon)
    piped()
    page = " ".join(client.get("/channels").content.decode().split())
    assert "after 24 hours, round the clock" in page
    assert "after 8 hours of " in page
    assert "from Mailbox of Amazon.it" in page
    assert "Italian, Casa Lume" in page
    assert "amazon@casalume.example" in page
    assert page.count("No mailbox: answers cannot leave") == 1
    assert f'<a href="/queue?view=owed&amp;channel={amazon.pk}">1 ticket owed</a>' in page


def test_it_asks_the_database_as_often_for_many_channels_as_for_few(client: Client) -> None:
    world.channel()
    client.get("/channels")
    with CaptureQueriesContext(connection) as few:
        client.get("/channels")
    for number in range(6):
        world.channel("email", f"shop{number}@casalume.example")
    with CaptureQueriesContext(connection) as many:
        client.get("/channels")
    assert len(many) == len(few)


def test_it_says_where_channels_come_from_while_there_is_none(client: Client) -> None:
    assert "No channel yet." in client.get("/channels").content.decode()


def test_it_saves_what_was_decided(client: Client) -> None:
    channel = world.channel("email", "info@casalume.example", round_the_clock=False)
    evenings = Calendar.objects.create(name="Evenings", time_zone="UTC", week={"sat": ["20:00-22:00"]})
    brand = Brand.objects.create(name="Casa Lume", languages=["it"])
    other = source("mailbox", "Other", address="other@casalume.example")
    decided = {
        "name": "Shop",
        "answer_hours": 36,
        "calendar": evenings.pk,
        "language": "de",
        "brand": brand.pk,
        "sends_through": other.pk,
    }
    response = client.post(f"/channels/{channel.pk}", fields(channel, **decided), follow=True)
    assert "Shop is saved." in response.content.decode()
    saved = Channel.objects.get(pk=channel.pk)
    assert (saved.name, saved.answer_hours, saved.round_the_clock) == ("Shop", 36, False)
    assert (saved.calendar, saved.language, saved.brand, saved.sender) == (evenings, "de", brand, other)


def test_it_moves_what_is_owed_and_says_how_much(client: Client, now: datetime) -> None:
    channel = world.channel()
    for number in range(2):
        world.ticket(by=f"Cleo {number}", now=now, on=channel)
    response = client.post(f"/channels/{channel.pk}", fields(channel, answer_hours=12), follow=True)
    assert "2 open deadlines have moved." in response.content.decode()
    assert {one.due_at - one.opened_at for one in Obligation.objects.all()} == {timedelta(hours=12)}


@pytest.mark.parametrize(
    ("kind", "changes", "words"),
    [
        ("amazon", {"answer_hours": 25}, "Amazon expects an answer within 24 hours"),
        ("amazon", {"round_the_clock": False}, "Amazon counts nights, weekends and holidays too"),
        ("walmart", {"answer_hours": 49}, "Walmart expects an answer within 48 hours"),
        ("email", {"answer_hours": 241}, "less than or equal to 240"),
        ("email", {"answer_hours": 0}, "greater than or equal to 1"),
        ("email", {"name": " "}, "This field is required"),
        ("email", {"sends_through": 10**9}, "Select a valid choice"),
        ("email", {"language": "tlh"}, "Select a valid choice"),
    ],
)
def test_it_refuses_with_the_reason(client: Client, kind: str, changes: dict[str, object], words: str) -> None:
    channel = world.channel(kind, "The channel")
    response = client.post(f"/channels/{channel.pk}", fields(channel, **changes))
    assert response.status_code == 422
    assert words in response.content.decode()
    assert "<h1>The channel</h1>" in response.content.decode()
    assert Channel.objects.get() == channel
    assert Channel.objects.values_list("answer_hours", "round_the_clock", "name").get() == (24, True, "The channel")


def test_it_wants_a_mailbox_for_a_channel_that_has_none(client: Client, now: datetime) -> None:
    channel = piped()
    assert client.post(f"/channels/{channel.pk}", fields(channel, name="Older")).status_code == 302
    mailbox = source("mailbox", "Shop mail", address="info@casalume.example")
    source("mailbox", "Gone", address="gone@casalume.example", config={"disconnected_at": "2026-11-01"})
    refused = client.post(f"/channels/{channel.pk}", fields(channel))
    assert refused.status_code == 422
    assert "Gone" not in refused.content.decode()
    client.post(f"/channels/{channel.pk}", fields(channel, sends_through=mailbox.pk))
    assert Channel.objects.get().sender == mailbox


def test_it_sends_nothing_where_no_mailbox_sends(client: Client, now: datetime) -> None:
    ticket = world.ticket(now=now, on=piped())
    answer = {"thread": ticket.primary_id, "text": "Arriva.", "seen_up_to": 10**6}
    response = client.post(f"/tickets/{ticket.pk}/messages", answer)
    assert response.status_code == 422
    assert "No mailbox sends for this channel yet." in response.content.decode()
    assert not Outbox.objects.exists()


def test_it_is_for_those_who_connect_channels(enter: Callable[[Agent], Client]) -> None:
    channel = world.channel()
    for path in ("/channels", f"/channels/{channel.pk}"):
        assert enter(lea()).get(path).status_code == 200
        assert enter(ben()).get(path).status_code == 403
        assert Client().get(path).status_code == 302
    assert enter(ben()).post(f"/channels/{channel.pk}", fields(channel, name="Ours")).status_code == 403
    assert enter(ada()).get("/channels/999999").status_code == 404


def test_it_is_in_the_navigation_of_those_who_may_go_there(enter: Callable[[Agent], Client]) -> None:
    assert 'href="/channels"' in enter(ada()).get("/queue").content.decode()
    assert 'href="/channels"' not in enter(ben()).get("/queue").content.decode()
