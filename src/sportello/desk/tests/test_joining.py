"""Putting tickets together on the desk, and parting them again, over HTTP."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from sportello.accounts.models import Agent
from sportello.accounts.testing import ada, rio
from sportello.inbox.merging import merge, survivor_of
from sportello.inbox.models import Merge, Ticket

from . import world

HX = {"HX-Request": "true"}


def two(now: datetime) -> tuple[Ticket, Ticket]:
    """Two tickets of one buyer, on Amazon and by mail."""
    first = world.ticket("Dov'è?", now=now, subject="Lampada")
    return first, world.ticket("Scrivo anche qui", now=now, on=world.channel("email", "Posta"))


def texts(client: Client, address: str) -> str:
    return client.get(address).content.decode()


@pytest.mark.parametrize("headers", [{}, HX])
def test_it_offers_the_buyers_other_tickets_first(client: Client, now: datetime, headers: dict[str, str]) -> None:
    first, second = two(now)
    stranger = world.ticket("Altro", by="Dora Neri", now=now)
    page = client.get(f"/tickets/{first.pk}/merging", headers=headers).content.decode()
    assert re.findall(r'name="ticket" value="(\d+)"', page) == [str(second.pk)]
    page = client.get(f"/tickets/{first.pk}/merging?q=dora", headers=headers).content.decode()
    assert re.findall(r'name="ticket" value="(\d+)"', page) == [str(stranger.pk)]
    assert "Nothing found." in texts(client, f"/tickets/{first.pk}/merging?q=nobody+at+all")
    assert f'name="ticket" value="{first.pk}"' not in texts(client, f"/tickets/{first.pk}/merging?q={first.pk}")


@pytest.mark.parametrize("headers", [{}, HX])
def test_it_merges_and_parts_again_from_the_toast(client: Client, now: datetime, headers: dict[str, str]) -> None:
    first, second = two(now)
    page = client.post(f"/tickets/{first.pk}/merges?view=owed", {"ticket": second.pk}, headers=headers)
    if not headers:
        assert page["Location"] == f"/tickets/{first.pk}?view=owed"
    shown = texts(client, f"/tickets/{first.pk}") + page.content.decode()
    assert survivor_of(second.pk) == first.pk
    row = Merge.objects.get()
    assert f'name="merge" value="{row.pk}" form="undo"' in shown
    assert "1 ticket is merged in" in shown
    assert "Scrivo anche qui" in shown
    client.post("/merges/removal?view=owed", {"merge": row.pk}, headers=headers)
    assert survivor_of(second.pk) == second.pk
    shown = texts(client, f"/tickets/{first.pk}")
    assert f"Parted again: #{second.pk}." in shown or headers
    assert "merged in" not in shown
    assert 'class="rule__undo"' not in shown


def test_it_leads_from_an_old_number_to_the_ticket_that_holds_the_conversation(client: Client, now: datetime) -> None:
    first, second = two(now)
    merge(ticket=second, into=first, by=ada(), now=now)
    assert client.get(f"/tickets/{second.pk}?view=mine")["Location"] == f"/tickets/{first.pk}?view=mine"
    part = client.get(f"/tickets/{second.pk}?view=mine", headers=HX)
    assert part.status_code == 200
    assert part["HX-Push-Url"] == f"/tickets/{first.pk}?view=mine"


def test_it_merges_several_of_one_buyer_from_the_queue_at_once(client: Client, now: datetime) -> None:
    first, second = two(now)
    third = world.ticket("Ancora io", now=now)
    for headers in ({}, HX):
        chosen = [third.pk, first.pk, second.pk]
        page = client.post("/bulk/merging?view=owed", {"ticket": chosen}, headers=headers, follow=True)
        assert "2 tickets merged." in page.content.decode()
        assert {survivor_of(pk) for pk in chosen} == {first.pk}
        ids = ",".join(
            str(pk) for pk in Merge.objects.filter(undone_at=None).order_by("pk").values_list("pk", flat=True)
        )
        assert f'value="{ids}" form="undo"' in page.content.decode()
        client.post("/merges/removal", {"merge": ids}, follow=True)
        assert [survivor_of(pk) for pk in chosen] == chosen


def test_it_asks_before_it_merges_tickets_of_different_buyers(client: Client, now: datetime) -> None:
    first, other = world.ticket(now=now), world.ticket(by="Dora Neri", now=now)
    form = {"ticket": [first.pk, other.pk]}
    asked = client.post("/bulk/merging?view=owed", form)
    assert asked.status_code == 303
    assert client.post("/bulk/merging?view=owed", form, headers=HX)["HX-Redirect"] == asked["Location"]
    assert not Merge.objects.exists()
    page = texts(client, asked["Location"])
    assert "Dora Neri" in page
    client.post("/bulk/merging?view=owed", form | {"confirmed": "1"})
    assert survivor_of(other.pk) == first.pk


def test_it_says_what_cannot_be_merged(client: Client, now: datetime) -> None:
    first, second = two(now)
    merge(ticket=second, into=first, by=ada(), now=now)
    for form in ({}, {"ticket": [second.pk, first.pk]}, {"ticket": ["x", "9" * 30]}):
        assert "Choose two tickets or more." in client.post("/bulk/merging", form, follow=True).content.decode()
    page = client.post(f"/tickets/{first.pk}/merges", {"ticket": second.pk}, follow=True).content.decode()
    assert "Choose some tickets first." in page
    assert client.post("/merges/removal", {"merge": "7,x"}).status_code == 404
    assert client.get("/merges/confirmation?ticket=1").status_code == 404
    assert client.post(f"/tickets/{first.pk}/primary", {"thread": "x"}).status_code == 404
    assert Merge.objects.count() == 1


def test_it_lets_the_full_answer_go_where_the_agent_chooses(client: Client, now: datetime) -> None:
    first, second = two(now)
    thread = world.thread_of(second)
    merge(ticket=second, into=first, by=ada(), now=now)
    page = texts(client, f"/tickets/{first.pk}?thread={thread.pk}")
    assert "Make main" in page
    assert "Make main" not in texts(client, f"/tickets/{first.pk}")
    for headers in ({}, HX):
        client.post(f"/tickets/{first.pk}/primary", {"thread": thread.pk}, headers=headers)
        assert Ticket.objects.get(pk=first.pk).primary_id == thread.pk
    stranger = world.thread_of(world.ticket(by="Dora Neri", now=now))
    page = client.post(f"/tickets/{first.pk}/primary", {"thread": stranger.pk}, follow=True).content.decode()
    assert "This conversation belongs to another ticket now." in page


def test_it_lets_a_reader_merge_nothing(enter: Callable[[Agent], Client], now: datetime) -> None:
    first, second = two(now)
    row = merge(ticket=second, into=first, by=ada(), now=now)
    client = enter(rio())
    assert 'form="undo"' not in texts(client, f"/tickets/{first.pk}")
    assert client.get(f"/tickets/{first.pk}/merging").status_code == 403
    posts = {f"/tickets/{first.pk}/merges": {}, "/merges/removal": {"merge": row.pk}, "/bulk/merging": {}}
    assert {client.post(address, form).status_code for address, form in posts.items()} == {403}
    assert client.post(f"/tickets/{first.pk}/primary").status_code == 403


def test_it_costs_the_same_however_many_tickets_there_are(client: Client, now: datetime) -> None:
    first, second = two(now)
    merge(ticket=second, into=first, by=ada(), now=now)
    world.ticket("Ancora", now=now)
    counts: list[list[int]] = []
    for _round in range(2):
        counts.append([])
        for address in (
            f"/tickets/{first.pk}",
            f"/tickets/{first.pk}/merging",
            f"/tickets/{first.pk}/merging?q=marino",
        ):
            client.get(address)
            with CaptureQueriesContext(connection) as queries:
                client.get(address)
            counts[-1].append(len(queries))
        for number in range(4):
            merge(ticket=world.ticket(f"{number}", now=now), into=first, by=ada(), now=now + timedelta(minutes=1))
            world.ticket(f"Altro {number}", now=now)
    assert counts[0] == counts[1]
