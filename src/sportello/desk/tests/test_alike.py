"""Many alike: one text for many tickets, seen for each, sent to each once."""

import re
from collections.abc import Callable
from datetime import datetime
from functools import partial

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from sportello.accounts.models import Agent
from sportello.accounts.testing import ada, ben, rio
from sportello.channels.models import Outbox
from sportello.inbox import alike, tasks
from sportello.inbox.merging import merge
from sportello.inbox.models import AlikeAnswer, AlikeRound, Message, Thread, Ticket
from sportello.inbox.tests.world import at_once

from . import world

TEXT = "Ciao[ {name}], il corriere è in sciopero[ (ordine {order})]."
ORDER = "302-7654321-1234567"


def shop(now: datetime, count: int = 3) -> list[Ticket]:
    """Tickets of several buyers, of the first of which we know the order."""
    made = [world.ticket(f"Domanda {n}", by=f"Buyer {'ABCDEFGH'[n]}", now=now) for n in range(count)]
    Thread.objects.filter(pk=world.thread_of(made[0]).pk).update(order_id=ORDER)
    return made


def filled(page: str) -> dict[str, list[str] | str]:
    """The preview's form as a browser would send it back."""
    form: dict[str, list[str] | str] = {"key": re.findall(r'name="key" value="([^"]+)"', page)[0]}
    for name in ("send", "ticket"):
        form[name] = re.findall(rf'name="{name}" value="(\d+)"', page)
    form |= dict(re.findall(r'name="((?:seen|also|thread)-\d+)" value="(\d+)"', page))
    form |= dict(re.findall(r'<textarea name="(text-\d+)"[^>]*>([^<]*)<', page))
    form["text"] = TEXT
    return form


def preview(client: Client, tickets: list[Ticket], text: str = TEXT) -> str:
    return client.post("/alike/preview", {"ticket": [one.pk for one in tickets], "text": text}).content.decode()


def answers() -> dict[int, list[str]]:
    said: dict[int, list[str]] = {}
    for thread, text in Message.objects.filter(direction="out").order_by("pk").values_list("thread", "text"):
        said.setdefault(thread, []).append(text)
    return said


def work(round_id: int) -> None:
    for answer_id in alike.waiting(round_id):
        alike.send_one(answer_id=answer_id, now=timezone.now())


def test_it_words_the_text_for_each_and_sends_it_once_however_often_it_is_asked(client: Client, now: datetime) -> None:
    first, second, third = shop(now)
    assert (
        "One answer to 3 tickets" in client.post("/alike", {"ticket": [first.pk, second.pk, third.pk]}).content.decode()
    )
    form = filled(preview(client, [first, second, third]))
    assert form[f"text-{first.pk}"] == f"Ciao Buyer A, il corriere è in sciopero (ordine {ORDER})."
    assert form[f"text-{second.pk}"] == "Ciao Buyer B, il corriere è in sciopero."
    form[f"text-{second.pk}"] = "Solo per B."
    form["send"] = [str(first.pk), str(second.pk)]
    addresses = {client.post("/alike/rounds", form)["Location"] for _click in range(3)}
    assert len(addresses) == 1
    assert "0 of 2 done" in client.get(addresses.pop()).content.decode()
    for _worker in range(2):
        tasks.send_alike(AlikeRound.objects.get().pk)
    assert answers() == {
        first.primary_id: [f"Ciao Buyer A, il corriere è in sciopero (ordine {ORDER})."],
        second.primary_id: ["Solo per B."],
    }
    assert "2 of 2 done" in client.get(f"/alike/rounds/{AlikeRound.objects.get().pk}").content.decode()
    assert client.post("/alike/rounds", form).status_code == 303
    tasks.finish_alike(0)
    assert Outbox.objects.count() == 2


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("Ordine {order}: arriva.", "The order number is not known here."),
        ("Ciao {nome}.", "Only {name} and {order} are filled in."),
    ],
)
def test_it_sends_no_text_with_a_gap(client: Client, now: datetime, text: str, why: str) -> None:
    first, second, _third = shop(now)
    page = preview(client, [first, second], text)
    assert why in page
    assert str(second.pk) not in filled(page)["send"]


def test_it_says_for_each_ticket_why_it_was_not_sent(client: Client, now: datetime) -> None:
    first, second, third = shop(now)
    form = filled(preview(client, [first, second, third]))
    world.says(world.thread_of(first), "Anzi no!", at=now)
    merge(ticket=second, into=third, by=ada(), now=now)
    address = client.post("/alike/rounds", form)["Location"]
    work(AlikeRound.objects.get().pk)
    page = client.get(address).content.decode()
    assert "The buyer wrote again while you were writing." in page
    assert "1 not sent" in page
    assert answers().keys() == {third.primary_id}


def test_it_gives_the_other_conversations_of_a_ticket_their_notice(client: Client, now: datetime) -> None:
    first, second, _third = shop(now)
    merge(ticket=second, into=first, by=ada(), now=now)
    page = preview(client, [first])
    assert "Notice to Amazon.it" in page
    client.post("/alike/rounds", filled(page))
    work(AlikeRound.objects.get().pk)
    assert sorted(Message.objects.filter(direction="out").values_list("kind", flat=True)) == ["answer", "notice"]
    assert Ticket.objects.get(pk=first.pk).due_at is None


def test_it_keeps_rounds_to_whoever_sends_them(client: Client, enter: Callable[[Agent], Client], now: datetime) -> None:
    tickets = shop(now)
    form = filled(preview(client, tickets))
    address = client.post("/alike/rounds", form)["Location"]
    assert enter(ben()).get(address).status_code == 404
    assert enter(ben()).post("/alike/rounds", form).status_code == 422
    assert enter(rio()).post("/alike/rounds", form).status_code == 403
    Agent.objects.filter(pk=ada().pk).update(is_active=False)
    work(AlikeRound.objects.get().pk)
    assert {*AlikeAnswer.objects.values_list("state", flat=True)} == {"refused"}
    assert not Outbox.objects.exists()


def test_it_takes_no_nonsense(client: Client, now: datetime) -> None:
    tickets = shop(now)
    assert client.post("/alike", {}).status_code == 303
    assert client.post("/alike/preview", {"ticket": [tickets[0].pk], "text": "  "}).status_code == 422
    assert client.post("/alike/rounds", {"key": "x"}).status_code == 404
    assert client.get("/alike").status_code == 405
    form = filled(preview(client, tickets))
    assert client.post("/alike/rounds", {**form, "send": []}).status_code == 303
    assert not AlikeRound.objects.exists()
    assert client.get("/alike/rounds/99").status_code == 404


def test_it_costs_the_same_however_many_tickets_are_chosen(client: Client, now: datetime) -> None:
    tickets = shop(now, 8)
    preview(client, tickets[:2])
    counts = []
    for chosen in (tickets[:2], tickets):
        with CaptureQueriesContext(connection) as queries:
            preview(client, chosen)
        counts.append(len(queries))
    assert counts[0] == counts[1]


@pytest.mark.django_db(transaction=True)
def test_it_sends_each_once_when_eight_workers_take_a_round_at_the_same_time(now: datetime) -> None:
    client = Client()
    client.force_login(ada())
    tickets = shop(now, 8)
    client.post("/alike/rounds", filled(preview(client, tickets)))
    begun = AlikeRound.objects.get()
    at_once(*(partial(work, begun.pk) for _worker in range(8)))
    assert sorted(map(len, answers().values())) == [1] * 8
    assert {*AlikeAnswer.objects.values_list("state", flat=True)} == {"sent"}
